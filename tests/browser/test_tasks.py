"""The tasks of docs/tasks.md, as somebody does them who has never seen the program."""

import re
import shutil
from contextlib import closing
from datetime import date

import pyreadstat
import pytest

from survey_app.core.community import Choice
from survey_app.services import community, releases
from survey_app.services.community import Wanted
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.browser.conftest import serving
from tests.browser.test_journeys import press

DAY = date(2026, 3, 9)
ADDRESS = "http://10.0.0.1:8000/public/valley"


@pytest.fixture(scope="module")
def server(world_file, tmp_path_factory):
    """Serve a world whose last round was released to everybody and told of."""
    path = tmp_path_factory.mktemp("tasks") / "world.db"
    shutil.copy(world_file, path)
    with closing(connect(path)) as db:
        asked = rounds.get(db, "valley-2026")
        for audience in ("public", "analyst"):
            releases.make(db, asked, Making(audience, "co", "council", "Spring"), DAY)
        wanted = Wanted("valley", ADDRESS, Choice(("PL1",), ("displacement",)), True)
        community.publish(db, asked, wanted, "co", DAY)
    with serving(path) as found:
        yield found.address


@pytest.fixture
def evaluator(signed_in):
    """Return a window of somebody who has just signed in, on the first page."""
    return signed_in("analyst", viewport={"width": 1366, "height": 768})


def test_the_first_page_says_who_is_furthest_behind_and_by_how_much(evaluator):
    first = evaluator.inner_text("main ul.findings li >> nth=0")
    assert re.match(
        r"People displaced by the conflict score [\d.]+ lower than everyone else: "
        r"Trust in governing institutions \(\d+ people, interval −[\d.]+ to −[\d.]+\)",
        first,
    )


def test_the_line_below_says_whether_it_is_closing_and_leads_further(evaluator):
    first = evaluator.locator("main ul.findings li").first
    said = r"gap (closed|widened|is as it was|was) ?.*2025.*\(change [+−]?\d"
    assert re.search(said, first.inner_text(), re.S)
    with evaluator.expect_navigation(timeout=30_000):
        first.get_by_role("link").click()
    assert evaluator.inner_text("h1") == "What changed?"
    assert evaluator.input_value("#by") == "displacement"


def test_an_evaluator_takes_the_gaps_to_spss_in_two_presses(evaluator, tmp_path):
    press(evaluator, "text=Take away as a file")
    card = evaluator.locator("section.card", has=evaluator.get_by_role(
        "heading", name="Who is left behind"
    ))  # fmt: skip
    with evaluator.expect_download(timeout=30_000) as found:
        card.get_by_role("link", name=re.compile("SPSS")).click()
    path = tmp_path / found.value.suggested_filename
    found.value.save_as(path)
    frame, about = pyreadstat.read_sav(path, output_format="dict")
    assert path.suffix == ".sav"
    assert all(about.column_labels)
    worst = min(
        (gap, group)
        for gap, group in zip(frame["gap"], frame["group_label"], strict=True)
        if gap and gap < 0
    )
    assert worst[1] == "People displaced by the conflict"


def test_an_evaluator_prints_the_poster_on_one_sheet(evaluator):
    press(evaluator, "nav.tabs >> text=Report and poster")
    press(evaluator, "text=The poster, to print")
    assert evaluator.inner_text("h1") == "Living together"
    sheet = evaluator.pdf(prefer_css_page_size=True, print_background=False)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
