"""Engines: who reads the parts of a data set. The numbers are made by one kernel.

Each engine maps the same function over the parts, and the sums are added in the order
of the parts: the rows are the same whichever is used.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import cpu_count
from pathlib import Path
from typing import Any

from survey_app.core.estimation import dataset as datasets
from survey_app.core.estimation.dataset import DataSet, Description
from survey_app.core.estimation.gathering import Part
from survey_app.errors import SurveyError
from survey_app.interchange import parquet_dataset as files

#: How often a part is read again that was lost with the process reading it.
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Request:
    """A table to be made of a data set.

    `address` is a running cluster's, None for one of this machine's own.
    """

    folder: Path
    dataset: DataSet
    measures: tuple[Description, ...]
    by: tuple[str, ...]
    address: str | None = None

    @property
    def columns(self) -> list[str]:
        """Return the columns the table needs."""
        return datasets.needed(self.dataset, self.measures, self.by)

    @property
    def paths(self) -> list[Path]:
        """Return the files of the parts."""
        return [path.resolve() for path in files.parts(self.folder)]

    def read(self, path: Path) -> Part:
        """Return what one part adds."""
        return self.sum(files.read_part(path, self.columns))

    def sum(self, arrays: datasets.Arrays) -> Part:
        """Return what the rows of these columns add."""
        return datasets.part(self.dataset, self.measures, self.by, arrays)


def on_numpy(request: Request) -> Iterator[Part]:
    """Read part after part in this process."""
    return map(request.read, request.paths)


def on_threads(request: Request) -> Iterator[Part]:
    """Read several parts at a time in this process."""
    with ThreadPoolExecutor(cpu_count()) as threads:
        yield from threads.map(request.read, request.paths)


def on_dask(request: Request) -> Iterator[Part]:
    """Read the parts by the workers of a Dask cluster."""
    try:
        import distributed  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="dask") from None
    try:
        with _dask(distributed, request.address) as client:
            found = client.map(request.read, request.paths, pure=False, retries=RETRIES)
            for each in found:
                yield each.result()
    except (OSError, RuntimeError) as error:
        raise SurveyError("engine.failed", engine="dask", reason=str(error)) from error


@contextmanager
def _dask(distributed: Any, address: str | None) -> Iterator[Any]:
    if address is not None:
        with distributed.Client(address) as client:
            yield client
        return
    own = {"n_workers": cpu_count(), "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**own) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def on_spark(request: Request) -> Iterator[Part]:
    """Read the parts by the executors of a Spark cluster."""
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="spark") from None
    builder = SparkSession.builder.master(request.address or "local[*]")
    for name, value in _SPARK.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        # Spark warns of pandas, through which none of our numbers goes.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        try:
            with builder.getOrCreate() as spark:
                return iter(_collected(spark, request))
        except PySparkException as error:
            reason = str(error).strip().partition("\n")[0]
            raise SurveyError("engine.failed", engine="spark", reason=reason) from error


_SPARK = {
    "spark.app.name": "survey-app",
    "spark.task.maxFailures": str(RETRIES + 1),
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def _collected(spark: Any, request: Request) -> list[Part]:
    spark.sparkContext.setLogLevel("ERROR")
    rows = spark.read.parquet(*map(str, request.paths))
    chosen = rows.select([f"`{name}`" for name in request.columns])
    # Spark would take a dot in a name for the field of a record.
    numbered = chosen.toDF(*map(str, range(len(request.columns))))
    found = numbered.mapInArrow(partial(_of_batches, request), "part binary")
    return [files.decode(bytes(row.part)) for row in found.collect()]


def _of_batches(request: Request, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield the sums of one partition's Arrow batches as a batch."""
    import pyarrow  # noqa: PLC0415

    held = list(batches)
    if held:
        table = pyarrow.Table.from_batches(held).rename_columns(request.columns)
        arrays = files.from_arrow(table)
        content = files.encode(request.sum(arrays))
        yield pyarrow.RecordBatch.from_pydict({"part": [content]})


Engine = Callable[[Request], Iterator[Part]]

ENGINES: dict[str, Engine] = {
    "numpy": on_numpy,
    "threads": on_threads,
    "dask": on_dask,
    "spark": on_spark,
}
