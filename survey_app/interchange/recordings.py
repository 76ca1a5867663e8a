"""Reads Ogg, WebM, MP3, MP4 and WAV sound, and leaves out who, when and where.

Recorders write names, dates and positions into the files. What does not sound is left
out where the format lets us, else a file that says where it was made is refused.
Anything malformed raises ValueError.
"""

import struct
from collections.abc import Iterator

#: Where the headers of a file end that tell what it holds.
HEAD = 64 * 1024
_OGG_CODECS = (b"OpusHead", b"\x01vorbis")
_WEBM_CODECS = (b"A_OPUS", b"A_VORBIS")
_MOVING = (b"V_VP", b"V_AV1", b"V_MPEG", b"V_MS")
_TELLING = (b"location", b"latitude", b"gps", b"geo_")
#: Boxes of an MP4 that hold others, and those that hold what is said about the sound.
_PARENTS = {b"moov", b"trak", b"mdia"}
_SAID = {b"udta", b"meta", b"uuid"}


class HasVideo(ValueError):
    """The file holds moving pictures."""


class SaysWhere(ValueError):
    """The file says where it was made."""


def clean_ogg(content: bytes) -> bytes:
    """Return an Ogg file with Opus or Vorbis sound."""
    _need(any(codec in content[:512] for codec in _OGG_CODECS))
    if b"\x80theora" in content[:HEAD]:
        raise HasVideo
    return _silent(content)


def clean_webm(content: bytes) -> bytes:
    """Return a WebM file with Opus or Vorbis sound."""
    head = content[:HEAD]
    if any(codec in head for codec in _MOVING):
        raise HasVideo
    _need(b"webm" in content[:64] and any(codec in head for codec in _WEBM_CODECS))
    return _silent(content)


def clean_mp3(content: bytes) -> bytes:
    """Return the frames of an MP3 without the tags before and after them."""
    while content[:3] == b"ID3":
        size = content[6:10]
        _need(len(size) == 4 and max(size) < 128)
        length = sum(part << 7 * (3 - place) for place, part in enumerate(size))
        content = content[10 + length + (10 if content[5] & 0x10 else 0) :]
    if content[-128:-125] == b"TAG":
        content = content[:-128]
    content = content.lstrip(b"\0")
    _need(is_mp3_frame(content))
    return content


def is_mp3_frame(content: bytes) -> bool:
    """Return whether a layer III frame begins here."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return False
    version, layer = content[1] >> 3 & 3, content[1] >> 1 & 3
    bit_rate, sample_rate = content[2] >> 4, content[2] >> 2 & 3
    return version != 1 and layer == 1 and 0 < bit_rate < 15 and sample_rate < 3


def clean_mp4(content: bytes) -> bytes:
    """Return an MP4 whose boxes about the recording are emptied, sound untouched."""
    cleaned = bytearray(content)
    names = set()
    for start, end, name in _boxes(content, 0, len(content)):
        names.add(name)
        if name in _SAID:
            cleaned[start + 4 : end] = b"free" + bytes(end - start - 8)
        if name == b"hdlr" and content[start + 16 : start + 20] == b"vide":
            raise HasVideo
    _need({b"moov", b"mdat"} <= names)
    return bytes(cleaned)


def clean_wav(content: bytes) -> bytes:
    """Return a WAV with its format and its sound, and no other chunk."""
    kept, at, names = [], 12, set()
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        end = min(at + 8 + length, len(content))
        if name in (b"fmt ", b"data"):
            body = content[at + 8 : end]
            names.add(name)
            kept.append(struct.pack("<4sI", name, len(body)) + body)
            kept.append(b"\0" * (len(body) % 2))
        at = end + length % 2
    _need(names == {b"fmt ", b"data"})
    chunks = b"".join(kept)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(chunks), b"WAVE") + chunks


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, name) of every box, those inside of parents too."""
    while at + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, at)
        if length == 1:
            _need(name == b"mdat")
            (length,) = struct.unpack_from(">Q", content, at + 8)
        if length == 0:
            length = end - at
        _need(8 <= length <= end - at)
        yield at, at + length, name
        if name in _PARENTS:
            yield from _boxes(content, at + 8, at + length)
        at += length


def _silent(content: bytes) -> bytes:
    """Return the content unless its headers say where it was made."""
    if any(word in content[:HEAD].lower() for word in _TELLING):
        raise SaysWhere
    return content


def _need(is_so: bool) -> None:
    if not is_so:
        raise ValueError
