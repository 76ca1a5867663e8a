"""Takes in recordings and pictures: known by their content, never by their name."""

import struct
from collections.abc import Callable
from hashlib import sha256

from survey_app.core.questionnaire.media import Content, MediaFile, MediaKind
from survey_app.errors import Problem, Rejected
from survey_app.interchange import pictures, recordings

#: Bytes a file may have: everything goes to every tablet.
MOST_BYTES: dict[MediaKind, int] = {"audio": 2 * 1024**2, "picture": 1024**2}
#: Pixels a picture may have on a side: an old tablet must draw it.
MOST_PIXELS = 3000

AUDIO = "OGG, WebM, MP3, M4A, WAV"
PICTURES = "PNG, JPEG, WebP"

_AUDIO: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    ("audio/ogg", lambda c: c[:4] == b"OggS", recordings.clean_ogg),
    ("audio/webm", lambda c: c[:4] == b"\x1aE\xdf\xa3", recordings.clean_webm),
    ("audio/mp4", lambda c: c[4:8] == b"ftyp", recordings.clean_mp4),
    ("audio/wav", lambda c: c[:4] + c[8:12] == b"RIFFWAVE", recordings.clean_wav),
    (
        "audio/mpeg",
        lambda c: c[:3] == b"ID3" or recordings.is_mp3_frame(c),
        recordings.clean_mp3,
    ),
)
_PICTURES: tuple[
    tuple[str, Callable[[bytes], bool], Callable[[bytes], pictures.Picture]], ...
] = (
    ("image/png", lambda c: c[:8] == pictures.PNG, pictures.clean_png),
    ("image/jpeg", lambda c: c[:3] == pictures.JPEG, pictures.clean_jpeg),
    ("image/webp", lambda c: c[:4] + c[8:12] == b"RIFFWEBP", pictures.clean_webp),
)


def read_recording(name: str, content: bytes) -> MediaFile:
    """Return the recording in a file without what it says of its making.

    Raise Rejected unless it is sound alone, of a kind that browsers play.
    """
    for type_, is_it, clean in _AUDIO:
        if is_it(content):
            _check_size(name, content, "audio")
            try:
                return _file(type_, clean(content))
            except recordings.HasVideo:
                raise _refused(name, "media.has_video") from None
            except recordings.SaysWhere:
                raise _refused(name, "media.says_where") from None
            except (ValueError, struct.error):
                raise _refused(name, "media.damaged") from None
    raise _refused(name, "media.kind_unknown", known=AUDIO)


def read_picture(name: str, content: bytes) -> MediaFile:
    """Return the picture in a file without where and when it was taken.

    Raise Rejected unless it is a still PNG, JPEG or WebP of a size tablets can draw.
    """
    for type_, is_it, clean in _PICTURES:
        if is_it(content):
            _check_size(name, content, "picture")
            try:
                data, width, height = clean(content)
            except (ValueError, IndexError, struct.error):
                raise _refused(name, "media.damaged") from None
            if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
                size = {"width": width, "height": height, "most": MOST_PIXELS}
                raise _refused(name, "media.pixels", **size)
            return _file(type_, data)
    raise _refused(name, "media.kind_unknown", known=PICTURES)


def _file(type_: str, data: bytes) -> MediaFile:
    return MediaFile(Content(sha256(data).hexdigest(), type_, len(data)), data)


def _check_size(name: str, content: bytes, kind: MediaKind) -> None:
    if len(content) > MOST_BYTES[kind]:
        sizes = {"size": len(content) // 1024, "most": MOST_BYTES[kind] // 1024}
        raise _refused(name, "media.too_large", **sizes)


def _refused(name: str, code: str, **facts: object) -> Rejected:
    return Rejected([Problem(name, code, facts)])
