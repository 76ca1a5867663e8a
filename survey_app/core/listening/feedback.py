"""Feedback: what people say unasked, how far it is, and what may follow when.

Types, channels, sensitivity and criticality are those of the feedback toolkit of the
Red Cross and Red Crescent movement (IFRC, coding framework), rumours beside them. Where
a record stands is what its steps make of it; a step is never changed.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from survey_app.core.questionnaire.shared_bank import UNSEEN
from survey_app.errors import Conflict, Problem

Kind = Literal[
    "question", "request", "concern", "praise", "belief", "rumour", "incomplete"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: What a record may be about; code books that are imported bring their own.
CATEGORIES = (
    "services", "aid", "safety", "justice", "authorities", "land", "groups",
    "information", "exclusion", "staff", "abuse", "survey", "other",
)  # fmt: skip

#: The ways feedback comes; the first is the page without an account.
CHANNELS = (
    "web", "tablet", "meeting", "visit", "helpdesk", "box", "letter", "call", "sms",
    "messaging", "email", "radio", "social", "informant", "mobilisation", "interview",
    "recorder", "chatbot", "other",
)  # fmt: skip

#: "unclear" is treated as sensitive until somebody who may see it has decided.
Sensitivity = Literal["open", "unclear", "sensitive"]
SENSITIVITIES: tuple[Sensitivity, ...] = get_args(Sensitivity)

Criticality = Literal["urgent", "action", "none", "taken", "unclear"]
CRITICALITIES: tuple[Criticality, ...] = get_args(Criticality)

#: Who is speaking, in bands; "" is not known or a mixed group.
SEXES = ("", "f", "m", "x")
AGES = ("", "-12", "13-17", "18-59", "60-")

State = Literal["received", "assigned", "referred", "answered", "appealed", "closed"]
STATES: tuple[State, ...] = get_args(State)
Deed = Literal[
    "assign", "refer", "answer", "confirm", "appeal", "add", "rate", "note", "done",
]  # fmt: skip

_WORK: dict[Deed, State] = {
    "assign": "assigned",
    "refer": "referred",
    "answer": "answered",
}
#: (state, deed) -> next state. What is not here cannot happen.
STEPS: dict[tuple[State, Deed], State] = {
    **{
        (state, deed): after
        for state in ("received", "assigned", "referred", "appealed")
        for deed, after in _WORK.items()
    },
    ("answered", "answer"): "answered",
    ("answered", "confirm"): "closed",
    ("answered", "appeal"): "appealed",
    ("closed", "appeal"): "appealed",
    **{(state, "rate"): state for state in ("answered", "closed")},
    **{(state, deed): state for state in STATES for deed in ("add", "note", "done")},
}
#: What whoever holds the code may do, and what the people who answer may.
BY_SENDER: frozenset[Deed] = frozenset({"confirm", "appeal", "add", "rate"})
BY_STAFF: frozenset[Deed] = frozenset(get_args(Deed)) - {"add", "rate", "appeal"}
#: Deeds that need no words.
WORDLESS: frozenset[Deed] = frozenset({"confirm"})

#: Days until an answer is due, by criticality; sensitive ones have DAYS_SENSITIVE.
#: Sources: 48 hours until the author is told (IFRC toolkit); the others are ours.
DAYS: dict[Criticality, int] = {
    "urgent": 3, "action": 14, "none": 30, "taken": 30, "unclear": 7,
}  # fmt: skip
DAYS_SENSITIVE = 2
#: So many days before it is late a record is due soon.
SOON = 2

Band = Literal["late", "soon", "in_time", "answered"]

MOST_SIGNS = 4000
LONGEST_CATEGORY = 60
#: Satisfaction: the answers to "Does this answer help you?".
RATINGS = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done about a record, and the day; `by` is "" for who gave it."""

    deed: Deed
    by: str
    on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a record holds that may tell who spoke: words, bands of facts, steps."""

    text: str
    language: str
    kind: Kind = "incomplete"
    category: str = ""
    criticality: Criticality = "unclear"
    channel: str = "web"
    place: str = ""
    sex: str = ""
    age: str = ""
    may_quote: bool = False
    sensitivity: Sensitivity = "open"
    steps: tuple[Step, ...] = ()
    #: A recording: a voice tells who speaks, so it is kept only where it is sealed.
    audio: bytes = b""
    audio_type: str = ""

    @property
    def state(self) -> State:
        """Return where it stands."""
        state: State = "received"
        for step in self.steps:
            state = STEPS[state, step.deed]
        return state

    @property
    def answer(self) -> str:
        """Return the last answer, "" where there is none."""
        found = [step.text for step in self.steps if step.deed == "answer"]
        return found[-1] if found else ""

    @property
    def is_sealed(self) -> bool:
        """Return whether only named people may read it."""
        return self.sensitivity != "open"

    def stepped(self, step: Step) -> "Content":
        """Return the record after a step; raise Conflict where it cannot follow."""
        if (self.state, step.deed) not in STEPS:
            raise Conflict("feedback.no_such_step", state=self.state, deed=step.deed)
        return replace(self, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True)
class Days:
    """When a record was received, is due, and was first answered."""

    received_on: date
    due_on: date
    answered_on: date | None = None

    def band(self, today: date) -> Band:
        """Return whether the answer is late, due soon, has time, or is given."""
        if self.answered_on is not None:
            return "answered"
        left = (self.due_on - today).days
        return "late" if left < 0 else "soon" if left <= SOON else "in_time"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of feedback: its number, its days, and what it holds."""

    number: int
    days: Days
    content: Content


def days_of(content: Content, received_on: date) -> Days:
    """Return when a record is due, and when it was first answered."""
    days = DAYS_SENSITIVE if content.is_sealed else DAYS[content.criticality]
    answers = [step.on for step in content.steps if step.deed == "answer"]
    due_on = received_on + timedelta(days=days)
    return Days(received_on, due_on, min(answers, default=None))


#: What must be one word of a list.
LISTS: dict[str, tuple[str, ...]] = {
    "kind": KINDS, "criticality": CRITICALITIES, "channel": CHANNELS,
    "sensitivity": SENSITIVITIES, "sex": SEXES, "age": AGES,
}  # fmt: skip


def readable(text: str) -> str:
    """Return a text without signs nobody sees, such as those that turn its direction.

    >>> readable(" A\\u202eB\\x00 ")
    'AB'
    """
    return UNSEEN.sub("", text.replace("\r\n", "\n")).strip()


def faults(content: Content) -> list[Problem]:
    """Return every fault of what somebody sends."""
    found = []
    if not content.text.strip() and not content.audio:
        found.append(Problem("text", "feedback.no_text"))
    if len(content.text) > MOST_SIGNS:
        size = {"signs": len(content.text), "most": MOST_SIGNS}
        found.append(Problem("text", "feedback.too_long", size))
    for name, known in LISTS.items():
        if getattr(content, name) not in known:
            facts = {"value": str(getattr(content, name)), "known": ", ".join(known)}
            found.append(Problem(name, "feedback.unknown_word", facts))
    return found
