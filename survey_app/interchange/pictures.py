"""Reads PNG, JPEG and WebP and leaves out all they say beside the picture itself.

Phones write into pictures where and when they were taken; only what is needed to draw
them is kept. Anything malformed raises ValueError.
"""

import struct

#: What a cleaner returns: the bytes that are kept, width and height in pixels.
Picture = tuple[bytes, int, int]

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"

_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM"}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
#: Bits of a VP8X header that announce colour profile, EXIF, XMP and animation.
_WEBP_ANNOUNCED = 0x20 | 0x08 | 0x04 | 0x02

#: Frame headers of JPEG: they tell the size.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _EXIF, _ADOBE, _COMMENT = 0xDA, 0xD9, 0xE1, 0xEE, 0xFE


def clean_png(content: bytes) -> Picture:
    """Return a PNG without texts, times, EXIF and whatever follows its end."""
    kept, at, size = [PNG], len(PNG), (0, 0)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError(name)
        if name == b"IHDR":
            size = struct.unpack_from(">II", content, at + 8)
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept), *size
        at = end


def clean_jpeg(content: bytes) -> Picture:
    """Return a JPEG without EXIF, comments and what follows its end.

    Of EXIF only how the picture is turned is kept, or it would lie on its side.
    """
    kept, at, size, turned = [content[:2]], 2, (0, 0), 1
    while True:
        mark, code = struct.unpack_from(">BB", content, at)
        if mark != 0xFF:
            raise ValueError(at)
        if code == 0xFF:  # filling
            at += 1
            continue
        if code == _END:
            kept.append(content[at : at + 2])
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if code in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = (width, height)
        if code == _EXIF:
            turned = _turned(content[at + 4 : end]) or turned
        if code == _SCAN:
            end = _end_of_scan(content, end)
        if not (_EXIF <= code <= 0xEF and code != _ADOBE) and code != _COMMENT:
            kept.append(content[at:end])
        at = end
    if turned != 1:
        kept.insert(1, _turning(turned))
    return b"".join(kept), *size


def clean_webp(content: bytes) -> Picture:
    """Return a still WebP with its picture alone."""
    kept, at, size = [], 12, (0, 0)
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length
        if end > len(content):
            raise ValueError(name)
        body = bytearray(content[at + 8 : end])
        if name in _WEBP_KEPT:
            size = max(size, _webp_size(name, body))
            if name == b"VP8X":
                body[0] &= ~_WEBP_ANNOUNCED & 0xFF
            kept.append(struct.pack("<4sI", name, length) + body + b"\0" * (length % 2))
        at = end + length % 2
    chunks = b"".join(kept)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(chunks), b"WEBP") + chunks, *size


def _webp_size(name: bytes, body: bytearray) -> tuple[int, int]:
    """Return (width, height) as the chunk tells it, (0, 0) where it does not."""
    if name == b"VP8X":
        wide, high = body[4:7], body[7:10]
        return 1 + int.from_bytes(wide, "little"), 1 + int.from_bytes(high, "little")
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands after the data of a scan."""
    while True:
        at = content.index(b"\xff", at)
        (code,) = struct.unpack_from(">B", content, at + 1)
        if code != 0 and not 0xD0 <= code <= 0xD7:
            return at
        at += 2


def _turned(segment: bytes) -> int:
    """Return the orientation 1-8 an EXIF segment tells, 0 if it tells none."""
    if segment[:6] != b"Exif\0\0":
        return 0
    tiff = segment[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(entries):
            place = start + 2 + 12 * entry
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, place)
            if tag == 0x0112 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 0
    return 0


def _turning(orientation: int) -> bytes:
    """Return an EXIF segment that tells the orientation and nothing else."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, _EXIF, 2 + len(body)) + body
