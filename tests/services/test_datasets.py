"""A round on disk in parts: the same rows, whoever reads it, and nobody's words or name."""

from dataclasses import fields

import pytest

from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.sampling.weighting import Plan
from survey_app.errors import Conflict, NotFound, SurveyError
from survey_app.interchange import parquet_dataset
from survey_app.services import analysis, datasets
from survey_app.services.datasets import Asked
from survey_app.store import rounds, weightings
from survey_app.store.database import connect

ROUND = "valley-2026"
BY = ("gender", "displacement", "identity", "community")
MARGINS = {"gender": {"woman": 700.0, "man": 300.0}}


@pytest.fixture
def world(database, monkeypatch):
    monkeypatch.setattr(datasets, "PART", 40)
    db = connect(database)
    yield db
    db.close()


def load(db):
    return analysis.load(db, rounds.get(db, ROUND))


def alike(rows, others):
    """Return whether rows are the same but for rounding."""
    assert len(rows) == len(others) > 0
    for one, other in zip(rows, others, strict=True):
        for field in fields(EstimateRow):
            mine, theirs = getattr(one, field.name), getattr(other, field.name)
            if isinstance(mine, float):
                assert theirs == pytest.approx(mine, rel=1e-12, abs=1e-12)
            else:
                assert mine == theirs
    return True


@pytest.mark.parametrize("engine", ["numpy", "threads"])
@pytest.mark.parametrize("release", ["public", "analyst"])
@pytest.mark.parametrize("by", [(), BY])
def test_rows_are_those_of_the_database(world, tmp_path, engine, release, by):
    data = analysis.load(world, rounds.get(world, ROUND), release)
    datasets.write(data, release, tmp_path / "set")
    assert len(list((tmp_path / "set").glob("part-*.parquet"))) == 4
    found = datasets.estimate(tmp_path / "set", (), by, release, Asked(engine))
    assert alike(analysis.estimate(data, (), by, release), found)
    assert any(row.suppressed for row in found) == bool(by)


@pytest.mark.parametrize("is_fixed", [True, False])
def test_raked_weights_keep_their_variance(world, tmp_path, is_fixed):
    weightings.replace(world, ROUND, Plan(MARGINS, None, {}))
    data = load(world)
    datasets.write(data, "analyst", tmp_path / "set")
    expected = analysis.as_fixed(data) if is_fixed else data
    found = datasets.estimate(
        tmp_path / "set", (), BY, "analyst", Asked(is_fixed=is_fixed)
    )
    assert alike(analysis.estimate(expected, (), BY), found)


def test_a_lonely_cluster_is_treated_as_asked(world, tmp_path):
    world.execute(
        "update responses set psu = 'only' where stratum = 'north' and round_id = :r",
        {"r": ROUND},
    )
    data = analysis.with_lonely(load(world), "remove")
    datasets.write(data, "analyst", tmp_path / "set")
    found = datasets.estimate(
        tmp_path / "set", (), BY, "analyst", Asked(lonely="remove")
    )
    assert alike(analysis.estimate(data, (), BY), found)
    adjusted = datasets.estimate(tmp_path / "set", (), BY, "analyst", Asked())
    assert [row.se for row in adjusted] != [row.se for row in found]


def test_measures_can_be_chosen(world, tmp_path):
    data = load(world)
    datasets.write(data, "analyst", tmp_path / "set")
    found = datasets.estimate(
        tmp_path / "set", ["PL1", "SE2.1"], (), "analyst", Asked()
    )
    assert alike(analysis.estimate(data, ["PL1", "SE2.1"]), found)


@pytest.mark.parametrize(("of", "by"), [(["PL9"], []), ([], ["region"])])
def test_what_is_not_there_is_not_found(world, tmp_path, of, by):
    datasets.write(load(world), "analyst", tmp_path / "set")
    with pytest.raises(NotFound):
        datasets.estimate(tmp_path / "set", of, by, "analyst", Asked())


def test_a_data_set_is_for_one_release(world, tmp_path):
    """What came since the last public release must not be seen before the next."""
    datasets.write(load(world), "analyst", tmp_path / "set")
    with pytest.raises(SurveyError, match="other_release"):
        datasets.estimate(tmp_path / "set", (), BY, "public", Asked())


def test_a_folder_with_something_in_it_is_left_alone(world, tmp_path):
    (tmp_path / "note").write_text("mine")
    with pytest.raises(Conflict, match="not_empty"):
        datasets.write(load(world), "analyst", tmp_path)


def test_damage_is_said(world, tmp_path):
    with pytest.raises(NotFound, match="missing"):
        parquet_dataset.read_header(tmp_path)
    datasets.write(load(world), "analyst", tmp_path / "set")
    header = tmp_path / "set" / "contents.json"
    content = header.read_text()
    for broken in (content[:-9], content.replace('"format": 1', '"format": 7')):
        header.write_text(broken)
        with pytest.raises(SurveyError, match="damaged"):
            datasets.estimate(tmp_path / "set", (), (), "analyst", Asked())
    header.write_text(content)
    for path in (tmp_path / "set").glob("part-*"):
        path.unlink()
    with pytest.raises(SurveyError, match="damaged"):
        datasets.estimate(tmp_path / "set", (), (), "analyst", Asked())


def test_no_words_ids_or_names_are_in_it(world, tmp_path):
    data = load(world)
    datasets.write(data, "analyst", tmp_path / "set")
    held = b"".join(path.read_bytes() for path in (tmp_path / "set").iterdir())
    columns = set(
        parquet_dataset.read_part(tmp_path / "set" / "part-00000.parquet", None)
    )
    assert not {name for name in columns if "END1" in name or name.endswith("_id")}
    assert b"Nobody tells us" not in held
    for name in data.frame.facts["enumerator"].names:
        assert f'"{name}"'.encode() not in held
    for _, psu in data.frame.design.psus:
        assert f'"{psu}"'.encode() not in held


def test_sums_travel_as_bytes(world, tmp_path):
    data = load(world)
    dataset = datasets.write(data, "analyst", tmp_path / "set")
    request = datasets.Request(tmp_path / "set", dataset, dataset.measures, BY)
    part = request.read(request.paths[0])
    again = parquet_dataset.decode(parquet_dataset.encode(part))
    assert again.psus.tolist() == part.psus.tolist()
    assert (again.gathered.sums.total == part.gathered.sums.total).all()
    assert (again.gathered.asked == part.gathered.asked).all()
    assert {cell: list(v) for cell, v in again.gathered.few.items()} == {
        cell: list(v) for cell, v in part.gathered.few.items()
    }
