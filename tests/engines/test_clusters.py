"""Dask and Spark give the rows of this process, also when a worker is killed."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from survey_app.core.estimation.gathering import assembled
from survey_app.core.sampling.weighting import Plan
from survey_app.services import analysis, datasets
from survey_app.services.engines import ENGINES
from survey_app.store import rounds, weightings
from survey_app.store.database import connect
from tests.conftest import CommandLine
from tests.engines.fatal import Fatal
from tests.services.test_datasets import BY, MARGINS, ROUND

pytestmark = pytest.mark.cluster
ROOT = Path(__file__).parent.parent.parent


def needs(*there):
    """Skip a test without its engine, unless this is where everything must run."""
    if not all(there) and os.environ.get("CI") != "true":
        pytest.skip("pip install 'survey-app[dask,spark]', and Java for Spark")


@pytest.fixture
def folder(database, tmp_path, monkeypatch):
    """A data set in four parts, of a round whose weights were raked."""
    monkeypatch.setattr(datasets, "PART", 40)
    # What is started by a cluster must find these tests.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    # Machines that live for seconds spend none on optimising themselves.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    db = connect(database)
    weightings.replace(db, ROUND, Plan(MARGINS, None, {}))
    datasets.write(
        analysis.load(db, rounds.get(db, ROUND)), "analyst", tmp_path / "set"
    )
    db.close()
    return tmp_path / "set"


def same_rows(folder, cli, engine, *address):
    """Return whether the command prints the rows of one process."""
    wanted = ("estimate", "--data", folder, "--by", *BY)
    mine = cli.rows(*wanted)
    theirs = cli.rows(*wanted, "--engine", engine, *address)
    assert len(mine) == len(theirs) > 100
    for one, other in zip(mine, theirs, strict=True):
        for key, value in one.items():
            if isinstance(value, float):
                assert other[key] == pytest.approx(value, rel=1e-12, abs=1e-12)
            else:
                assert other[key] == value
    return True


def same_sums_after_a_death(folder, engine, address, above):
    """Return who was killed on the way to the sums of one process."""
    dataset = datasets.files.read_header(folder)
    mark = folder.parent / f"killed-{engine}"
    request = Fatal(folder, dataset, dataset.measures, BY, address, str(mark), above)
    psus = len(dataset.psu_strata)
    found = assembled(ENGINES[engine](request), psus)
    calm = assembled(ENGINES["numpy"](request), psus)
    assert found.sums.total == pytest.approx(calm.sums.total, rel=1e-12)
    assert found.sums.n.tolist() == calm.sums.n.tolist()
    return int(mark.read_text())


def test_dask_gives_the_same_rows(folder, database, capsys):
    needs(find_spec("distributed"))
    LocalCluster = import_module("distributed").LocalCluster
    with warnings.catch_warnings(), LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:  # fmt: skip
        workers = {worker.pid for worker in cluster.workers.values()}
        address = cluster.scheduler_address
        cli = CommandLine(database, capsys)
        assert same_rows(folder, cli, "dask", "--scheduler", address)
        assert same_sums_after_a_death(folder, "dask", address, above=0) in workers


@contextmanager
def spark_cluster():
    """Run a standalone master with one worker; yield its address."""
    home = Path(find_spec("pyspark").submodule_search_locations[0])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    start = [home / "bin" / "spark-class"]
    roles = (
        ["org.apache.spark.deploy.master.Master", "--port", str(port)],
        ["org.apache.spark.deploy.worker.Worker", "--cores", "2", "--memory", "1g"],
    )
    logs, running = [], []
    environment = os.environ | {"SPARK_HOME": str(home)}
    work = Path(os.environ["SURVEY_APP_INSTANCE"])
    work.mkdir(parents=True, exist_ok=True)
    try:
        for role in roles:
            log = work / f"spark-{len(logs)}.log"
            more = [address, "--work-dir", str(work)] if logs else []
            command = [*start, *role, "--host", "127.0.0.1", "--webui-port", "0", *more]
            with log.open("w") as out:
                running.append(
                    subprocess.Popen(command, stdout=out, stderr=out, env=environment)
                )
            logs.append(log)
            wait_for(r"New state: ALIVE|Successfully registered", log)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def wait_for(words, log):
    for _ in range(600):
        if re.search(words, log.read_text()):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_spark_gives_the_same_rows(folder, database, capsys):
    needs(find_spec("pyspark"), shutil.which("java"))
    with spark_cluster() as address, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own libraries
        cli = CommandLine(database, capsys)
        assert same_rows(folder, cli, "spark", "--master", address)
        # The reader's parent starts readers, and is itself started by the executor.
        assert same_sums_after_a_death(folder, "spark", address, above=2)
