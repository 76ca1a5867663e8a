"""Back-checks from drawing to the flag: what is kept, what is refused, what is found."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Rejected, Unanswerable
from survey_app.interchange.backchecks_csv import (
    SecondAnswers,
    read_second_answers,
    write_sheet,
)
from survey_app.services import accounts, backchecks, publishing, quality, supervision
from survey_app.store import backchecks as store
from survey_app.store import responses, rounds
from survey_app.store.database import connect, create

FACTS = {
    "DEM1": ("woman", "man"),
    "DEM2": ("18-24", "25-34", "35-49", "50-64", "65+"),
    "DEM4": ("stayed", "returned", "displaced", "moved"),
    "DEM6": ("none", "primary", "secondary", "higher"),
    "DEM7": ("farming", "herding", "fishing", "trade", "wages", "support"),
}
DEFINITION = Definition(
    name="facts",
    title={"en": "Facts"},
    languages=("en",),
    constructs=("PL1",),
    items=("SCR5",),
    groups=("gender", "age", "displacement", "schooling", "livelihood"),
)
PEOPLE = 40


class Team:
    """Eight people who ask; the first makes interviews up. Who was met is known."""

    def __init__(self, db, seed=1, made_up=1):
        self.db, self.rng = db, np.random.default_rng(seed)
        publishing.define(db, DEFINITION)
        instrument_id = publishing.publish(
            db, publishing.draft(db, "facts"), date(2026, 1, 1)
        )
        self.round = SurveyRound(
            "r1", "s", "2026", instrument_id, {"en": "Facts"}, slug="facts"
        )
        rounds.add(db, self.round, origin="web")
        accounts.add(db, "checker", "Checker", "coordinator", "a long password")
        self.truth = {}
        for number in range(8 * PEOPLE):
            who = number % 8
            self.truth[f"R{number}"] = self.person()
            told = self.person() if who < made_up else self.truth[f"R{number}"]
            self.bring(f"R{number}", f"E{who}", told | {"SCR5": "1"})

    def person(self):
        return {item: str(self.rng.choice(codes)) for item, codes in FACTS.items()}

    def bring(self, response_id, enumerator, answers):
        responses.add(
            self.db,
            Response(
                response_id, "r1", self.round.instrument_id, answers, "web", "en",
                "interviewer", enumerator, None, date(2026, 3, 2), "am",
                receipt_hash=f"hash-{response_id}",
            ),
        )  # fmt: skip

    def draw(self):
        return backchecks.draw(self.db, self.round, self.rng)

    def second(self, asked, error=0.05):
        """Return what the true person of an interview answers the second time."""
        answers = {
            item: str(self.rng.choice(FACTS[item])) if self.rng.random() < error else a
            for item, a in self.truth[asked.response_id].items()
        }
        return SecondAnswers("line", asked.code, "checker", answers)

    def check(self, **facts):
        lines = [self.second(a, **facts) for a in self.asked()]
        return backchecks.take(self.db, self.round, lines)

    def asked(self):
        return backchecks.still_to_ask(self.db, self.round)

    def flagged(self):
        return quality.raised(self.db, self.round).enumerators["back_check"]

    def refuse(self, *lines):
        with pytest.raises(Rejected) as refused:
            backchecks.take(self.db, self.round, lines)
        return [(p.where, p.code) for p in refused.value.problems]


@pytest.fixture
def team(db):
    return Team(db)


def test_who_makes_interviews_up_is_flagged_and_nobody_else(team):
    assert team.draw() == 8 * 4
    assert team.flagged() == set()
    assert team.check() == 32
    assert team.flagged() == {"E0"}
    (question,) = [
        each
        for each in supervision.fieldwork_of(team.db, team.round).questions
        if each.flag == "back_check"
    ]
    assert set(question.of) == {"E0"}
    rows = {row.enumerator: row for row in backchecks.results(team.db, team.round)}
    assert rows["E0"].verdict == "flagged"
    assert rows["E0"].share > 0.4
    assert {row.verdict for name, row in rows.items() if name != "E0"} <= {
        "agrees",
        "too_few",
    }


def test_honest_teams_are_left_alone():
    flagged = 0
    for seed in range(8):
        team = Team(create(None), seed, made_up=0)
        team.draw()
        team.check()
        flagged += len(team.flagged())
        team.db.close()
    # 64 honest people, of whom 0.2 in 100 are flagged by chance.
    assert flagged <= 1


def test_answers_that_stay_the_same_agree(team):
    team.draw()
    lines = [
        replace(
            team.second(asked),
            answers=dict(responses_of(team.db, asked.response_id)),
        )
        for asked in team.asked()
    ]
    backchecks.take(team.db, team.round, lines)
    assert team.flagged() == set()
    total = backchecks.total(team.db, team.round)
    assert (total.checked, total.compared, total.share) == (32, 160, 0.0)
    assert total.verdict == "agrees"


def responses_of(db, response_id):
    first = store.first_answers(db, response_id)
    return {item: first[item] for item in FACTS}


def test_second_answers_are_kept_nowhere(team):
    team.draw()
    asked = team.asked()[0]
    secret = team.second(asked)
    answers = dict.fromkeys(secret.answers, "refused") | {
        "DEM1": "other", "DEM7": "support", "DEM2": "65+",
    }  # fmt: skip
    backchecks.take(team.db, team.round, [replace(secret, answers=answers)])
    (row,) = team.db.query("select * from backchecks where checked_by is not null")
    assert set(row) == {"code", "response_id", "checked_by", "compared", "mismatched"}
    assert (row["checked_by"], row["compared"]) == ("Checker", 3)


def test_whoever_takes_answers_back_is_gone_from_the_list_and_the_counts(team):
    team.draw()
    first, second = team.asked()[:2]
    backchecks.take(team.db, team.round, [team.second(first), team.second(second)])
    assert responses.withdraw(team.db, f"hash-{first.response_id}")
    assert team.db["backchecks"].count == 31
    assert store.tallies(team.db, "r1")["E0"].checked == 1
    gone = team.asked()[0]
    assert responses.withdraw(team.db, f"hash-{gone.response_id}")
    assert team.refuse(team.second(gone)) == [("line code", "backcheck.code")]
    assert team.draw() == 2


def test_only_who_agreed_is_drawn(db):
    team = Team(db)
    team.bring("no", "E9", team.person() | {"SCR5": "0"})
    team.bring("silent", "E9", team.person())
    team.draw()
    assert "E9" not in store.tallies(db, "r1")


def test_every_fault_is_named_and_nothing_kept(team):
    accounts.add(team.db, "E1", "e1", "enumerator", "a long password")
    team.draw()
    asked = team.asked()
    own = next(each for each in asked if each.enumerator == "E1")
    good = team.second(asked[0])
    backchecks.take(team.db, team.round, [good])
    faults = team.refuse(
        good,
        replace(team.second(asked[1]), code="ZZZZZ"),
        replace(team.second(own), checked_by="E1"),
        replace(team.second(asked[2]), checked_by="nobody"),
        team.second(asked[3]),
        replace(team.second(asked[3]), where="again"),
        replace(team.second(asked[-1]), answers={"DEM1": "x", "PL1.1": "1"}),
        replace(team.second(asked[-2]), answers=dict.fromkeys(FACTS, "refused")),
    )
    assert faults == [
        ("PL1.1", "backcheck.item"),
        ("line code", "backcheck.twice"),
        ("line code", "backcheck.code"),
        ("line checked_by", "backcheck.same_person"),
        ("line checked_by", "backcheck.person"),
        ("line code", "backcheck.twice"),
        ("again code", "backcheck.twice"),
        ("line", "backcheck.too_few"),
        ("line DEM1", "answer.not_an_option"),
        ("line", "backcheck.too_few"),
    ]
    assert len(team.asked()) == 31


def test_nothing_is_told_of_a_single_interview_nor_to_be_subtracted(team):
    team.draw()
    by_name = {}
    for each in team.asked():
        by_name.setdefault(each.enumerator, []).append(each)
    backchecks.take(
        team.db,
        team.round,
        [
            team.second(each)
            for each in [*by_name["E1"], *by_name["E2"], by_name["E3"][0]]
        ],
    )
    rows = {row.enumerator: row for row in backchecks.results(team.db, team.round)}
    assert (rows["E3"].checked, rows["E3"].share, rows["E3"].compared) == (
        1,
        None,
        None,
    )
    assert rows[None].compared == rows["E1"].compared + rows["E2"].compared


def test_analysts_learn_the_total_from_five_interviews_on(team):
    team.draw()
    known = []
    for _ in range(6):
        backchecks.take(team.db, team.round, [team.second(team.asked()[0])])
        known.append(backchecks.total(team.db, team.round).share is not None)
    # The fifth is the only one of its enumerator.
    assert known == [False, False, False, False, False, True]
    assert backchecks.total(team.db, team.round).drawn == 32


def test_the_sheet_comes_back_filled_in(team):
    team.draw()
    sheet = write_sheet(backchecks.sheet(team.db, team.round)).decode("utf-8-sig")
    header, line, *others = sheet.splitlines()
    assert header == (
        "code,enumerator,day,half_day,place,checked_by,DEM7,DEM2,DEM4,DEM6,DEM1"
    )
    filled = line.replace(",,,,,,,", ",,Checker,farming,65+,stayed,none,woman")
    text = "\n".join([header, filled, *others])
    lines = read_second_answers("sheet.csv", text.encode())
    assert len(lines) == 1
    assert lines[0].answers["DEM2"] == "65+"
    assert backchecks.take(team.db, team.round, lines) == 1


def test_a_questionnaire_without_facts_and_a_round_without_interviews(
    cli, tmp_path, db
):
    bare = replace(DEFINITION, name="bare", groups=())
    publishing.define(db, bare)
    for name, definition in (("bare", bare), ("facts", DEFINITION)):
        publishing.define(db, definition)
        version = publishing.publish(db, publishing.draft(db, name), date(2026, 1, 1))
        empty = SurveyRound(name, "s", name, version, {"en": "x"}, slug=name)
        rounds.add(db, empty, origin="web")
        code = "no_questions" if name == "bare" else "nobody"
        with pytest.raises(Unanswerable, match=f"backcheck.{code}"):
            backchecks.draw(db, empty, np.random.default_rng(1))


def test_the_command_draws_lists_takes_and_tells(cli, database, tmp_path):
    cli.database = database
    assert cli("backcheck", "2026", "draw") == 0
    assert "Interviews drawn: 16." in cli.out
    rows = cli.rows("backcheck", "2026", "list")
    assert len(rows) == 16
    assert set(rows[0]) == {
        "code", "enumerator", "day", "half_day", "place", "checked_by", "DEM4", "DEM1"
    }  # fmt: skip
    text = "code,checked_by,DEM4,DEM1\n" + "".join(
        f"{row['code']},coordinator,stayed,woman\n" for row in rows
    )
    (tmp_path / "again.csv").write_text(text, encoding="utf-8")
    assert cli("backcheck", "2026", "take", tmp_path / "again.csv") == 0
    assert "Interviews checked: 16." in cli.out
    assert cli("backcheck", "2026", "take", tmp_path / "again.csv") == 1
    assert "was checked already" in cli.err
    assert cli("backcheck", "2031", "list") == 3
    found = cli.rows("backcheck", "2026", "results")
    assert [row["enumerator"] for row in found] == ["E0", "E1", "E2", "E3", None]
    db = connect(database)
    rng = [row["mismatched"] for row in db.query("select mismatched from backchecks")]
    db.close()
    assert found[-1]["compared"] == 32
    assert found[-1]["share"] == pytest.approx(sum(rng) / 32)
