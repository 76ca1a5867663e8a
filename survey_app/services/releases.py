"""Releases: what a round shows to whom stands still until it is released again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from survey_app.core.disclosure.door import STEPS, Step
from survey_app.core.disclosure.released import Released, document
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import REST, CellName
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, Unanswerable
from survey_app.services import (
    analysis,
    dyads,
    methods,
    overview,
    release_tables,
    withholding,
)
from survey_app.services.analysis import RoundData
from survey_app.services.overview import GapFindings
from survey_app.services.release_tables import FIRST, RESTRICTED, TABLES, Sources
from survey_app.store import audit, changes, requests, rounds
from survey_app.store import releases as store
from survey_app.store.database import Database, is_writable, writing
from survey_app.store.requests import Request

#: Why the program itself makes a release.
FIRST_LOOK = "first look"


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many cells of a table are withheld, by the step that withheld them."""

    by: str | None
    cells: int
    steps: dict[Step, int]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for results, as a role; for which page or command, on which day."""

    role: str
    page: str
    day: date


def load(
    db: Database, survey_round: SurveyRound, release: Release, asking: Asking
) -> RoundData:
    """Return a round as a release shows it; raise Unanswerable.

    The public's first look is a release of its own, made by nobody: otherwise two looks
    at a round that is still asked could be subtracted. The first look after the round
    was closed makes the next. Everything else takes a person who makes a release. A
    question for restricted results is counted.
    """
    if release == "analyst":
        note(db, survey_round, asking)
    return _as_released(db, survey_round, release, asking.day)


def note(db: Database, survey_round: SurveyRound, asking: Asking) -> None:
    """Count that restricted results of a round were asked for."""
    store.count_query(db, asking.day, asking.role, survey_round.round_id, asking.page)


def _as_released(
    db: Database, survey_round: SurveyRound, release: Release, today: date
) -> RoundData:
    """Return a round as a release shows it; the public's first look is a release."""
    if release == "public" and _is_due(db, survey_round) and is_writable(db):
        make(db, survey_round, Making("public", "", FIRST_LOOK), today)
    return analysis.load(db, survey_round, release)


def newest_finding(
    db: Database, release: Release, asking: Asking
) -> GapFindings | None:
    """Return the gaps of the newest round that has responses, None without any."""
    for summary in overview.rounds(db):
        try:
            data = load(db, summary.survey_round, release, asking)
        except Unanswerable:
            continue
        return overview.gap_findings(data, release)
    return None


@dataclass(frozen=True, slots=True)
class Making:
    """A release that somebody wants to make.

    With a `second` person it holds the restricted tables too.
    """

    audience: Release
    author: str
    purpose: str
    name: str = ""
    second: str = ""


def make(
    db: Database, survey_round: SurveyRound, wanted: Making, today: date
) -> Released:
    """Release a round as it stands: decide anew, and keep decisions and rows.

    It supersedes the release before to the same audience. Raise Unanswerable where
    nobody has answered, Conflict where the second person is the first.
    """
    if wanted.second and wanted.second == wanted.author:
        raise Conflict("release.same_person", name=wanted.author)
    round_id, audience = survey_round.round_id, wanted.audience
    now = changes.state(db, round_id)
    data = replace(analysis.load(db, survey_round), frozen={})
    every = [*data.measures, withholding.respondents(data)]
    decided = withholding.decisions(data, audience, every).withheld
    decided = {**decided, **dyads.withheld(data, audience)}
    last = store.newest(db, round_id, audience)
    content, digest = _document(db, data, wanted, today)
    released = Released(
        0, round_id, audience, now.seq, survey_round.is_open, wanted.author,
        wanted.purpose, today, decided, digest, wanted.name, wanted.second,
        None if last is None else last.release_id,
    )  # fmt: skip
    with writing(db):
        made = replace(released, release_id=store.add(db, released, content))
        audit.record(db, "release-made", str(made.release_id))
        if wanted.author:
            methods.keep(db, made, data)
    return made


def _document(
    db: Database, data: RoundData, wanted: Making, today: date
) -> tuple[bytes, str]:
    """Return all that is released, and its SHA-256.

    Somebody waits for the page while the program releases: that has two tables only.
    """
    audience = wanted.audience
    if not wanted.author:
        return document(release_tables.of_round(Sources(db, data, audience), FIRST))
    before = earlier(db, data.survey_round, audience, today)
    names = [name for name in TABLES if wanted.second or name not in RESTRICTED]
    found = release_tables.of_round(Sources(db, data, audience, before), names)
    return document(found, {each.of for each in data.measures if each.sensitive})


def earlier(
    db: Database, survey_round: SurveyRound, audience: Release, today: date
) -> list[RoundData]:
    """Return the rounds of the survey before this one that have answers, in order."""
    survey = rounds.of_survey(db, survey_round.survey)
    place = [each.round_id for each in survey].index(survey_round.round_id)
    found = []
    for each in survey[:place]:
        try:
            found.append(_as_released(db, each, audience, today))
        except Unanswerable:
            continue
    return found


def ask(db: Database, survey_round: SurveyRound, wanted: Making, today: date) -> int:
    """Keep what somebody wants to release with its restricted tables, for a second one.

    Return the number of the request.
    """
    request = Request(
        0, survey_round.round_id, wanted.audience, wanted.name, wanted.purpose,
        wanted.author, today,
    )  # fmt: skip
    with writing(db):
        number = requests.add(db, request)
        audit.record(db, "release-asked", str(number))
    return number


def waiting(db: Database, survey_round: SurveyRound) -> list[Request]:
    """Return what waits for a second person, the oldest first."""
    return requests.waiting(db, survey_round.round_id)


def confirm(db: Database, request_id: int, second: str, today: date) -> Released:
    """Release what another person asked for; raise NotFound, Conflict, Unanswerable."""
    found = requests.get(db, request_id)
    wanted = Making(found.audience, found.author, found.purpose, found.name, second)
    made = make(db, rounds.get(db, found.round_id), wanted, today)
    requests.decide(db, request_id, second, made.release_id)
    return made


def refuse(db: Database, request_id: int, by: str) -> None:
    """Release nothing; raise NotFound for what does not wait (any more)."""
    with writing(db):
        requests.get(db, request_id)
        requests.decide(db, request_id, by, None)
        audit.record(db, "release-refused", str(request_id))


def withheld(db: Database, data: RoundData, release: Release) -> list[Withheld]:
    """Return how many cells of the tables a release withholds, and by which step.

    What stays withheld from the last release is counted under the step it had there.
    """
    last = store.newest(db, data.survey_round.round_id, release)
    steps_then = {} if last is None else last.withheld
    found = {
        name: steps_then.get(name, step) if step == "frozen" else step
        for name, step in withholding.decisions(
            data, release, data.measures
        ).withheld.items()
    }
    measures = len(data.measures)
    sizes: dict[str | None, int] = {None: measures}
    for by, grouping in data.groupings.items():
        sizes[by] = measures * len(grouping.groups)
    tables = [Withheld(by, cells, _steps(found, by)) for by, cells in sizes.items()]
    return [table for table in tables if table.steps]


def of_round(db: Database, survey_round: SurveyRound) -> list[Released]:
    """Return the releases of a round, the newest first."""
    return store.of_round(db, survey_round.round_id)[::-1]


def shown(db: Database, release_id: int) -> bytes:
    """Return the JSON a release showed, the bytes it was made with; raise NotFound."""
    return store.document(db, release_id)


def _steps(found: Mapping[CellName, Step], by: str | None) -> dict[Step, int]:
    counted = Counter(
        step
        for name, step in found.items()
        if name.by == by and not str(name.group).startswith(REST)
    )
    return {step: counted[step] for step in STEPS if counted[step]}


def _is_due(db: Database, survey_round: SurveyRound) -> bool:
    last = store.newest(db, survey_round.round_id, "public")
    if last is None:
        return changes.state(db, survey_round.round_id).seq > 0
    return last.author == "" and last.while_open and not survey_round.is_open
