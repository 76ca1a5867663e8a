"""What the demonstration watches, and an alert of it that was carried to a lesson.

Quarrels at the markets are planted: they double at Lakeside in the last month and stay
as they were everywhere else. That young people trust less is planted in their answers.
"""

from datetime import UTC, date, datetime, timedelta

from survey_app.core.warning.indicators import Indicator, Source
from survey_app.core.warning.lessons import Lesson
from survey_app.core.warning.protocols import PlanStep, Protocol
from survey_app.core.warning.rules import Rule
from survey_app.core.warning.series import Cell
from survey_app.core.warning.telling import Contact
from survey_app.interchange.outside_map import OutsideMap
from survey_app.interchange.warning_toml import Watch
from survey_app.services import answering, indicators, outside, plans, responding
from survey_app.services.answering import Deed
from survey_app.services.demonstration.truths import COMMUNITIES, SURVEY
from survey_app.services.outside import File
from survey_app.store import alerts
from survey_app.store.database import Database

WHO = "coordinator"
#: The days of the two evaluations, and how long people took at the first alert.
FIRST, LAST = (datetime(*day, 9, tzinfo=UTC) for day in ((2025, 9, 12), (2026, 3, 10)))
HOUR = timedelta(hours=1)
#: Where something happens, where nothing does, and to whom.
LOUD, QUIET = Cell("community", "lakeside"), Cell("community", "hilltop")
YOUNG = Cell("age", "18-24")
#: Quarrels noted a month: as always, and in the last month at Lakeside.
USUAL, PLANTED = (3, 2, 4, 3, 2, 3, 4, 3, 2, 3, 4, 3, 2, 3), 14
FIRST_MONTH = date(2025, 1, 1)

ROLES = ("focal point", "mediator", "elders", "council")
_HOURS = {"watch": 120.0, "alert": 72.0, "critical": 24.0}
PLAN = Protocol(
    "trust",
    "When trust falls or quarrels rise",
    "focal point",
    (
        PlanStep("listen", "Listen to each side.", "mediator", "elders", _HOURS),
        PlanStep("meet", "Call the market committee together.", "elders", "", _HOURS),
        PlanStep("tell", "Tell people what was heard.", "focal point", "", _HOURS),
    ),
    ladder={"focal point": "council", "mediator": "elders", "elders": "council"},
    checks=(
        "Could acting on this put somebody in danger?",
        "Could a group be blamed for it?",
        "Has somebody who lives there looked at it first?",
    ),
)  # fmt: skip
LESSON = Lesson(
    "Young people had no say in who repairs the well, and stayed away.",
    "The elders heard them first, and two of them joined the committee.",
    "partly",
    "Ask the young before the meeting, not in it.",
)


def watch(db: Database) -> None:
    """Watch the survey and the markets, and let people answer the first alert."""
    indicators.define(db, _watched(), WHO, FIRST.date())
    for role in ROLES:
        address = f"{role.replace(' ', '-')}@example.invalid"
        contact = Contact(role.capitalize(), "email", address, "en", frozenset({role}))
        plans.add_contact(db, contact, str)
    plans.keep(db, PLAN, WHO, FIRST.date())
    outside.take_in(db, _quarrels(), WHO, FIRST.date())
    responding.evaluate(db, FIRST)
    _answer(db)
    responding.evaluate(db, LAST)


def _watched() -> Watch:
    trust = Indicator(
        "young-trust",
        {
            "en": "Young people’s say",
            "fr": "La voix des jeunes",
            "ar": "صوت الشباب",
        },
        Source("measure", SURVEY, ("PL2",), "age"),
        frequency="half_year",
        owner="focal point",
    )
    quarrels = Indicator(
        "quarrels",
        {
            "en": "Quarrels at the market",
            "fr": "Querelles au marché",
            "ar": "شجارات السوق",
        },
        Source("outside", dataset="market", series="quarrels", how="sum"),
        better="lower",
        frequency="month",
        owner="focal point",
    )
    rules = [
        Rule("young-trust-falls", "change", "young-trust", is_on=True),
        Rule("quarrels-rise", "count", "quarrels", is_on=True),
    ]
    return Watch([trust, quarrels], rules)


def _quarrels() -> File:
    lines = ["day,place,what,count"]
    for community in COMMUNITIES:
        for month, usual in enumerate(USUAL):
            day = date(FIRST_MONTH.year + month // 12, month % 12 + 1, 28)
            is_planted = community == LOUD.group and month == len(USUAL) - 1
            lines.append(
                f"{day},{community},quarrels,{PLANTED if is_planted else usual}"
            )
    given = OutsideMap(
        dataset="market",
        source="Market office",
        licence="Own notes",
        columns={"date": "day", "place": "place", "series": "what", "value": "count"},
        until=date(2026, 2, 28),
    )
    return File("quarrels.csv", "\n".join(lines).encode(), "generic", given)


def _answer(db: Database) -> None:
    """Carry the alert about the young to its lesson, step by step.

    In a small demonstration they are too few to ring.
    """
    found = [each for each in alerts.ongoing(db) if each.cell == YOUNG]
    if not found:
        return
    number = found[0].alert_id
    _step(db, number, Deed("acknowledge", WHO, "I ask the youth centre tomorrow."), 5)
    _step(db, number, Deed("verify", WHO, "They say so themselves."), 26)
    _step(db, number, Deed("act", WHO, is_checked=True), 28)
    for name, note, hours in (
        ("listen", "Both were heard.", 50),
        ("meet", "Two young people joined.", 120),
        ("tell", "Told at the market.", 170),
    ):
        deed = Deed("note", WHO, note)
        answering.act(db, number, name, deed, FIRST + hours * HOUR)
    _step(db, number, Deed("resolve", WHO, "They come to the meetings again."), 700)
    _step(db, number, Deed("close", WHO, outcome="true", lesson=LESSON), 720)


def _step(db: Database, number: int, deed: Deed, hours: int) -> None:
    answering.step(db, number, deed, FIRST + hours * HOUR)
