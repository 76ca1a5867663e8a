"""Banks: the question banks that come with the program, and a site's own."""

from functools import cache
from pathlib import Path

from survey_app.config import data_dir
from survey_app.core.questionnaire.bank import Bank
from survey_app.errors import NotFound
from survey_app.interchange.bank_toml import read_banks


@cache
def shipped() -> Bank:
    """Return the question banks that come with the program."""
    return read(data_dir("question_banks"))


def read(path: Path) -> Bank:
    """Return the banks in a folder or file; raise Rejected with every fault.

    A file on its own may use the scales that come with the program.
    """
    if path.is_dir():
        return read_banks((file.name, file.read_bytes()) for file in _files(path))
    if not path.is_file():
        raise NotFound("file.missing", path=str(path))
    scales = data_dir("question_banks") / "scales.toml"
    files = [path] if path.name == scales.name else [scales, path]
    return read_banks((file.name, file.read_bytes()) for file in files)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))
