"""Small recordings and pictures, and what telephones write into them."""

import base64
import struct
import zlib

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWG"
    "kJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKT/wAARCAACAAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAA"
    "AAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIgDgX//2Q=="
)
WEBP = base64.b64decode(
    "UklGRkQAAABXRUJQVlA4WAoAAAAAAAAAAwAAAQAAVlA4ICYAAACQAQCdASoEAAIABABoJaACdLoAA5gA/ulpHxQXCLFvfdBl"
    "nDdIAA=="
)
POSITION = b"12.345 N 6.789 E"


def chunk(name, body):
    crc = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + crc


def png(width=4, height=2, extra=b""):
    """A PNG of one colour, with `extra` chunks before its picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = (
        zlib.compress(b"\0" + bytes(width))
        if height > 99
        else zlib.compress((b"\0" + bytes(width)) * height)
    )
    return (
        b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def exif(orientation=1, order="<"):
    """An EXIF segment as a telephone writes it: turned, and where it was."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entries = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(order + "HHII", 0x8825, 4, 1, 60)
    tiff = mark + struct.pack(order + "IH", 8, 2) + entries + bytes(4) + POSITION
    return segment(0xE1, b"Exif\0\0" + tiff)


def segment(code, body):
    return struct.pack(">BBH", 0xFF, code, 2 + len(body)) + body


def jpeg_from_a_telephone(orientation=1, order="<"):
    parts = (
        exif(orientation, order)
        + segment(0xFE, POSITION)
        + segment(0xE2, b"MPF\0" + POSITION)
    )
    return JPEG[:2] + parts + JPEG[2:] + JPEG[:2] + exif() + POSITION


def webp_with_exif():
    body = WEBP[12:] + struct.pack("<4sI", b"EXIF", len(POSITION)) + POSITION
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WEBP") + body


def wav(seconds=0.1, rate=8000, extra=b""):
    sound = bytes([128]) * int(rate * seconds)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    chunks = form + extra + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI4s", b"RIFF", 4 + len(chunks), b"WAVE") + chunks


OGG = (
    b"OggS\0\x02"
    + bytes(20)
    + b"\x01\x13OpusHead\x01\x01"
    + bytes(40)
    + b"OggS"
    + bytes(22)
    + b"OpusTags\x05\0\0\0Lavf\0"
    + bytes(80)
)
WEBM = (
    b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm"
    + bytes(60)
    + b"\x86\x86A_OPUS"
    + bytes(200)
)
FRAME = b"\xff\xfb\x90\x00" + bytes(413)
MP3 = b"ID3\x03\0\0\0\0\0\x10" + POSITION + FRAME * 3 + b"TAG" + bytes(125)


def box(name, body):
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(handler=b"soun"):
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13))))
    said = box(b"udta", box(b"\xa9xyz", POSITION))
    return (
        box(b"ftyp", b"M4A \0\0\0\0isom")
        + box(b"moov", box(b"mvhd", bytes(100)) + track + said)
        + box(b"mdat", b"sound" * 9)
    )


AUDIO = {
    "audio/ogg": OGG,
    "audio/webm": WEBM,
    "audio/mpeg": MP3,
    "audio/mp4": mp4(),
    "audio/wav": wav(),
}
PICTURES = {
    "image/png": png(),
    "image/jpeg": jpeg_from_a_telephone(),
    "image/webp": webp_with_exif(),
}
