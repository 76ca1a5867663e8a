"""Pages say in words whether a gap closes or widens, with its interval."""

import re
from contextlib import closing

import pytest

from survey_app.store.database import connect
from tests.web.test_pages import text_of

RESULTS = "/results/valley-2026"


@pytest.fixture
def closed(database):
    """Let displaced people of the later round answer like everyone else."""
    with closing(connect(database)) as db:
        for before, now in (("1", "3"), ("2", "4")):
            for n in range(1, 5):
                db.execute(
                    """update responses set answers =
                    replace(answers, :before, :now)
                    where round_id = 'valley-2026' and answers like '%"displaced"%'""",
                    {"before": f'"PL1.{n}":"{before}"', "now": f'"PL1.{n}":"{now}"'},
                )


def shown(visitor, path, role="analyst"):
    return text_of(visitor.sign_in(role).get(path).page)


def test_a_gap_that_closed_is_called_so_with_its_interval(visitor, closed):
    page = shown(visitor, f"{RESULTS}/changes?by=displacement")
    sentence = (
        r"People displaced by the conflict: the gap closed from −\d\.\d to [−+]?\d\.\d: "
        r"Trust in governing institutions \(change \+\d\.\d, interval \+\d\.\d to \+\d\.\d\)"
    )
    assert re.search(sentence, page)


def test_a_gap_that_did_not_move_is_not_called_closing(visitor):
    page = shown(visitor, f"{RESULTS}/changes?by=displacement")
    assert "No gap between a group and everyone else clearly closed or widened" in page
    assert "Every group in words" in page
    assert "the gap closed" not in page


def test_without_a_grouping_there_are_no_gaps_to_move(visitor):
    assert "Do gaps close?" not in shown(visitor, f"{RESULTS}/changes")


@pytest.mark.parametrize("path", ["/", f"{RESULTS}/gaps?by=displacement"])
def test_beside_who_is_behind_stands_which_way_it_goes(visitor, path):
    page = visitor.sign_in("leader").get(path).page
    words = r"The gap is as it was in|Nobody can tell whether the gap closed since"
    assert re.search(words, page)
    link = re.search(r'<a href="([^"]+/changes\?by=displacement)">(The|Nobody)', page)[
        1
    ]
    assert visitor.get(link).status == 200


def test_the_first_round_says_nothing_of_before(visitor):
    page = shown(visitor, "/results/valley-2025/gaps?by=displacement")
    assert "clearly behind" in page
    assert "The gap" not in page
    assert "Nobody can tell" not in page


def test_the_furthest_behind_of_all_groups_is_named_on_every_division(visitor):
    visitor.sign_in("analyst").get(f"{RESULTS}/gaps?by=gender")
    assert (
        '<a href="?by=displacement">Furthest behind of all groups:</a>' in visitor.page
    )
    visitor.get(f"{RESULTS}/gaps?by=displacement")
    assert "Furthest behind of all" not in visitor.page


def test_small_charts_show_every_group_measure_by_measure(visitor):
    page = visitor.sign_in("analyst").get(f"{RESULTS}/gaps?by=displacement").page
    panels = re.search(r'<ol class="multiples panels">.*?</ol>', page, re.S)[0]
    assert "Trust in governing institutions</span>" in panels
    drawn = len(re.findall(r"<svg", panels))
    table = page.rpartition("The same as a table")[2]
    hidden = table.count("too few answers to show")
    assert drawn == len(re.findall(r'<tr><th scope="row">', table)) - hidden
    # Groups in the order of the questionnaire, the same in every chart.
    first = re.findall(r"<span[^>]*>(People[^<]+)</span>", panels)[:2]
    assert first == ["People who always lived here", "People who left and came back"]


@pytest.mark.parametrize("role", ["leader", "analyst"])
def test_no_move_is_told_where_a_gap_is_not(visitor, role):
    """Thirteen people are too few for what is sensitive, in either round."""
    page = shown(visitor, f"{RESULTS}/changes?by=displacement", role)
    moved = (
        r"People who came for other reasons: [^:]*gap[^:]*: Trust in security forces"
    )
    assert not re.search(moved, page)
