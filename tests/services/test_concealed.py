"""What nobody had to admit: planted shares are found, small numbers are not shown."""

from datetime import date

import numpy as np
import pytest

from survey_app.core.estimation.concealed import hidden_share, places
from survey_app.core.estimation.sensitive import list_difference
from survey_app.core.measurement.frame import Kept, frame
from survey_app.core.measurement.groups import groupings
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import collection, publishing
from survey_app.store import responses, rounds
from survey_app.store.database import connect

DEFINITION = Definition(
    "quiet", {"en": "Q"}, ("en", "fr", "ar"), modules=("LE1", "FR1", "AV1")
)
INSTRUMENT = publishing.build(DEFINITION)
LIST, FORCED, CASES = INSTRUMENT.modules
ADDED, GAVE = 0.3, 0.2


def people(count, *, seed=1, french=0.5, **facts):
    """Yield answers of people of whom ADDED and GAVE hold what is asked."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        control = int((rng.random(4) < (0.9, 0.5, 0.5, 0.05)).sum())
        half = ("control", "added")[number % 2]
        die, gave = rng.integers(1, 7), rng.random() < GAVE
        own, low, high = rng.integers(1, 6, 3)
        answers = {"LE1.0": half, "FR1.1": str(int(gave if 1 < die < 6 else die == 6))}
        item = {"control": "LE1.1", "added": "LE1.2"}[half]
        holds = half == "added" and rng.random() < ADDED
        answers[item] = str(control + int(holds))
        rated = zip(("AV1.0", "AV1.1", "AV1.2"), (own, low, high), strict=True)
        answers |= {name: str(rating) for name, rating in rated}
        language = "fr" if rng.random() < french else "en"
        yield {"answers": answers, "language": language, **facts}


def columns(everyone):
    kept = [Kept(response_id=str(n), **each) for n, each in enumerate(everyone)]
    return frame(INSTRUMENT, kept)


def share(everyone, module):
    return hidden_share("r", INSTRUMENT, columns(everyone), module)[0]


@pytest.mark.parametrize(("module", "planted"), [(LIST, ADDED), (FORCED, GAVE)])
def test_a_planted_share_lies_in_its_interval(module, planted):
    rows = [share(people(600, seed=seed), module) for seed in range(150)]
    assert {row.verdict for row in rows} <= {"shown", "suspect"}
    inside = [row.ci_low <= planted <= row.ci_high for row in rows]
    assert 0.91 <= np.mean(inside) <= 0.99
    assert np.mean([row.share for row in rows]) == pytest.approx(planted, abs=0.025)
    spread = np.std([row.share for row in rows], ddof=1)
    assert np.mean([row.se for row in rows]) == pytest.approx(spread, rel=0.15)
    assert np.mean([row.verdict == "suspect" for row in rows]) <= 0.05


def test_without_design_the_standard_error_is_the_plain_one():
    everyone = list(people(400))
    counts = {
        item: np.array([int(e["answers"][item]) for e in everyone if item in e["answers"]])
        for item in LIST.items[1:]
    }  # fmt: skip
    plain = list_difference(counts["LE1.1"], counts["LE1.2"])
    row = share(everyone, LIST)
    assert (row.n, row.share) == (plain.n, pytest.approx(plain.share))
    assert row.se == pytest.approx(plain.se, rel=2e-3)


def test_people_of_one_cluster_alike_widen_the_interval():
    """The standard error is that of a difference of ratios of PSU totals."""
    everyone = list(people(400))
    for number, each in enumerate(everyone):
        each |= {"psu": str(number // 20), "weight": 1.0 + number % 3}
        if number // 20 % 2 and "LE1.2" in each["answers"]:
            each["answers"]["LE1.2"] = "5"
    row = share(everyone, LIST)
    weight = np.array([e["weight"] for e in everyone])
    parts = np.zeros(20)
    for item, sign in (("LE1.1", -1), ("LE1.2", 1)):
        asked = np.array([item in e["answers"] for e in everyone])
        count = np.array([int(e["answers"].get(item, 0)) for e in everyone])
        total = (weight * asked).sum()
        mean = (weight * asked * count).sum() / total
        single = sign * weight * asked * (count - mean) / total
        parts += np.bincount(np.arange(400) // 20, single)
    expected = np.sqrt(20 / 19 * ((parts - parts.mean()) ** 2).sum())
    assert row.se == pytest.approx(expected)
    assert row.se > 1.5 * share(list(people(400)), LIST).se


def test_counting_that_the_added_statement_changed_is_suspect():
    everyone = list(people(600))
    for each in everyone:  # nobody who hears it dares to say a high number
        if "LE1.2" in each["answers"]:
            each["answers"]["LE1.2"] = str(min(1, int(each["answers"]["LE1.2"])))
    row = share(everyone, LIST)
    assert row.p_design < 0.001
    assert row.verdict == "suspect"


def test_a_share_that_cannot_be_is_suspect():
    everyone = list(people(600))
    for each in everyone:  # nobody follows a die that says yes
        each["answers"]["FR1.1"] = "0"
    assert share(everyone, FORCED).verdict == "suspect"
    assert share(everyone, FORCED).p_design is None


@pytest.mark.parametrize(("count", "verdict"), [(198, "too_few"), (200, "shown")])
def test_a_half_of_fewer_than_a_hundred_gives_no_number(count, verdict):
    row = share(people(count, seed=5), LIST)
    assert row.verdict == verdict
    assert (row.n is None) == (row.share is None) == (verdict == "too_few")
    assert row.suppressed == (verdict == "too_few")


def test_not_knowing_counts_for_nothing():
    everyone = list(people(600))
    for each in everyone[:100]:
        each["answers"] |= {"FR1.1": "refused"}
    assert share(everyone, FORCED).n == 500


def stands(everyone):
    found = columns(everyone)
    by = groupings(INSTRUMENT, found)["language"]
    return [row for row, _ in places("r", found, CASES, by)]


def test_people_stand_where_their_ratings_put_them():
    everyone = list(people(600))
    for number, each in enumerate(everyone):
        own = ("1", "3", "5")[number % 3]
        each["answers"] |= {"AV1.0": own, "AV1.1": "2", "AV1.2": "3"}
    everyone[0]["answers"]["AV1.2"] = "2"  # own 1, both cases alike: still below both
    everyone[1]["answers"] |= {"AV1.1": "3"}  # own 3, both cases 3: 2 to 4
    whole = {(r.low, r.high): r.share for r in stands(everyone) if r.by is None}
    assert whole == {
        (1, 1): pytest.approx(1 / 3),
        (4, 4): pytest.approx(199 / 600),
        (2, 4): pytest.approx(1 / 600),
        (5, 5): pytest.approx(1 / 3),
    }


def test_places_of_a_language_add_up():
    rows = stands(people(600))
    assert {(row.by, row.group) for row in rows} == {
        (None, None), ("language", "en"), ("language", "fr"),
    }  # fmt: skip
    french = [row.share for row in rows if row.group == "fr"]
    assert sum(french) == pytest.approx(1)


def test_a_language_of_few_hides_the_others_too():
    """What everyone and the other languages say would give it away."""
    rows = stands(people(600, french=0.05))
    assert {row.verdict for row in rows if row.by is None} == {"shown"}
    assert {row.verdict for row in rows if row.by} == {"too_few"}
    assert not [row for row in rows if row.by and row.share is not None]
    assert {row.verdict for row in stands(people(90))} == {"too_few"}


def test_people_of_no_known_language_cannot_be_worked_out():
    everyone = list(people(600))
    for each in everyone[:20]:
        each["language"] = ""
    assert {row.verdict for row in stands(everyone) if row.by} == {"too_few"}
    assert {row.verdict for row in stands(everyone) if not row.by} == {"shown"}


@pytest.fixture
def quiet(database):
    """Add a round that asks the modules, with 600 people."""
    db = connect(database)
    publishing.define(db, DEFINITION)
    version = publishing.publish(db, INSTRUMENT, date(2026, 3, 1), ("fr", "ar"))
    rounds.add(db, SurveyRound(
        "quiet-1", "quiet", "q1", version, {"en": "Q"}, {"en": "Q"}, "quiet", "same",
        True, date(2026, 3, 2),
    ), origin="web")  # fmt: skip
    judge = collection.intake(db, "quiet-1")
    asked = {"SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer"}
    arrived = [
        Response(f"q-{n}", "quiet-1", version, asked | each["answers"], "web",
                 each["language"], "interviewer", f"E{n % 3}", None,
                 date(2026, 3, 2), "am")
        for n, each in enumerate(people(600))
    ]  # fmt: skip
    collection.accept_all(db, judge, arrived)
    db.close()
    return database


def test_commands_and_page_tell_the_same(cli, quiet, visitor):
    cli.database = quiet
    rows = {row["of"]: row for row in cli.rows("hidden", "--round", "q1")}
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "LE1": "shown", "FR1": "shown",
    }  # fmt: skip
    assert list(rows["LE1"]) == [
        *("round", "of", "kind", "n", "share", "se", "ci_low", "ci_high", "p_design"),
        *("verdict", "suppressed"),
    ]
    page = visitor.sign_in("analyst").get("/results/quiet-1/trust").page
    for row in rows.values():
        assert f"About {row['share']:.0%} of the people" in page
    public = cli.rows("hidden", "--round", "q1", "--release", "public")
    assert {row["share"] for row in public} <= {None, *(n / 100 for n in range(101))}
    stood = cli.rows("vignettes", "--round", "q1")
    assert {row["group"] for row in stood} == {None, "en", "fr"}
    assert "Standing among the cases" in page
    assert cli.rows("hidden", "--round", "2026") == []
    assert cli("vignettes", "--round", "nothing") == 3


def test_a_page_asks_one_list_and_keeps_one_count(quiet, visitor):
    visitor.get("/s/quiet")
    visitor.post("/s/quiet", action="begin")
    for item in ("SCR1", "SCR2"):
        visitor.post("/s/quiet", item=item, answer="1")
    added = "I would feel safer" in visitor.page
    item = "LE1.2" if added else "LE1.1"
    assert f'value="{item}"' in visitor.page
    assert visitor.page.count('type="radio" name="answer"') == (6 if added else 5) + 2
    assert 'type="checkbox"' not in visitor.page
    visitor.post("/s/quiet", item=item, answer="I own a bicycle.")
    assert visitor.status == 422
    visitor.post("/s/quiet", item=item, answer="2")
    visitor.post("/s/quiet", item="FR1.1", answer="1")
    for name in ("AV1.0", "AV1.1", "AV1.2"):
        visitor.post("/s/quiet", item=name, answer="3")
    db = connect(quiet)
    (kept,) = [
        r
        for r in responses.in_round(db, "quiet-1")
        if not r.response_id.startswith("q-")
    ]
    db.close()
    half = "added" if added else "control"
    assert {k: v for k, v in kept.answers.items() if k.startswith("LE1")} == {
        "LE1.0": half, item: "2",
    }  # fmt: skip
