import pytest


def test_how_many_people_a_change_needs(cli):
    (row,) = cli.rows("plan", "--sd", "2.5", "--deff", "1.5", "--power", "0.8",
                      "--change", "0.5")  # fmt: skip
    assert list(row) == [
        "n", "change", "power", "half_width", "percent_half_width", "sd", "deff",
    ]  # fmt: skip
    assert (row["n"], row["change"], row["sd"], row["deff"]) == (589, 0.5, 2.5, 1.5)


def test_what_a_round_of_some_size_shows(cli):
    (row,) = cli.rows("plan", "--deff", "2", "--n", "100")
    assert row["change"] == pytest.approx(1.40, abs=0.005)
    (both,) = cli.rows("plan", "--deff", "2", "--n", "100", "--change", "1.4")
    assert both["power"] == pytest.approx(0.8, abs=0.002)
    (again,) = cli.rows("plan", "--deff", "2", "--n", "100", "--overlap", "1")
    assert again["change"] == pytest.approx(row["change"] * 0.5**0.5)


def test_the_design_effect_of_people_in_one_place(cli):
    rows = cli.rows("plan", "--rho", "0.05", "--per-cluster", "12")
    assert [row["n"] for row in rows] == [30, 50, 100, 150, 200, 400, 800]
    assert rows[0]["deff"] == pytest.approx(1.55)


def test_what_each_group_shows(cli):
    rows = cli.rows("plan", "--n", "400", "--groups", "displaced=0.1", "others=0.9")
    assert [(row["group"], row["n"]) for row in rows] == [
        ("displaced", 40),
        ("others", 360),
    ]
    assert rows[0]["gap"] == rows[1]["gap"]


def test_every_fault_of_a_plan_is_told(cli):
    assert cli("plan", "--power", "2", "--rho", "0.1", "--groups", "all=1") == 1
    for fault in ("2 is not between", "belong together", "1 is not a share"):
        assert fault in cli.err


POPULATION = """grouping,group,population
community,riverside,3000
community,hilltop,1000
gender,woman,2200
gender,man,1800
"""
CROSSED = """grouping,group,population
community*gender,riverside*woman,1800
community*gender,riverside*man,1200
community*gender,hilltop*woman,400
community*gender,hilltop*man,600
"""


@pytest.fixture
def quotas(cli, tmp_path):
    def share(text, n=50, *options):
        path = tmp_path / "people.csv"
        path.write_text(text)
        asked = ("quotas", "--n", n, "--margins", path, "--place", "community")
        return cli.rows(*asked, "--by", "gender", *options)

    return share


def test_quotas_add_up(quotas):
    rows = quotas(POPULATION)
    by_place = {
        place: sum(row["quota"] for row in rows if row["place"] == place)
        for place in ("riverside", "hilltop")
    }
    assert sum(by_place.values()) == 50
    assert by_place["riverside"] in (37, 38)
    assert sum(r["quota"] for r in rows if r["group"] == "woman") in (27, 28)


def test_quotas_of_places_whose_groups_differ(quotas):
    found = {(r["place"], r["group"]): r["quota"] for r in quotas(CROSSED, n=40)}
    assert found == {
        ("riverside", "woman"): 18,
        ("riverside", "man"): 12,
        ("hilltop", "woman"): 4,
        ("hilltop", "man"): 6,
    }


def test_quotas_need_both_groupings(cli, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(POPULATION)
    asked = (
        "quotas",
        "--n",
        50,
        "--margins",
        path,
        "--place",
        "village",
        "--by",
        "age",
    )
    assert cli(*asked) == 1
    assert "village: " in cli.err
    assert "age: " in cli.err
