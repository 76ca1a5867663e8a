"""A survey opened in a notebook: which rounds it has, and what they say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from survey_app.core.disclosure.door import Protected, plain
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.rows import (
    AnyRow,
    ChangeRow,
    EstimateRow,
    GapRow,
    keys_of,
)
from survey_app.errors import SurveyError
from survey_app.notebook.table import Table
from survey_app.services import analysis, comparing, overview
from survey_app.services.analysis import RoundData
from survey_app.store.database import Database, connect, forbid_writing
from survey_app.words import tell


class Survey:
    """A database of surveys, open for reading. Use it in a `with` block, or close it.

    Every method that names a round takes its name, its id, or survey/name, and raises
    NotFound for what the database does not hold, Unanswerable where the answers cannot
    carry the question. `release` says whose disclosure rules apply: "public" or
    "analyst".
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def rounds(self) -> Table:
        """Return round, survey, responses and is_open of each round, newest first."""
        rows = [
            {
                "round": each.survey_round.name,
                "survey": each.survey_round.survey,
                "responses": each.responses,
                "is_open": each.survey_round.is_open,
            }
            for each in overview.rounds(self._db)
        ]
        return Table(("round", "survey", "responses", "is_open"), rows)

    def estimates(
        self,
        round_name: str,
        of: str | Sequence[str] = (),
        by: str | Sequence[str] = (),
        release: Release = "analyst",
    ) -> Table:
        """Return means (0-10 points), shares (0-1) and numbers of a round.

        A row for each measure of the whole sample, or of every group of `by`.
        """
        with _telling():
            data = self._load(round_name, release)
            found = analysis.estimate(data, _names(of), _names(by), release)
        return _table(found, EstimateRow)

    def gaps(
        self,
        round_name: str,
        by: str | Sequence[str],
        of: str | Sequence[str] = (),
        release: Release = "analyst",
    ) -> Table:
        """Return each group of a round against everyone else, with its verdict."""
        with _telling():
            data = self._load(round_name, release)
            found = analysis.find_gaps(data, _names(by), _names(of), release)
        return _table(found, GapRow)

    def compare(
        self,
        earlier: str,
        later: str,
        of: str | Sequence[str] = (),
        by: str | None = None,
        release: Release = "analyst",
    ) -> Table:
        """Return what changed from a round to a later one, with its verdict."""
        with _telling():
            pair = (self._load(earlier, release), self._load(later, release))
            found = comparing.compare(self._db, pair, _names(of), by, release)
        return _table(found.rows, ChangeRow)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _load(self, name: str, release: Release) -> RoundData:
        return analysis.load(self._db, analysis.find_round(self._db, name), release)

    def __enter__(self) -> Self:
        """Return the survey."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the database."""
        self.close()


def open_survey(path: str | Path, *, read_only: bool = True) -> Survey:
    """Return the survey kept in the database at `path`; raise NotFound or Conflict."""
    with _telling():
        db = connect(Path(path))
    if read_only:
        forbid_writing(db)
    return Survey(db)


@contextmanager
def _telling() -> Iterator[None]:
    """Let an error say in words what is wrong and what to do."""
    try:
        yield
    except SurveyError as error:
        error.add_note(" ".join(tell(error.code, error.facts)))
        raise


def _table(rows: Protected[AnyRow], kind: type[AnyRow]) -> Table:
    return Table(keys_of(kind), plain(rows))


def _names(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given
