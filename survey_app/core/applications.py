"""Applications for answers of single people: who asks for what, who decides, how long.

Nobody decides alone, and nobody about what they ask for themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from survey_app.core.people import Account, Role
from survey_app.errors import Conflict, NotAllowed, Problem

#: What happens to an application.
Deed = Literal["ask", "approve", "refuse", "make"]
State = Literal["waiting", "approved", "refused", "expired"]

#: People who must approve, one of them a coordinator.
APPROVALS = 2
DECIDING: tuple[Role, ...] = ("coordinator", "analyst")
#: Days until which a file can be made, at most.
LONGEST = timedelta(days=365)
LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did; `seen` is the hash of the report or file it was about."""

    deed: Deed
    by: str
    role: str
    on: date
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody asks for: purpose, recipient, columns, until when.

    `agreement` is the hash of the terms that were accepted; `seed` draws the order of
    people and the codes of units, the same each time the file is made.
    """

    application_id: int
    round_id: str
    purpose: str
    recipient: str
    keys: tuple[str, ...]
    items: tuple[str, ...]
    design: bool
    until: date
    agreement: str
    seed: int
    steps: tuple[Step, ...] = ()

    @property
    def asked_by(self) -> str:
        """Return who asked."""
        return next((step.by for step in self.steps if step.deed == "ask"), "")

    def state(self, today: date) -> State:
        """Return how it stands on a day."""
        if any(step.deed == "refuse" for step in self.steps):
            return "refused"
        if today > self.until:
            return "expired"
        return "approved" if self.is_approved else "waiting"

    @property
    def is_approved(self) -> bool:
        """Return whether enough people said yes, and nobody no."""
        yes = [step for step in self.steps if step.deed == "approve"]
        is_led = any(step.role == "coordinator" for step in yes)
        no = any(step.deed == "refuse" for step in self.steps)
        return len(yes) >= APPROVALS and is_led and not no


def faults(application: Application, today: date) -> list[Problem]:
    """Return what an application lacks."""
    found = []
    for name in ("purpose", "recipient"):
        if not getattr(application, name).strip():
            found.append(Problem(name, "microdata.not_said", {"field": name}))
    if not application.keys and not application.items:
        found.append(Problem("columns", "microdata.no_columns"))
    if not today < application.until <= today + LONGEST:
        facts: dict[str, object] = {"days": LONGEST.days}
        found.append(Problem("until", "microdata.until", facts))
    if not application.agreement:
        found.append(Problem("agreement", "microdata.not_agreed"))
    return found


def check_decision(
    application: Application, account: Account, deed: Deed, today: date
) -> None:
    """Raise Conflict or NotAllowed where an account may not decide.

    Of those who approve one is a coordinator, so the second of two analysts may not.
    """
    state = application.state(today)
    if state != "waiting":
        raise Conflict("microdata.not_waiting", state=state)
    if account.role not in DECIDING:
        raise NotAllowed("account.may_not", role=account.role)
    if account.name == application.asked_by:
        raise NotAllowed("microdata.own")
    said = [step for step in application.steps if step.deed == "approve"]
    if any(step.by == account.name for step in said):
        raise Conflict("microdata.decided")
    roles = [step.role for step in said] + [account.role]
    if deed == "approve" and len(roles) >= APPROVALS and "coordinator" not in roles:
        raise NotAllowed("microdata.needs_coordinator")


def settled(applications: Sequence[Application]) -> Application | None:
    """Return the application that settled what files of a round give away: the first
    approved one. Files with other keys could be put together to more than each shows.
    """
    approved = [each for each in applications if each.is_approved]

    def since(each: Application) -> tuple[date, int]:
        return max(s.on for s in each.steps if s.deed == "approve"), each.application_id

    return min(approved, key=since, default=None)
