"""Open answers coded by people on their own, and what groups said, under the rules."""

import random
import re
from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from survey_app.core.estimation.cells import Cell
from survey_app.core.listening.coding import Coding
from survey_app.core.questionnaire.response import Response
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.services import analysis, code_tables, coding, suggesting, wordings
from survey_app.services.coding import Writing
from survey_app.store import coding as store
from survey_app.store import responses, rounds
from survey_app.store.database import connect

DAY = date(2026, 3, 9)
CODES = "Concern > Water > Water\nConcern > Roads > Roads\nConcern > Aid > Aid\nPraise > Peace > Peace"
SAID = {
    "Water": "No water comes.",
    "Roads": "The roads are bad.",
    "Aid": "Aid is late.",
}


@pytest.fixture
def db(database):
    """The world with 120 more people in its closed round who wrote something.

    All groups speak of water, the displaced more; roads matter to those who stayed
    alone, and three of the displaced speak of peace.
    """
    with closing(connect(database)) as found:
        (kept,) = [
            r
            for r in responses.in_round(found, "valley-2025")
            if r.response_id == "2025-0"
        ]
        rng = random.Random(5)
        for n in range(120):
            where = ("stayed", "displaced", "returned")[n % 3]
            said = "Aid is late." if rng.random() < 0.4 else "No water comes."
            if where == "stayed" and n < 60:
                said = "The roads are bad."
            if where == "displaced" and n < 9:
                said = "There is peace."
            answers = {**kept.answers, "DEM4": where, "END1": said}
            place = f"valley-2025-{('north', 'south')[n % 2]}{n % 4}"
            responses.add(found, Response(
                f"w{n}", "valley-2025", "trust.1", answers, "web", "en", "interviewer",
                f"E{n % 4}", place, date(2025, 3, 2), "am", receipt_hash=f"h{n}",
            ))  # fmt: skip
        yield found


@pytest.fixture
def data(db):
    return analysis.load(db, rounds.get(db, "valley-2025"))


@pytest.fixture
def work(db, data):
    coding.keep_frame(db, data, "END1", Writing(CODES, 0, "ana", DAY))
    return coding.find(db, data, "END1")


def told(work):
    """Return the code each answer should have, by what it says."""
    words = {"water": "Water", "roads": "Roads", "Aid": "Aid", "peace": "Peace"}
    return {
        each.number: (
            next((c for w, c in words.items() if w in each.text), "Aid"),
            False,
        )
        for each in work.answers
    }


def again(db, data):
    return coding.find(db, data, "END1")


def coded(db, data, work):
    """Let two people code everything alike, and finish."""
    for name in ("ana", "ben"):
        coding.give(db, again(db, data), told(work), name, DAY)
    coding.finish(db, data, again(db, data), "co", DAY)
    return again(db, data)


def test_numbers_of_answers_tell_nothing_and_stay_the_same(db, work):
    numbers = [each.number for each in work.answers]
    assert numbers == sorted(numbers)
    by_seq = [a.number for a in sorted(work.answers, key=lambda a: a.seq)]
    assert by_seq != numbers
    assert [a.number for a in store.open_answers(db, "valley-2025", "END1")] == numbers


def test_nobody_sees_what_another_gave_before_coding_too(db, data, work):
    batch = coding.batch(work, "ana")
    coding.give(db, work, {each.number: ("Water", False) for each in batch}, "ana", DAY)
    later = again(db, data)
    mine = {each.number for each in coding.batch(later, "ana")}
    assert not mine & {each.number for each in batch}
    assert [a.number for a in coding.batch(later, "ben")] == [a.number for a in batch]


def test_a_third_code_is_not_kept_and_ones_own_can_be_changed_while_alone(
    db, data, work
):
    number = work.answers[0].number
    assert coding.give(db, work, {number: ("Water", False)}, "ana", DAY) == 1
    assert coding.give(db, again(db, data), {number: ("Aid", False)}, "ana", DAY) == 1
    assert coding.give(db, again(db, data), {number: ("Aid", False)}, "ben", DAY) == 1
    assert coding.give(db, again(db, data), {number: ("Roads", False)}, "eve", DAY) == 0
    assert coding.give(db, again(db, data), {number: ("Roads", False)}, "ana", DAY) == 0
    assert again(db, data).codes == {number: "Aid"}


@pytest.mark.parametrize(("who", "way"), [("eve", "third"), ("ana", "together")])
def test_a_difference_is_settled_by_a_third_or_together(db, data, work, who, way):
    number = work.answers[0].number
    coding.give(db, work, {number: ("Water", False)}, "ana", DAY)
    coding.give(db, again(db, data), {number: ("Aid", False)}, "ben", DAY)
    ((answer, codes),) = coding.to_settle(again(db, data))
    assert (answer.number, codes) == (number, ["Aid", "Water"])
    coding.settle(db, again(db, data), (number, "Water"), who, DAY)
    assert again(db, data).standings[number].state == "settled"
    (row,) = db.query("select way, settled_by from settled_codes")
    assert (row["way"], row["settled_by"]) == (way, who)
    with pytest.raises(Conflict, match=r"coding\.not_apart"):
        coding.settle(db, again(db, data), (number, "Aid"), who, DAY)


def test_two_who_write_the_frame_at_once_do_not_overwrite_each_other(db, data, work):
    with pytest.raises(Conflict, match=r"coding\.frame_changed"):
        coding.keep_frame(db, data, "END1", Writing(CODES, 0, "ben", DAY))
    kept = coding.keep_frame(db, data, "END1", Writing(CODES, 1, "ben", DAY))
    assert kept.version == 2


def test_unknown_codes_and_answers_are_refused_together(db, work):
    with pytest.raises(Rejected) as refused:
        coding.give(db, work, {-1: ("Nonsense", False)}, "ana", DAY)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["coding.no_code", "coding.gone"]


def test_agreement_counts_answers_both_coded_without_a_suggestion(db, data, work):
    given = told(work)
    coding.give(db, work, given, "ana", DAY)
    aided = {n: (code, k < 10) for k, (n, (code, _)) in enumerate(given.items())}
    coding.give(db, again(db, data), aided, "ben", DAY)
    found = coding.agreement(again(db, data))
    assert (found.pairs, found.value) == (len(given) - 10, pytest.approx(1.0))


def test_a_coding_is_finished_once_the_round_is_closed_and_nothing_is_apart(
    db, data, work
):
    with pytest.raises(Conflict, match=r"coding\.few_coded"):
        coding.finish(db, data, work, "co", DAY)
    number = work.answers[0].number
    coding.give(db, work, {number: ("Water", False)}, "ana", DAY)
    coding.give(db, again(db, data), {number: ("Aid", False)}, "ben", DAY)
    with pytest.raises(Conflict, match=r"coding\.apart"):
        coding.finish(db, data, again(db, data), "co", DAY)
    still = replace(data, survey_round=replace(data.survey_round, is_open=True))
    with pytest.raises(Conflict, match=r"coding\.round_open"):
        coding.finish(db, still, work, "co", DAY)


def test_what_is_finished_stays(db, data, work):
    done = coded(db, data, work)
    with pytest.raises(Conflict, match=r"coding\.finished"):
        coding.give(db, done, {}, "eve", DAY)
    with pytest.raises(Conflict, match=r"coding\.finished"):
        coding.keep_frame(db, data, "END1", Writing(CODES, 1, "ana", DAY))
    with pytest.raises(Conflict, match=r"coding\.finished"):
        coding.finish(db, data, done, "co", DAY)


def test_shares_of_groups_are_those_of_the_people_coded(db, data, work):
    done = coded(db, data, work)
    rows = code_tables.by_group(data, done, "displacement", "analyst")
    shown = {(r.of, r.group): r for r in rows if not r.suppressed}
    texts = [
        k
        for k in responses.in_round(db, "valley-2025")
        if k.answers["END1"] != "refused"
    ]
    own = [k for k in texts if k.answers["DEM4"] == "displaced"]
    weights = np.array([k.weight for k in own])
    has = np.array([not re.search("water|roads|peace", k.answers["END1"]) for k in own])
    assert shown["Aid", "displaced"].mean == pytest.approx(
        weights @ has / weights.sum()
    )
    assert shown["Aid", "displaced"].n == len(own)


def test_few_people_of_a_group_and_a_code_of_one_group_alone_are_not_shown(
    db, data, work
):
    done = coded(db, data, work)
    rows = code_tables.by_group(data, done, "displacement", "analyst")
    hidden = {(row.of, row.group) for row in rows if row.suppressed}
    # Three of the displaced said so, and nobody else: neither may be told.
    assert {g for of, g in hidden if of == "Peace"} == {r.group for r in rows}
    # Twenty who stayed said so, and nobody else: their texts would tell who they are.
    assert ("Roads", "stayed") in hidden


def test_no_small_number_of_a_code_can_be_subtracted(db, data, work):
    done = coded(db, data, work)
    met = 0
    for by in code_tables.groupings(data):
        rows = code_tables.by_group(data, done, by, "analyst")
        lines = [
            [r for r in rows if r.group == group] for group in {r.group for r in rows}
        ]
        if data.groupings[by].is_apart:
            lines += [[r for r in rows if r.of == of] for of in {r.of for r in rows}]
        for line in lines:
            left = [
                _people(data, done, r.of, by, r.group) for r in line if r.suppressed
            ]
            met += any(0 < n < 5 for n in left)
            assert (
                sum(left) == 0
                or (sum(left) >= 5 and sum(n > 0 for n in left) > 1)
                or (all(r.suppressed for r in line))
            ), (by, line)
    assert met


def test_what_one_group_alone_says_is_shown_of_no_group():
    cell = Cell(n=20, psus=4, rest=0, is_group=True)
    assert code_tables.unless_alone(cell).n == 0
    assert code_tables.unless_alone(replace(cell, rest=9)).n == 20
    assert code_tables.unless_alone(replace(cell, is_group=False)).n == 20


def _people(data, work, code, by=None, group=None):
    """Return how many people of a group have a code."""
    seqs = {a.seq for a in work.answers if work.codes.get(a.number) == code}
    has = np.array([seq in seqs for seq in data.frame.seq.tolist()])
    if by is None:
        return int(has.sum())
    grouping = data.groupings[by]
    return int((has & grouping.members[:, grouping.groups.index(group)]).sum())


@pytest.mark.parametrize("by", ["language", "mode", "nothing"])
def test_codes_are_not_shown_by_what_the_texts_show_themselves(db, data, work, by):
    done = coded(db, data, work)
    with pytest.raises(NotFound):
        code_tables.by_group(data, done, by, "analyst")


def test_before_it_is_finished_there_is_no_table(data, work):
    with pytest.raises(Conflict, match=r"coding\.not_finished"):
        code_tables.by_group(data, work, None, "analyst")


def test_files_of_single_people_hold_codes_enough_people_have(db, data, work):
    assert code_tables.with_variables(db, data) is data
    coded(db, data, work)
    found = code_tables.with_variables(db, data)
    item = found.instrument.item("END1.code")
    labels = [option.label["en"] for option in item.options]
    # Three speak of peace: together with the rarest of the others they are enough.
    assert "Peace" not in labels
    assert labels[-1] == "other"
    codes, counts = np.unique(found.frame.codes["END1.code"], return_counts=True)
    assert (counts[codes >= 0] >= 5).all()


def test_codes_go_with_the_response_they_are_of(db, data, work):
    coded(db, data, work)
    before = len(list(db.query("select 1 from codings")))
    assert responses.withdraw(db, "h0")
    assert len(list(db.query("select 1 from codings"))) == before - 2


def test_a_coding_is_what_one_person_gave(db, data, work):
    number = work.answers[0].number
    coding.give(db, work, {number: ("Aid", True)}, "ana", DAY)
    assert again(db, data).codings == [Coding(number, "ana", "Aid", True)]


def test_suggestions_are_learned_from_what_the_team_agreed_on(db, data, work):
    given = told(work)
    taught = dict(list(given.items())[:90])
    for name in ("ana", "ben"):
        coding.give(db, again(db, data), taught, name, DAY)
    batch = coding.batch(again(db, data), "eve")
    found = suggesting.suggest(again(db, data), batch)
    assert found.judged.n == 90
    right = [found.codes[each.number] == given[each.number][0] for each in batch]
    assert sum(right) >= len(right) - 3


def test_nothing_is_suggested_before_there_is_enough_to_learn_from(work):
    found = suggesting.suggest(work, work.answers[:3])
    assert (found.judged.n, found.codes) == (0, {})


def test_words_of_a_group_are_named_where_enough_others_say_them(db, data, work):
    more = replace(work, answers=[_more(db, a) for a in work.answers])
    found = {
        each.group: each.words
        for each in wordings.by_group(data, more, "displacement", "en", "analyst")
    }
    assert found["displaced"] == ("camp",)
    assert "roads" not in found["stayed"]
    assert found["moved"] is None


def _more(db, answer):
    """Return what somebody of w0 ... w119 wrote, with camp: displaced, and 10 others."""
    (row,) = db.query("select response_id from responses where seq = ?", (answer.seq,))
    number = row["response_id"].removeprefix("w")
    if not number.isdigit():
        return answer
    says = int(number) % 3 == 1 or int(number) < 15
    filling = " we all live here together and wait for what may come"
    return replace(answer, text=answer.text + filling + " camp" * says)


def test_a_word_of_one_group_alone_is_not_named(data, work):
    found = wordings.by_group(data, work, "displacement", "en", "analyst")
    named = {word for each in found for word in each.words or ()}
    assert not named & {"roads", "peace"}


def test_languages_without_spaces_have_no_words(work):
    answers = [replace(each, language="my") for each in work.answers]
    assert wordings.languages(replace(work, answers=answers)) == []
    assert "en" in wordings.languages(work)
