"""Whether questions measured what they should: planted faults are found and named."""

import numpy as np
import pytest

from survey_app.core.measurement.frame import Kept, frame
from survey_app.core.measurement.scoring import measures
from survey_app.core.measurement.soundness import soundness
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)

FIVE = Scale("F", tuple(Option(code, {"en": code}) for code in "12345"))
ITEMS = ("q1", "q2", "q3", "q4")
INSTRUMENT = Instrument(
    "t", {"en": "T"}, ("en", "fr"),
    tuple(Item(name, "scored", {"en": name}, scale="F") for name in ITEMS),
    {"F": FIVE},
    (Construct("C", "D", {}, {}, ITEMS),),
    {"D": {"en": "Domain"}},
)  # fmt: skip


def people(count, french=0.5):
    rng = np.random.default_rng(8)
    for number in range(count):
        person = rng.normal()
        scores = np.clip(np.rint(3 + person + rng.normal(size=4) / 2), 1, 5)
        answers = {q: str(int(s)) for q, s in zip(ITEMS, scores, strict=True)}
        yield {
            "response_id": str(number),
            "answers": answers,
            "language": "fr" if rng.random() < french else "en",
            "mode": "alone",
        }


def checks(everyone):
    columns = frame(INSTRUMENT, [Kept(**each) for each in everyone])
    return soundness("r", INSTRUMENT, columns, measures(INSTRUMENT, columns))


def doubts(rows):
    return {(r.item, r.check, r.version) for r in rows if r.verdict in ("look", "weak")}


def test_a_sound_construct_raises_no_doubt():
    rows = checks(people(600))
    assert doubts(rows) == set()
    assert rows[0].check == "alpha"
    assert rows[0].ci_low < rows[0].value < rows[0].ci_high
    # Alone is the only mode: nothing to compare. Two languages: both against the other.
    assert {(r.by, r.version) for r in rows} == {
        (None, None),
        ("language", "en"),
        ("language", "fr"),
    }


def test_a_wrong_translation_is_found_in_its_language():
    everyone = list(people(600))
    for each in everyone:
        if each["language"] == "fr":
            each["answers"]["q2"] = str(min(5, int(each["answers"]["q2"]) + 1))
    found = {d for d in doubts(checks(everyone)) if d[1] == "functioning"}
    assert found == {("q2", "functioning", "fr"), ("q2", "functioning", "en")}


def test_a_forgotten_reversal_is_found():
    everyone = list(people(600))
    for each in everyone:
        each["answers"]["q3"] = str(6 - int(each["answers"]["q3"]))
    assert ("q3", "item_rest", None) in doubts(checks(everyone))


def test_not_knowing_in_one_language_is_found():
    everyone = list(people(600))
    for each in everyone[::2]:
        if each["language"] == "fr":
            each["answers"]["q4"] = "dont_know"
    found = doubts(checks(everyone))
    assert ("q4", "unknown", "fr") in found
    assert not {d for d in found if d[0] != "q4"}


def test_few_people_in_a_language_give_no_number():
    rows = checks(people(300, french=0.05))
    french = [row for row in rows if row.version == "fr"]
    assert french
    assert all(row.verdict == "too_few" for row in french)
    assert all(row.value is None and row.n is None for row in french)
    few = checks(people(90))
    assert {row.verdict for row in few if row.check in ("alpha", "omega")} == {
        "too_few"
    }


def test_the_command_and_the_page_tell_it(cli, database, visitor):
    cli.database = database
    rows = cli.rows("soundness", "--round", "2026", "--of", "PL1")
    assert {row["of"] for row in rows} == {"PL1"}
    alpha = rows[0]
    assert (alpha["check"], alpha["n"]) == ("alpha", 160)
    assert cli("soundness", "--round", "2026", "--of", "nothing") == 3
    page = visitor.sign_in("analyst").get("/results/valley-2026/trust").page
    assert f"{alpha['value']:.2f}" in page
    assert "Can we trust this?" in page


@pytest.mark.parametrize("version", ["fr", "en"])
def test_both_sides_of_a_comparison_are_counted(version):
    rows = checks(people(600))
    (row,) = [
        r for r in rows
        if (r.item, r.check, r.version) == ("q1", "functioning", version)
    ]  # fmt: skip
    assert row.method == "ordinal"
    assert 200 < row.n < 400
