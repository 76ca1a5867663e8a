"""A poster as a file: one sheet whatever stands on it, and words that stay words."""

import subprocess
import sys
from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from survey_app.errors import SurveyError
from survey_app.interchange import poster_pdf as posters
from survey_app.interchange.poster_pdf import poster_pdf

DAY = date(2026, 3, 9)
CODE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
SCORE = {"value": 4.8, "low": 4.6, "high": 5.0}
FIXED = ("kicker", "heading", "said", "done", "undecided", "too_few", "more", "tell")


def topic(name="Trust", **facts):
    shown = {"name": name, "sentence": "The level is medium.", "sure": "4.6 to 5.0"}
    return shown | {"score": SCORE, "filled": None} | facts


def wrote(text, language="en", direction="ltr"):
    return {"text": text, "language": language, "direction": direction}


def words(**change):
    fixed = {name: f"[{name}]" for name in FIXED}
    return fixed | {
        "language": "en", "direction": "ltr", "title": "Living together",
        "people": "About 160 people answered.", "topics": [topic()],
        "decisions": [[wrote("No water."), wrote("A well.")]],
        "address": "http://10.0.0.1/public/valley", "source": "Release 1",
    } | change  # fmt: skip


def read(content):
    return PdfReader(BytesIO(content)).pages


def text(content):
    return " ".join(" ".join(page.extract_text() for page in read(content)).split())


def test_a_poster_says_what_it_is_given():
    shown = text(poster_pdf(words(), CODE, DAY))
    for said in (
        "Living together",
        "The level is medium.",
        "No water.",
        "A well.",
        "[tell]",
    ):
        assert said in shown


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("most", [0, 3])
def test_a_poster_is_one_sheet_whatever_stands_on_it(direction, most):
    long = wrote("What was decided is long to tell. " * 7)
    people = topic(score=None, filled=3)
    full = words(
        direction=direction, topics=[people, topic("A long name of a topic " * 3)] * 2,
        decisions=[[long, long]] * most,
    )  # fmt: skip
    content = poster_pdf(full, CODE, DAY)
    (page,) = read(content)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert text(content).count("What was decided is long") == 14 * most


def test_few_words_stand_in_larger_letters():
    def size(found):
        sizes = []
        read(poster_pdf(found, CODE, DAY))[0].extract_text(
            visitor_text=lambda text, _cm, _tm, _font, size: (
                sizes.append(size) if "level" in text else None
            )
        )
        return max(sizes)

    long = [[wrote("x " * 120), wrote("x " * 120)]] * 3
    assert size(words()) > 1.3 * size(words(topics=[topic()] * 4, decisions=long))


def test_a_score_without_an_interval_is_drawn():
    alone = topic(score={"value": 4.8, "low": None, "high": None})
    assert len(read(poster_pdf(words(topics=[alone]), CODE, DAY))) == 1


def test_nothing_to_tell_is_told():
    shown = text(poster_pdf(words(topics=[], decisions=[], people=""), CODE, DAY))
    assert "[too_few]" in shown
    assert "[undecided]" in shown


@pytest.mark.parametrize(
    "markup",
    ["#panic(1)", "*bold* _it_ $x^2$", "= Title", ']#read("/etc/passwd")[', "<b>&amp;"],
)
def test_what_people_wrote_is_never_markup(markup):
    shown = text(
        poster_pdf(words(decisions=[[wrote(markup)] * 2], title=markup), CODE, DAY)
    )
    assert shown.replace("“", '"').replace("”", '"').count(markup) == 3


def test_arabic_letters_are_joined_and_read_from_the_right():
    arabic = words(
        language="ar", direction="rtl", title="العيش معا", topics=[],
        decisions=[[wrote("لا ماء", "ar", "rtl"), wrote("بئر", "ar", "rtl")]],
    )  # fmt: skip
    shown = text(poster_pdf(arabic, CODE, DAY))
    for word in ("العيش", "معا", "ماء", "بئر"):
        assert word in shown


def test_another_process_makes_the_same_bytes():
    here = sha256(poster_pdf(words(), CODE, DAY)).hexdigest()
    program = (
        "from tests.interchange.test_poster_pdf import *;"
        "print(sha256(poster_pdf(words(), CODE, DAY)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == here


def test_without_the_extra_it_is_named(monkeypatch):
    posters._set.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SurveyError) as missing:
        poster_pdf(words(title="Another"), CODE, DAY)
    assert (missing.value.code, missing.value.facts) == (
        "extra.missing",
        {"extra": "pdf"},
    )
