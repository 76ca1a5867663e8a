"""A survey's areas: whose they are, what is refused, what is left."""

import json

import pytest

from survey_app.core.maps.areas import Area
from survey_app.store import boundaries
from survey_app.store.database import connect
from tests.conftest import CommandLine


def square(x, **properties):
    ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def line(database, capsys):
    return CommandLine(database, capsys)


@pytest.fixture
def add(line, tmp_path):
    """Bring in areas by the command line, in the world's survey."""

    def bring(*features, codes="", **options):
        (tmp_path / "a.geojson").write_text(json.dumps({"features": features}))
        (tmp_path / "c.csv").write_text(codes)
        words = [w for name, value in options.items() for w in (f"--{name}", value)]
        words += ["--codes", tmp_path / "c.csv"] if codes else []
        return line(
            "boundaries", "add", tmp_path / "a.geojson", "--survey", "valley", *words
        )

    return bring


def kept(database):
    return boundaries.of_survey(connect(database), "valley")


def test_areas_are_found_by_the_property_that_holds_the_codes(add, line, database):
    assert (
        add(square(0, name="N", pcode="north"), square(1, name="S", pcode="south")) == 0
    )
    assert "Areas: 2; points: 10 of 10; left out: 0." in line.out
    assert [area.group for area in kept(database)["community"]] == ["north", "south"]
    assert kept(database)["community"][1] == Area(
        "south", (((1, 0), (2, 0), (2, 1), (1, 1), (1, 0)),)
    )


def test_they_take_the_place_of_earlier_ones_and_can_be_removed(add, line, database):
    add(square(0, code="north"), square(1, code="south"))
    assert add(square(5, code="north")) == 0
    assert "Without an area: south" in line.out
    (row,) = line.rows("boundaries", "list", "--survey", "valley")
    assert row == {
        "survey": "valley", "by": "community", "areas": 1, "points": 5, "missing": "south",
    }  # fmt: skip
    assert line("boundaries", "remove", "--survey", "valley") == 0
    assert kept(database) == {}
    assert line("boundaries", "remove", "--survey", "valley") == 3


def test_other_codes_are_read_by_a_table_and_the_rest_is_left_out(add, line, database):
    codes = "area,group\nA1,north\nA2,north\nB1,south\n"
    areas = [square(n, adm2=code) for n, code in enumerate(("A1", "A2", "B1", "C9"))]
    assert add(*areas, codes=codes) == 0
    assert "left out: 1." in line.out
    north, _south = kept(database)["community"]
    assert len(north.rings) == 2


def test_any_question_people_answer_can_have_areas(add, database):
    assert add(square(0, code="river"), square(1, code="hill"), by="identity") == 0
    assert set(kept(database)) == {"identity"}


def test_all_faults_come_at_once_and_nothing_is_changed(add, line, database):
    add(square(0, code="north"))
    broken = square(3, code="south")
    broken["geometry"]["coordinates"][0].pop()
    assert add(square(0, code="nort"), square(1, code="south"), broken, square(4)) == 1
    assert (
        "feature 1: Nobody in this survey belongs to nort. Did you mean north?"
        in line.err
    )
    assert "feature 3, ring 1: This outline does not end where it begins." in line.err
    assert "feature 3: The area south is there twice." in line.err
    assert "feature 4: This area has no code under “code”." in line.err
    assert [area.group for area in kept(database)["community"]] == ["north"]


def test_places_where_people_were_asked_never_come_on_a_map(add, line, database):
    for code in ("valley-2026-north0", "north0"):
        assert add(square(0, code=code), property="code") == 1
        assert "maps would show where people were asked" in line.err
    assert kept(database) == {}


def test_a_dry_run_changes_nothing(add, line, tmp_path, database):
    add(square(0, code="north"))
    (tmp_path / "b.geojson").write_text(
        json.dumps({"features": [square(1, code="south")]})
    )
    arguments = ("boundaries", "add", tmp_path / "b.geojson", "--survey", "valley")
    assert line(*arguments, "--dry-run") == 0
    assert "Nothing was changed." in line.out
    assert [area.group for area in kept(database)["community"]] == ["north"]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("by", "colour", "does not divide people by “colour”. Use one of: community,"),
        ("survey", "hills", "There is no survey hills. Use one of: valley."),
    ],
)
def test_what_is_not_there_is_named(add, line, option, value, said):
    assert add(square(0, code="north"), **{option: value}) == 3
    assert said in line.err


def test_codes_of_another_file_are_found_out(add, line):
    assert add(square(0, code="TN11"), codes="area,group\nLB1,north\n") == 1
    assert "No area of the file is named in the file of codes." in line.err
