"""Pages of large rounds stay small: charts and tables show what tells most."""

import gzip
import random
import re

import pytest

from survey_app import create_app
from survey_app.core.maps.areas import Area
from survey_app.services import accounts
from survey_app.store import boundaries
from survey_app.store.database import connect
from tests.conftest import PASSWORD, Visitor

REGIONS, ITEMS = 60, 12
#: What a page may weigh on its way, packed.
MOST = 80_000
MAP = """
survey = "large"
round = "{name}"
id = "id"
psu = "psu"
clusters = "same"
[scales.four]
codes = [0, 1, 2, 3]
labels.en = ["Not at all", "A little", "Somewhat", "A lot"]
[items]
{items}
[groups.region]
column = "region"
codes = {{{codes}}}
"""


def rows(rng):
    """Yield people of sixty regions; some regions trust more."""
    for n in range(REGIONS * 12):
        region = n % REGIONS
        level = 0 if region % 3 else 1
        answers = [str(rng.randint(level, level + 2)) for _ in range(ITEMS)]
        yield ",".join([str(n), f"p{n % 240}", f"r{region}", *answers])


@pytest.fixture
def large(cli, tmp_path):
    """Return a visitor of two rounds of sixty regions, with a map."""
    header = "id,psu,region," + ",".join(f"q{n}" for n in range(ITEMS))
    items = "\n".join(
        f'q{n} = {{column = "q{n}", scale = "four", label = {{en = "Trust number {n}"}}}}'
        for n in range(ITEMS)
    )
    codes = ", ".join(f'r{n} = "region-{n}"' for n in range(REGIONS))
    cli("init")
    for name in ("1", "2"):
        text = "\n".join([header, *rows(random.Random(name))])
        found = MAP.format(name=name, items=items, codes=codes)
        assert cli.import_csv(tmp_path, text, found) == 0, cli.err
    db = connect(cli.database)
    squares = [
        Area(f"region-{n}", (((n, 0), (n + 1, 0), (n + 1, 9), (n, 9), (n, 0)),))
        for n in range(REGIONS)
    ]
    boundaries.replace(db, "large", "region", squares)
    accounts.add(db, "a", "a", "analyst", PASSWORD)
    (round_id,) = (
        r["round_id"] for r in db.query("select * from rounds where name = 2")
    )
    db.close()
    app = create_app({"TESTING": True, "DATABASE": cli.database, "SECRET_KEY": "x"})
    visitor = Visitor(app).sign_in("a")
    visitor.path = f"/results/{round_id}"
    return visitor


def test_pages_of_many_places_and_questions_stay_small_and_say_what_they_leave_out(
    large,
):
    for path in ("/", "/gaps?by=region", "/changes?by=region"):
        page = large.get(large.path + path).page
        assert large.status == 200, path
        assert len(gzip.compress(page.encode())) < MOST / 2, path
        assert "300 of 720 rows, those that tell most first." in page
        tables = re.findall(r"<tbody>.*?</tbody>", page, re.S)
        assert max(table.count("<tr>") for table in tables) == 300
    drawn = re.search(r"<figure class=\"chart\">.*?</figure>", page, re.S)[0]
    assert len(re.findall("<li[ >]", drawn)) == 17  # the axis and sixteen rows
    assert "Every group in words" not in page
    page = large.get(large.path + "/gaps?by=region").page
    table = re.findall(r"<tbody>.*?</tbody>", page, re.S)[-1]
    verdicts = re.findall("clearly behind|no clear gap|too few answers", table)
    assert verdicts == sorted(verdicts, key=lambda word: word != "clearly behind")
