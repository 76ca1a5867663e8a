"""Recordings and pictures: known by their content, and silent about their making."""

import struct

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.media_file import (
    MOST_BYTES,
    MOST_PIXELS,
    read_picture,
    read_recording,
)
from tests import media_samples as samples

READERS = [(read_recording, samples.AUDIO), (read_picture, samples.PICTURES)]


def code(read, content):
    with pytest.raises(Rejected) as refused:
        read("file", content)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    ("read", "type_", "content"),
    [(read, t, c) for read, known in READERS for t, c in known.items()],
)
def test_each_kind_is_known_by_its_content_and_says_nothing_of_its_making(
    read, type_, content
):
    file = read("whatever.svg", content)
    assert file.content.type == type_
    assert file.content.bytes == len(file.data)
    assert samples.POSITION not in file.data


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (read_picture, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        (read_picture, b"GIF89a" + bytes(40)),
        (read_picture, samples.OGG),
        (read_picture, b""),
        (read_recording, samples.png()),
        (read_recording, b"<html><script>alert(1)</script>"),
        (read_recording, b"\xff\xff\xff\xff" * 40),
        (read_recording, b"MZ" + bytes(400)),
    ],
)
def test_anything_else_is_refused(read, content):
    assert code(read, content) == "media.kind_unknown"


@pytest.mark.parametrize(
    ("read", "type_", "content"),
    [(read, t, c) for read, known in READERS for t, c in known.items()],
)
def test_a_file_cut_short_anywhere_is_refused_or_still_clean(read, type_, content):
    for length in range(12, len(content), 7):
        try:
            file = read("file", content[:length])
        except Rejected as refused:
            assert {p.code for p in refused.problems} <= {
                "media.damaged",
                "media.kind_unknown",
                "media.pixels",
            }
        else:
            assert samples.POSITION not in file.data


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_keeps_how_it_is_turned_and_nothing_else(order, orientation):
    data = read_picture("a.jpg", samples.jpeg_from_a_telephone(orientation, order)).data
    assert (b"Exif" in data) is (orientation != 1)
    if orientation != 1:
        place = data.index(struct.pack(">HHI", 0x0112, 3, 1))
        assert struct.unpack_from(">H", data, place + 8) == (orientation,)
        assert data.count(b"Exif") == 1
    assert data.endswith(b"\xff\xd9")
    assert samples.JPEG[40:] in data


def test_texts_in_a_png_are_left_out():
    extra = samples.chunk(b"tEXt", b"Comment\0" + samples.POSITION)
    extra += samples.chunk(b"eXIf", samples.POSITION)
    data = read_picture("a.png", samples.png(extra=extra) + samples.POSITION).data
    assert data == samples.png()


def test_a_webp_no_longer_announces_what_was_left_out():
    data = read_picture("a.webp", samples.webp_with_exif()).data
    assert data == samples.WEBP


def test_chunks_beside_the_sound_of_a_wav_are_left_out():
    extra = struct.pack("<4sI", b"LIST", 16) + samples.POSITION
    assert read_recording("a.wav", samples.wav(extra=extra)).data == samples.wav()


def test_an_mp4_keeps_its_sound_where_it_was():
    given = samples.mp4()
    data = read_recording("a.m4a", given).data
    assert len(data) == len(given)
    assert data.index(b"sound") == given.index(b"sound")


@pytest.mark.parametrize(
    "content",
    [
        samples.mp4(handler=b"vide"),
        samples.WEBM + b"\x86\x85V_VP8",
        samples.OGG + b"\x80theora",
    ],
)
def test_moving_pictures_are_refused(content):
    assert code(read_recording, content) == "media.has_video"


def test_a_recording_that_says_where_it_was_made_is_refused():
    told = samples.OGG + b"LOCATION=12.345,6.789"
    assert code(read_recording, told) == "media.says_where"


def test_too_large_a_file_or_picture_is_refused():
    assert code(read_recording, samples.OGG + bytes(MOST_BYTES["audio"])) == (
        "media.too_large"
    )
    assert code(read_picture, samples.png(MOST_PIXELS + 1, 1)) == "media.pixels"
    assert code(read_picture, samples.png(1, 2**31 - 1)) == "media.pixels"
    assert read_picture("a.png", samples.png(MOST_PIXELS, 1)).content.bytes
