"""Reads and writes data sets: Parquet parts, and a file that says what they mean.

pyarrow is what Spark hands rows over in, so the one library serves every engine.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from survey_app.core.estimation.calibrated import Cross
from survey_app.core.estimation.dataset import FORMAT, Arrays, DataSet
from survey_app.core.estimation.gathering import Gathered, Part
from survey_app.core.estimation.sums import Sums
from survey_app.errors import NotFound, SurveyError

HEADER = "contents.json"
_header = msgspec.json.Decoder(DataSet)


def read_header(folder: Path) -> DataSet:
    """Return what a data set holds; raise NotFound or SurveyError."""
    try:
        dataset = _header.decode((folder / HEADER).read_bytes())
    except OSError:
        raise NotFound("dataset.missing", path=str(folder)) from None
    except msgspec.MsgspecError as error:
        raise SurveyError(
            "dataset.damaged", path=str(folder), reason=str(error)
        ) from None
    if dataset.format != FORMAT:
        facts = {"path": str(folder), "reason": f"format {dataset.format}"}
        raise SurveyError("dataset.damaged", **facts)
    return dataset


def write_header(folder: Path, dataset: DataSet) -> None:
    """Write what a data set holds, after its parts: it makes the set whole."""
    content = msgspec.json.format(msgspec.json.encode(dataset), indent=1)
    (folder / HEADER).write_bytes(content)


def parts(folder: Path) -> list[Path]:
    """Return the files of the parts, in order; raise SurveyError without any."""
    found = sorted(folder.glob("part-*.parquet"))
    if not found:
        raise SurveyError(
            "dataset.damaged", path=str(folder), reason="no part-*.parquet"
        )
    return found


def write_part(folder: Path, number: int, arrays: Arrays) -> None:
    """Write the rows of a part."""
    arrow, parquet = _pyarrow()
    table = arrow.table({name: arrow.array(a) for name, a in arrays.items()})
    parquet.write_table(table, folder / f"part-{number:05}.parquet", compression="zstd")


def read_part(path: Path, columns: Sequence[str] | None) -> dict[str, np.ndarray]:
    """Return some columns of a part, None: all of them."""
    _, parquet = _pyarrow()
    # Threads are the engine's business: one task, one thread.
    return from_arrow(parquet.read_table(path, columns=columns, use_threads=False))


def from_arrow(table: Any) -> dict[str, np.ndarray]:
    """Return the columns of an Arrow table."""
    return {
        name: table.column(name).combine_chunks().to_numpy(zero_copy_only=False)
        for name in table.column_names
    }


def encode(part: Part) -> bytes:
    """Return a part's sums as bytes, to travel between processes."""
    found = part.gathered
    cells = np.array(list(found.few), dtype=np.int64).reshape(-1, 2)
    arrays = {
        "psus": part.psus,
        "weight": found.sums.weight,
        "total": found.sums.total,
        "members": found.sums.members,
        "square": found.sums.square,
        "n": found.sums.n,
        "known": found.known,
        "cells": cells,
        "sizes": np.array([len(values) for values in found.few.values()], np.int64),
        "few": np.concatenate([*found.few.values(), np.empty(0)]),
    }
    if found.asked is not None:
        arrays["asked"] = found.asked
    if found.crossed is not None:
        arrays |= {
            "cross_weight": found.crossed.weight,
            "cross_total": found.crossed.total,
        }
    file = BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # names of ours, not its options
    return file.getvalue()


def decode(content: bytes) -> Part:
    """Return the sums that `encode` made bytes of."""
    with np.load(BytesIO(content)) as file:
        arrays = dict(file)
    values = np.split(arrays["few"], np.cumsum(arrays["sizes"])[:-1])
    cells = map(tuple, arrays["cells"].tolist())
    crossed = None
    if "cross_weight" in arrays:
        crossed = Cross(arrays["cross_weight"], arrays["cross_total"])
    names = ("weight", "total", "members", "square", "n")
    return Part(
        arrays["psus"],
        Gathered(
            Sums(*(arrays[name] for name in names)),
            crossed,
            arrays["known"],
            arrays.get("asked"),
            dict(zip(cells, values, strict=False)),
        ),
    )


def _pyarrow() -> tuple[Any, Any]:
    """Load pyarrow only when a data set is read or written."""
    try:
        import pyarrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="parquet") from None
    return pyarrow, parquet
