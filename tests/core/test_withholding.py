"""No small cell can be worked out of the others: the worked examples of the handbook.

ESSnet SDC, Handbook on Statistical Disclosure Control, chapters 4 and 5.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.disclosure import audit
from survey_app.core.disclosure.audit import Question, extremes
from survey_app.core.disclosure.rules import RULES
from survey_app.core.disclosure.tables import Line, counts, family
from survey_app.core.disclosure.withholding import Subject, withheld
from survey_app.core.estimation.cells import REST, Cell, CellName
from survey_app.core.measurement.groups import Grouping

ANALYST = RULES["analyst"]
PUBLIC = replace(RULES["public"], min_psus=1, min_enumerators=1)


def grouping(by, groups, codes):
    members = np.array(codes)[:, None] == np.array(groups)
    return Grouping(by, tuple(groups), members, members.any(axis=1))


def crossed(first, second):
    groups = tuple(f"{a}*{b}" for a in first.groups for b in second.groups)
    members = first.members[:, :, None] & second.members[:, None, :]
    return Grouping(
        f"{first.by}*{second.by}", groups, members.reshape(len(members), -1),
        first.known & second.known,
    )  # fmt: skip


def table(sizes):
    """Return the groupings of a crossed table whose cells hold so many people."""
    rows = [a for (a, _), n in sizes.items() for _ in range(n)]
    columns = [b for (_, b), n in sizes.items() for _ in range(n)]
    first = grouping("a", sorted(set(rows)), rows)
    second = grouping("b", sorted(set(columns)), columns)
    cross = crossed(first, second)
    return {each.by: each for each in (first, second, cross)}


def line(**sizes):
    codes = [group for group, n in sizes.items() for _ in range(n)]
    return {"a": grouping("a", list(sizes), codes)}


def subject(groupings, *, values=None, sensitive=False, before=()):
    rows = len(next(iter(groupings.values())).known)
    together = family(groupings, rows)
    if values is None:
        values = np.random.default_rng(rows).integers(0, 5, rows) * 2.5
    n = together.kinds[together.kind].sum(axis=0)
    cells = [
        Cell(int(count), 9, rows - int(count), is_group=by is not None,
             is_sensitive=sensitive, at=CellName("x", "item", by, group))
        for count, (by, group) in zip(n, together.names, strict=True)
    ]  # fmt: skip
    return Subject(
        together, cells, counts(together, np.asarray(values, float), np.ones(rows)),
        (0.0, 10.0), dict.fromkeys(before, "frozen"),
    )  # fmt: skip


def hidden(found, rules=ANALYST):
    (steps,) = withheld([found], rules)
    return {
        name.group: step
        for name, step in steps.items()
        if not str(name.group).startswith(REST)
    }


def test_bounds_of_the_handbooks_table():
    """Geurts 1992: rows 7, 3, 6; columns 9, 7; the last row published as 3, 3."""
    rows = Line(2, (0, 1)), Line(5, (3, 4)), Line(8, (6, 7))
    known = np.array([0, 0, 7, 0, 0, 3, 3, 3, 6, 9, 7], float)
    lines = (*rows, Line(9, (0, 3, 6)), Line(10, (1, 4, 7)))
    most = np.where(known > 0, known, 99)
    (bounds,) = extremes([Question(lines, known, most, (0, 1, 3, 4))])
    assert bounds == pytest.approx(np.array([[3, 6], [1, 4], [0, 3], [0, 3]]))


def test_a_question_without_an_answer_is_answered_by_nothing_certain():
    contradiction = Question(
        (Line(0, (1,)),), np.array([5.0, 1]), np.array([5.0, 2]), (1,)
    )
    fine = Question(
        (Line(0, (1, 2)),), np.array([5.0, 0, 0]), np.array([5.0, 9, 9]), (1,)
    )
    bad, good = extremes([contradiction, fine])
    assert np.isnan(bad).all()
    assert good == pytest.approx(np.array([[0, 5]]))


def test_what_cannot_be_audited_is_withheld_whole(monkeypatch):
    """Without a proof nothing of the table is shown but everyone together."""
    monkeypatch.setattr(audit, "_program", lambda _: None)
    assert set(hidden(subject(line(x=3, y=40, z=50, w=60)))) == {"x", "y", "z", "w"}


def test_one_small_group_takes_the_next_smallest_with_it():
    found = hidden(subject(line(x=3, y=40, z=50)))
    assert found == {"x": "few", "y": "complementary"}


def test_an_empty_group_gives_nobody_away():
    assert hidden(subject(line(x=40, y=60) | {})) == {}
    empty = grouping("a", ["x", "y", "z"], ["x"] * 40 + ["y"] * 60)
    assert hidden(subject({"a": empty})) == {"z": "few"}


def test_two_single_people_in_one_line_are_not_enough():
    """Each of the two knows themself, and so would know the other."""
    found = hidden(subject(line(x=1, y=1, z=40, w=50)))
    assert found == {"x": "few", "y": "few", "z": "audit"}


def test_a_crossed_table_is_withheld_along_rows_and_columns():
    sizes = {
        ("p", "x"): 3, ("p", "y"): 20, ("p", "z"): 21,
        ("q", "x"): 22, ("q", "y"): 23, ("q", "z"): 24,
        ("r", "x"): 25, ("r", "y"): 26, ("r", "z"): 27,
    }  # fmt: skip
    found = hidden(subject(table(sizes)))
    lost = [name for name in found if "*" in name]
    assert "p*x" in lost
    for at in (0, 1):
        lines = Counter(name.split("*")[at] for name in lost)
        assert 1 not in lines.values()
    assert not set(found) - set(lost)


def test_linking_the_tables_of_men_and_of_those_who_live_and_work():
    """22 live and work in the place, 21 of them men: the one woman is found."""
    both = ["in"] * 22 + ["out"] * 30
    men = ["man"] * 21 + ["woman"] + ["man", "woman"] * 15
    first, second = (
        grouping("a", ["in", "out"], both),
        grouping("b", ["man", "woman"], men),
    )
    found = hidden(subject({"a": first, "b": second, "a*b": crossed(first, second)}))
    assert found["in*woman"] == "few"
    assert "in*man" in found


def test_a_part_of_a_population_that_is_almost_all_of_it():
    """7 under 25 less 6 under 20 is one man of 20 to 24."""
    ages = np.array([18] * 6 + [22] + [40] * 30)
    under = {
        str(age): Grouping(str(age), (str(age),), (ages < age)[:, None], ages > 0)
        for age in (20, 25)
    }
    assert hidden(subject(under)) == {"20": "differencing"}


@pytest.mark.parametrize(("moved", "step"), [(2, "differencing"), (0, None), (5, None)])
def test_areas_whose_borders_hardly_differ(moved, step):
    """Counts of one area minus those of nearly the same one (52, 130, 39 and 50 ...)."""
    inside = np.arange(200) < 52
    other = np.arange(200) < 52 - moved
    areas = {
        name: Grouping(name, (name,), members[:, None], np.ones(200, bool))
        for name, members in (("large", inside), ("small", other))
    }
    assert hidden(subject(areas)) == ({"small": step} if step else {})


def test_the_same_people_under_another_name_are_withheld_too():
    village = grouping(
        "a", ["hill", "river", "town"], ["hill"] * 4 + ["river"] * 40 + ["town"] * 50
    )
    language = grouping("b", ["ar", "fr"], ["fr"] * 44 + ["ar"] * 50)
    found = hidden(subject({"a": village, "b": language}))
    assert {"hill", "river"} <= set(found)


def test_means_and_numbers_of_people_do_not_give_a_sum_away():
    """8, 12 and 20 people with means 11.25, 7.9167 and 9.25: sums betray counts.

    Exact means with exact counts leave a withheld group no room, unless another one
    that is withheld with it could have any mean too.
    """
    values = [10.0] * 4 + [10.0] * 40 + [5.0] * 50
    found = hidden(subject(line(x=4, y=40, z=50), values=values))
    assert found == {"x": "few", "y": "complementary", "z": "audit"}
    values = [10.0] * 4 + [0.0, 10.0] * 20 + [5.0] * 50
    found = hidden(subject(line(x=4, y=40, z=50), values=values))
    assert found == {"x": "few", "y": "complementary"}


def test_what_is_sensitive_is_protected_from_twenty_for_the_public():
    sizes = line(x=13, y=40, z=50)
    assert hidden(subject(sizes, sensitive=True), PUBLIC) == {
        "x": "few",
        "y": "complementary",
    }
    assert hidden(subject(sizes, sensitive=True)) == {"x": "few"}


def test_what_was_withheld_before_stays_withheld_with_those_that_hid_it():
    before = [CellName("x", "item", "a", "x")]
    found = hidden(subject(line(x=6, y=40, z=50), before=before))
    assert found == {"x": "frozen", "y": "complementary"}


def test_primary_rules_alone_leave_a_group_to_be_subtracted():
    alone = replace(ANALYST, is_family=False)
    assert hidden(subject(line(x=3, y=40, z=50)), alone) == {"x": "few"}


def test_who_stands_for_nobody_counts_as_nobody():
    together = family(line(x=3, y=4), 7)
    values, weights = np.arange(7.0), np.array([1.0, 0, 2, 1, 1, 1, 0])
    values[3] = np.nan
    found = counts(together, values, weights)
    by_cell = together.kinds.T.astype(float)[: together.groups + 1]
    assert (by_cell @ found.n).tolist() == [4, 2, 2]
    assert (by_cell @ found.weight).tolist() == [5, 3, 2]
    assert (by_cell @ found.total).tolist() == [0 + 4 + 4 + 5, 4, 9]


def several(x, both, y):
    """Return a grouping one can be several of: x alone, both, y alone."""
    members = np.array([[1, 0]] * x + [[1, 1]] * both + [[0, 1]] * y, bool)
    return {"a": Grouping("a", ("x", "y"), members, members.any(axis=1))}


def test_everyone_else_is_withheld_where_a_group_less_it_is_a_few():
    (steps,) = withheld([subject(several(40, 3, 50))], ANALYST)
    assert {name.group for name in steps} == {f"{REST}x", f"{REST}y"}
    (steps,) = withheld([subject(several(40, 9, 50))], ANALYST)
    assert steps == {}


def test_rounding_does_not_keep_a_second_group_shown():
    values = np.random.default_rng(1).integers(0, 5, 430) * 2.5
    found = subject(line(x=8, y=22, z=400), values=values)
    assert hidden(found, PUBLIC) == {"x": "few", "y": "complementary"}
