"""What pages tell of alerts: their names, plan, lessons, and how numbers went on."""

from dataclasses import dataclass

from survey_app.core.people import Role
from survey_app.core.questionnaire.instrument import Labels, say
from survey_app.core.warning.clock import Answering, answering
from survey_app.core.warning.lessons import Learned
from survey_app.core.warning.protocols import Protocol
from survey_app.core.warning.series import Cell, Reading
from survey_app.i18n import N_, gettext_for
from survey_app.services.answering import courses
from survey_app.services.naming import Names, Words
from survey_app.store import alerts, instruments, notices, protocols, rounds
from survey_app.store import indicators as registry
from survey_app.store import watching as store
from survey_app.store.alerts import Happening, KeptAlert
from survey_app.store.database import Database
from survey_app.store.notices import Sending
from survey_app.store.protocols import Done

#: Cells leaders read of; single groups are for those who read restricted results.
OPEN_CELLS = ("", "community", "place")
#: Earlier lessons shown at an alert.
MOST_LESSONS = 5
_EVERYONE = N_("Everyone")


class AlertNames:
    """Says in one language what an alert is about: its rule and its cell."""

    def __init__(self, db: Database, language: str) -> None:
        self.language, self._ = language, gettext_for(language)
        newest = rounds.everything(db)[-1:]
        self._names = (
            Names(_words(db, newest[0].round_id), language) if newest else None
        )
        self._rules = {rule.rule_id: rule.indicator for rule in registry.rules(db)}
        self._indicators = {
            each.indicator_id: each.name for each in registry.everything(db)
        }

    def rule(self, rule_id: str) -> str:
        """Return what a rule watches, its own name where nobody said."""
        labels = self._indicators.get(self._rules.get(rule_id, ""), {})
        return say(labels, self.language) or rule_id

    def cell(self, cell: Cell) -> str:
        """Return whom or where a cell is about."""
        if not cell.by:
            return self._(_EVERYONE)
        if self._names is None:
            return cell.group
        return self._names.group(cell.by, cell.group)

    @property
    def rules(self) -> list[tuple[str, str]]:
        """Return the rules there are with their words."""
        return [(each, self.rule(each)) for each in self._rules]

    @property
    def cells(self) -> list[Cell]:
        """Return everyone and every community there is."""
        known = sorted(self._names.communities) if self._names else []
        return [Cell(), *(Cell("community", each) for each in known)]


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert as its page tells it.

    `protocol` is the plan it was born with; `earlier` what was learned of others of its
    rule or plan; `lesson` what was learned of itself.
    """

    found: KeptAlert
    protocol: Protocol | None
    actions: list[Done]
    events: list[Happening]
    notices: list[Sending]
    lesson: Learned | None
    earlier: list[Learned]


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The indicator of an alert when it fired, and in the newest period since.

    `change` is after minus before, `reach` its 95 % interval either way; None where an
    error is not known. Both readings count as independent, which is cautious where the
    same clusters were asked.
    """

    before: Reading
    after: Reading
    change: float
    reach: float | None


def may_read(role: Role, found: KeptAlert) -> bool:
    """Return whether a role may read of an alert."""
    return role != "leader" or found.cell.by in OPEN_CELLS


def view(db: Database, alert_id: int) -> AlertView:
    """Return everything about an alert; raise NotFound."""
    found = alerts.get(db, alert_id)
    revision = protocols.of_alert(db, alert_id)
    plan = revision.protocol.name if revision else None
    learned = protocols.lessons(db)
    return AlertView(
        found,
        revision.protocol if revision else None,
        protocols.actions(db, alert_id),
        alerts.events(db, alert_id),
        notices.of_alert(db, alert_id),
        next((each for each in learned if each.alert_id == alert_id), None),
        [
            each
            for each in learned
            if each.alert_id != alert_id
            and (each.rule_id == found.rule_id or each.protocol == plan)
        ][:MOST_LESSONS],
    )


def waiting(db: Database, role: Role) -> int:
    """Return how many alerts somebody of a role can do something about; no drills."""
    ongoing = alerts.ongoing(db)
    return sum(may_read(role, each) and not each.is_drill for each in ongoing)


def figures(db: Database) -> Answering:
    """Return how fast alerts are answered, and how many are not."""
    return answering(courses(db))


def afterwards(db: Database, found: KeptAlert) -> Afterwards | None:
    """Return how the indicator of an alert went on, None before there is news."""
    if found.is_drill:
        return None
    series = _readings(db, found.rule_id, found.cell)
    known = [each for each in series if each.value is not None]
    fired = (found.alert.fired or found.alert.since).date()
    before = [each for each in known if each.on <= fired][-1:]
    after = [each for each in known if each.on > fired][-1:]
    if not before or not after:
        return None
    return _compared(before[0], after[0])


def _compared(before: Reading, after: Reading) -> Afterwards:
    change = (after.value or 0.0) - (before.value or 0.0)
    reach = None
    if before.se is not None and after.se is not None:
        reach = 1.96 * (before.se**2 + after.se**2) ** 0.5
    return Afterwards(before, after, change, reach)


def _readings(db: Database, rule_id: str, cell: Cell) -> list[Reading]:
    watched = {rule.rule_id: rule.indicator for rule in registry.rules(db)}
    for indicator in registry.everything(db):
        if indicator.indicator_id == watched.get(rule_id):
            for series in store.readings(db, indicator):
                if series.cell == cell:
                    return list(series.readings)
    return []


def _words(db: Database, round_id: str) -> Words:
    survey_round = rounds.get(db, round_id)
    communities: dict[str, Labels] = {
        place.community: place.community_name for place in rounds.places(db, round_id)
    }
    return Words(instruments.get(db, survey_round.instrument_id), communities)
