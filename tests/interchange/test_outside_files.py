"""Files of series from elsewhere: what is read, and every fault of those gone wrong."""

import json
from datetime import date

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.acled import read_acled
from survey_app.interchange.dhis2 import period_days, read_dhis2, write_dhis2
from survey_app.interchange.hxl_readings import write_hxl_readings
from survey_app.interchange.outside_csv import read_generic, read_hxl
from survey_app.interchange.outside_map import OutsideMap, read_outside_map

ACLED = [
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp",
]  # fmt: skip
EVENT = {
    "event_id_cnty": "XXX12", "event_date": "2025-03-04", "year": "2025",
    "time_precision": "1", "event_type": "Battles", "inter1": "State forces",
    "inter2": "Rebel group", "admin1": "North", "actor1": "Somebody", "notes": "Text",
    "latitude": "1.5", "fatalities": "3", "timestamp": "1700000000",
}  # fmt: skip


def acled(*events, columns=ACLED):
    rows = [",".join(columns)]
    rows += [",".join(each.get(c, "") for c in columns) for each in events]
    return "\n".join(rows).encode()


def codes(read, content, given=None, name="file.csv"):
    with pytest.raises(Rejected) as refused:
        read(name, content, given or OutsideMap())
    return [problem.code for problem in refused.value.problems]


def test_an_event_becomes_points_of_its_kind_and_deaths_without_names():
    found = read_acled("e.csv", acled(EVENT), OutsideMap(places={"North": "north"}))
    assert {p.series: p.value for p in found.points} == {
        "events": 1, "battles": 1, "fatalities": 3,
    }  # fmt: skip
    point = found.points[0]
    assert (point.point_id, point.place, point.first_on) == (
        "XXX12",
        "north",
        date(2025, 3, 4),
    )
    assert "Somebody" not in repr(found)
    assert "1.5" not in repr(found)


def test_older_files_with_numbers_for_parties_are_read_alike():
    old = {**EVENT, "event_id_no_cnty": "12", "data_id": "9", "iso3": "XXX", "inter1": "1", "inter2": "7",
           "event_date": "04-03-2025", "event_type": "Violence against civilians"}  # fmt: skip
    columns = ["data_id", "iso3", "event_id_cnty", "event_id_no_cnty"] + [
        c for c in ACLED[1:] if c not in ("disorder_type", "civilian_targeting", "tags")
    ]
    found = read_acled("e.csv", acled(old, columns=columns), OutsideMap())
    assert {p.series for p in found.points} == {
        "events", "violence_against_civilians", "fatalities", "against_civilians",
    }  # fmt: skip
    assert found.points[0].first_on == date(2025, 3, 4)


def test_newer_files_say_whether_civilians_were_targeted():
    aimed = {**EVENT, "civilian_targeting": "Civilian targeting"}
    assert "against_civilians" in {
        p.series for p in read_acled("e.csv", acled(aimed), OutsideMap()).points
    }
    beside = {**EVENT, "inter2": "Civilians"}
    assert "against_civilians" not in {
        p.series for p in read_acled("e.csv", acled(beside), OutsideMap()).points
    }


def test_a_file_of_deletions_names_what_is_gone():
    content = b"event_id_cnty,deleted_timestamp\nXXX12,1700000001\n"
    assert read_acled("d.csv", content, OutsideMap()).removed == ["XXX12"]


def test_other_levels_of_places_can_be_read():
    event = {**EVENT, "admin2": "Riverside"}
    found = read_acled("e.csv", acled(event), OutsideMap(level="admin2"))
    assert found.points[0].place == "Riverside"


VALUES = {
    "dataValues": [
        {"dataElement": "price", "period": "202503", "orgUnit": "north", "value": "12.5"},
        {"dataElement": "price", "period": "2025Q1", "orgUnit": "south", "value": "13", "comment": "x"},
    ]
}  # fmt: skip


def test_a_data_value_set_is_read_as_json_and_as_csv():
    given = OutsideMap(series={"price": "bread"}, places={"north": "n"})
    from_json = read_dhis2("v.json", json.dumps(VALUES).encode(), given)
    text = (
        '"dataelement","period","orgunit","catoptcombo","attroptcombo","value","strby"\n'
        '"price","202503","north","","","12.5","x"\n"price","2025Q1","south","","","13",""\n'
    )
    assert from_json.points == read_dhis2("v.csv", text.encode(), given).points
    first, second = from_json.points
    assert (first.series, first.place, first.value) == ("bread", "n", 12.5)
    assert (second.first_on, second.last_on) == (date(2025, 1, 1), date(2025, 3, 31))


def test_a_form_of_one_place_and_period_says_them_once():
    document = {"dataSet": "d", "period": "2025", "orgUnit": "north",
                "dataValues": [{"dataElement": "a", "value": 1}, {"dataElement": "b", "value": "2"}]}  # fmt: skip
    found = read_dhis2("v.json", json.dumps(document).encode(), OutsideMap())
    assert [(p.series, p.place, p.value) for p in found.points] == [
        ("a", "north", 1),
        ("b", "north", 2),
    ]


def test_a_value_marked_deleted_is_gone():
    document = {"dataValues": [VALUES["dataValues"][0] | {"deleted": True}]}
    found = read_dhis2("v.json", json.dumps(document).encode(), OutsideMap())
    assert found.points == []
    assert found.removed == ["price.202503.north.."]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", (2025, 1, 1), (2025, 12, 31)), ("2025S2", (2025, 7, 1), (2025, 12, 31)), ("202512", (2025, 12, 1), (2025, 12, 31)),
        ("2025W1", (2024, 12, 30), (2025, 1, 5)), ("20250228", (2025, 2, 28), (2025, 2, 28)),
    ],
)  # fmt: skip
def test_periods_are_read_as_dhis2_names_them(text, first, last):
    assert period_days(text) == (date(*first), date(*last))


def test_readings_leave_as_data_value_sets_that_come_back():
    rows = [
        {"indicator": "trust", "frequency": f, "on": date(2025, 3, 31), "group": "north", "value": 4.25}
        for f in ("week", "month", "quarter", "half_year", "year")
    ]  # fmt: skip
    content = write_dhis2(rows)
    found = read_dhis2("v.json", content, OutsideMap())
    assert [p.period for p in found.points] == [
        "2025W14",
        "202503",
        "2025Q1",
        "2025S1",
        "2025",
    ]
    assert {p.value for p in found.points} == {4.25}


HXL = (
    "Place,When,How many,Note\n#adm1+name,#date+reported,#affected+f,\n"
    "North,2025-03-04,12,a\n,,,\nSouth,2025-03-05,7,b\n"
)


def test_a_tagged_table_is_read_by_its_tags():
    found = read_hxl("h.csv", HXL.encode(), OutsideMap())
    assert [(p.place, p.value) for p in found.points] == [("North", 12), ("South", 7)]
    assert found.points[0].last_on == date(2025, 3, 4)


def test_readings_leave_tagged_and_come_back():
    row = {"indicator": "=trust", "on": date(2025, 3, 4), "period": "2025-1", "by": "community", "group": "north", "value": 4.2, "se": 0.1, "n": 90}  # fmt: skip
    content = write_hxl_readings([row])
    assert b"'=trust" in content
    (point,) = read_hxl(
        "h.csv", content, OutsideMap(columns={"place": "#group+code"})
    ).points
    assert (point.place, point.value) == ("north", 4.2)


def test_any_table_is_read_with_a_map():
    given = read_outside_map(
        "m.toml",
        b'dataset="prices"\nsource="Market office"\nlicence="CC BY"\ndates="dmy"\n'
        b'[columns]\ndate="Day"\nvalue="Price"\nplace="Market"\nseries="Good"\n[series]\nBread="bread"\n',
    )
    content = b"Day;Market;Good;Price\n3/4/2025;North;Bread;12.5\n"
    (point,) = read_generic("p.csv", content, given).points
    assert (point.series, point.first_on, point.value) == (
        "bread",
        date(2025, 4, 3),
        12.5,
    )


GENERIC = OutsideMap(columns={"date": "day", "value": "v", "place": "p"})


def dhis2(**change):
    return json.dumps({"dataValues": [VALUES["dataValues"][0] | change]}).encode()


@pytest.mark.parametrize(
    ("read", "content", "expected"),
    [
        (read_acled, b"", ["file.empty"]),
        (read_acled, b"\xff\xfe\x00bad", ["file.wrong_encoding"]),
        (read_acled, b"a,b\n1,2\n", ["file.column_missing"] * 5),
        (read_acled, acled(columns=ACLED), ["file.no_rows"]),
        (read_acled, acled(EVENT)[:-30] + b",x\n", ["file.row_length"]),
        (read_acled, acled(EVENT, EVENT), ["outside.twice"] * 3),
        (read_acled, acled({**EVENT, "event_date": "2025-02-30"}), ["outside.day"]),
        (read_acled, acled({**EVENT, "event_date": "03/04/25"}), ["outside.day"]),
        (read_acled, acled({**EVENT, "fatalities": "-1"}), ["outside.count"]),
        (read_acled, acled({**EVENT, "fatalities": "many", "event_id_cnty": ""}), ["outside.no_id", "outside.count"]),
        (read_acled, acled({**EVENT, "event_type": "Battle of words"}), ["outside.event_type"]),
        (read_acled, acled({**EVENT, "inter1": "9"}), ["outside.party"]),
        (read_acled, acled({**EVENT, "time_precision": "7"}), ["outside.precision"]),
        (read_dhis2, b'{"dataValues": [', ["file.damaged"]),
        (read_dhis2, b"[1, 2]", ["outside.no_values"]),
        (read_dhis2, b'{"dataValues": "none"}', ["outside.no_values"]),
        (read_dhis2, b"[" * 100_000, ["file.damaged"]),
        (read_dhis2, dhis2(period="2025M3"), ["outside.period"]),
        (read_dhis2, dhis2(period="202513"), ["outside.period"]),
        (read_dhis2, dhis2(value="twelve", period="x"), ["outside.number", "outside.period"]),
        (read_dhis2, dhis2(value="NaN"), ["outside.number"]),
        (read_dhis2, dhis2(orgUnit=" "), ["outside.missing"]),
        (read_dhis2, b"dataelement,value\na,1\n", ["file.column_missing"] * 2),
        (read_hxl, b"Place,When\nNorth,2025-03-04\n", ["outside.no_tags"]),
        (read_hxl, b"a,b\n#adm1,#org\nNorth,x\n", ["outside.tag"] * 2),
        (read_hxl, HXL.replace("2025-03-04", "4 March").encode(), ["outside.day"]),
        (read_hxl, HXL.replace("12", "").encode(), ["outside.number"]),
        (read_hxl, HXL.replace("South,2025-03-05", "North,2025-03-04").encode(), ["outside.twice"]),
        (read_generic, b"day,v\n2025-03-04,1\n", ["file.column_missing"]),
        (read_generic, b"day,day,v,p\n1,2,3,4\n", ["file.column_twice"]),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused_with_all_its_faults(read, content, expected):
    given = GENERIC if read is read_generic else OutsideMap()
    assert codes(read, content, given) == expected


def test_every_row_with_a_fault_is_told_with_its_place():
    content = acled(
        {**EVENT, "fatalities": "x"}, {**EVENT, "event_id_cnty": "Y", "event_date": ""}
    )
    with pytest.raises(Rejected) as refused:
        read_acled("e.csv", content, OutsideMap())
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("e.csv:2", "outside.count"), ("e.csv:3", "outside.day"),
    ]  # fmt: skip


def test_a_map_with_faults_is_refused_with_all_of_them():
    with pytest.raises(Rejected) as refused:
        read_outside_map(
            "m.toml", b'level="town"\ndates="best"\nwho="?"\n[columns]\nwhen="x"\n'
        )
    assert sorted(p.code for p in refused.value.problems) == [
        "toml.not_one_of", "toml.not_one_of", "toml.unknown_key", "toml.unknown_key",
    ]  # fmt: skip


def test_a_map_without_columns_is_no_map_of_a_table():
    assert (
        codes(read_generic, b"a,b\n1,2\n", OutsideMap()) == ["outside.map_column"] * 2
    )
