"""The command line of early warning."""

import json
from datetime import date, timedelta

from survey_app.store.database import connect

START = date(2026, 1, 11)  # a Sunday
ROWS = "id,day,place,n\n" + "".join(
    f"e{w},{START + timedelta(days=7 * w)},north,{n}\n"
    for w, n in enumerate([1, 2, 1, 0, 2, 1, 1, 1])
)
MAP = (
    'dataset = "log"\nsource = "Council"\nlicence = "CC BY"\n'
    '[columns]\nid = "id"\ndate = "day"\nplace = "place"\nvalue = "n"\n'
)
WATCH = """
[indicators.incidents]
name = "Incidents"
owner = "Council"
better = "lower"
frequency = "week"
source = {kind = "outside", dataset = "log", series = "value"}
[rules.surge]
kind = "count"
indicator = "incidents"
on = true
[rules.gone]
kind = "count"
indicator = "incidents"
"""


def files(tmp_path):
    found = {"log.csv": ROWS, "map.toml": MAP, "watch.toml": WATCH}
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in found]


def test_series_are_taken_in_evaluated_listed_rehearsed_and_exported(cli, tmp_path):
    log, map_, watch = files(tmp_path)
    arguments = ("import", "indicators", log, "--map", map_)
    assert cli(*arguments, "--dry-run") == 0
    assert "8 imported" in cli.out
    assert not cli.database.exists()
    assert cli(*arguments) == 0
    assert cli(*arguments) == 0
    assert "0 imported, 0 updated, 8 ignored" in cli.out
    assert cli("watch", "define", watch) == 0
    assert "New indicators: incidents." in cli.out
    judged = cli.rows("watch", "evaluate")
    assert {row["group"] for row in judged} == {None, "north"}
    assert {row["verdict"] for row in judged} == {"clear"}
    assert cli.rows("watch", "evaluate") == []
    assert len(cli.rows("watch", "list")) == 2
    assert cli("watch", "list") == 0
    assert "Switched off: gone" in cli.out
    assert cli("watch", "rehearse", "gone") == 0
    assert "of rounds ring falsely" in cli.out
    out = tmp_path / "values.json"
    assert cli("watch", "export", "--as", "dhis2", "--out", out) == 0
    values = json.loads(out.read_text(encoding="utf-8"))["dataValues"]
    assert len(values) == 2 * 8
    assert cli("watch", "export", "--as", "hxl", "--out", tmp_path / "v.csv") == 0
    assert (
        cli("watch", "export", "--as", "hxl", "--out", tmp_path / "no" / "v.csv") == 3
    )


def test_a_failed_evaluation_exits_with_one_and_says_why(cli, tmp_path):
    *_, watch = files(tmp_path)
    assert cli("init") == 0
    assert cli("watch", "define", watch) == 0
    assert cli("watch", "evaluate") == 1
    assert "There is no data set “log”" in cli.err
    with connect(cli.database) as db:
        assert [row["verdict"] for row in db.query("select verdict from verdicts")] == [
            "not_judged"
        ]


def test_a_file_with_faults_exits_with_one_and_lists_them(cli, tmp_path):
    log, map_, _ = files(tmp_path)
    log.write_text(
        "id,day,place,n\na,2026-99-01,north,1\nb,2026-01-01,north,x\n", encoding="utf-8"
    )
    assert cli("import", "indicators", log, "--map", map_) == 1
    assert "log.csv:2" in cli.err
    assert "log.csv:3" in cli.err
    assert cli("watch", "rehearse", "nothing") == 3
