"""The people who work with the program, and what each may see."""

from dataclasses import dataclass
from typing import Literal

from survey_app.core.disclosure.rules import Release

Role = Literal["coordinator", "analyst", "leader", "enumerator", "translator"]

#: Roles and what they are for, as pages and `survey-app account` tell it.
ROLES: tuple[Role, ...] = (
    "coordinator", "analyst", "leader", "enumerator", "translator",
)  # fmt: skip

#: Who may ask the questions, those whose work it is first.
ASKING: tuple[Role, ...] = ("enumerator", "leader", "coordinator")

#: Who may translate: what questionnaires say, and nothing that was answered.
TRANSLATING: tuple[Role, ...] = ("coordinator", "translator")

#: Whose disclosure rules apply to what a role sees; no entry: no results at all.
RELEASE_FOR: dict[Role, Release] = {
    "coordinator": "analyst",
    "analyst": "analyst",
    "leader": "public",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in."""

    account_id: str
    name: str
    role: Role
    is_disabled: bool = False
