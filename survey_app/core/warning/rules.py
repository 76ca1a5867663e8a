"""The kinds of rules as data: what each needs, and from where on it rings.

Numbers are in points 0-10 unless they are chances or counts; a rule may set its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

#: From calm to alarm; the last two are no verdict on the world: too few people were
#: asked to tell, or the evaluation failed.
Verdict = Literal["clear", "watch", "alert", "critical", "too_few", "not_judged"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: What rings, by severity.
RINGING: tuple[Verdict, ...] = ("watch", "alert", "critical")
ALARMS: tuple[Verdict, ...] = ("alert", "critical")

RuleKind = Literal[
    "level", "change", "gap", "trend", "share", "count",
    "silence", "refusals", "report", "combined",
]  # fmt: skip
KINDS: tuple[RuleKind, ...] = get_args(RuleKind)

#: The chance of any false alarm among all tests of one round, at most.
FAMILY = 0.05
#: A group of fewer people warns of nothing.
LEAST_PEOPLE = 30
#: A trend has so many rounds.
LEAST_ROUNDS = 4

#: kind -> the settings it knows, with what they are unless a rule says otherwise.
SETTINGS: dict[RuleKind, dict[str, float]] = {
    # Below `watch`; surely below `alert`; surely below `critical`.
    "level": {"watch": 4.0, "alert": 4.0, "critical": 2.5, "least": LEAST_PEOPLE},
    # Fell by `watch`; by that and surely; by `critical` and surely.
    "change": {"watch": 0.5, "critical": 1.5, "least": LEAST_PEOPLE},
    # Behind everyone else by `watch`; and surely; and surely `widened` since.
    "gap": {"watch": 1.0, "widened": 0.5, "least": LEAST_PEOPLE},
    # Limits of the sum and of the average, in standard deviations; `rounds` above 0:
    # one false alarm of the whole rule in so many rounds, and limits are computed.
    "trend": {
        "watch": 2.85, "sum": 4.0, "average": 2.7, "weight": 0.3, "reference": 0.5,
        "rounds": 0.0, "least": LEAST_PEOPLE,
    },
    # Rarer than these chances after all `recent` rounds before.
    "share": {"watch": 0.05, "alert": 0.005, "recent": 8, "skip": 0, "least": 10},
    # `times` the mean of the last `short` periods, of at least `least` events; rarer
    # than `alert` after the baseline of `recent` periods and of `years` before.
    "count": {
        "times": 2.0, "short": 4, "least": 1.0, "alert": 0.005, "recent": 8, "skip": 0,
        "years": 0, "around": 0,
    },
    # So many readings missed in a row.
    "silence": {"watch": 2},
    # `times` as many as the round before, and rarer than `alert` by Fisher.
    "refusals": {"times": 2.0, "alert": 0.01, "least": 10},
    # Raised by people alone, never by a number.
    "report": {},
    # All its rules ring within so many days.
    "combined": {"within": 56},
}  # fmt: skip

#: Settings in points 0-10: a share 0-1 has a tenth of them unless a rule sets its own,
#: and a number in its own unit needs its own.
POINTS: dict[RuleKind, tuple[str, ...]] = {
    "level": ("watch", "alert", "critical"),
    "change": ("watch", "critical"),
    "gap": ("watch", "widened"),
}
SHARE = 0.1

#: What the rules are numbered in docs/methods.md.
NUMBERS: dict[RuleKind, str] = {
    "level": "R1", "change": "R2", "gap": "R3", "trend": "R4", "share": "R5",
    "count": "R6", "silence": "R7", "refusals": "R7", "report": "R8", "combined": "R9",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """What is watched and how: an indicator, or for combined rules other rules.

    `beside` names a second indicator whose reading makes an alert critical.
    """

    rule_id: str
    kind: RuleKind
    indicator: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    beside: str = ""
    is_on: bool = False

    def setting(self, name: str, *, of_share: bool = False) -> float:
        """Return a number of the rule, its own or that of its kind."""
        if name in self.settings:
            return float(self.settings[name])
        is_scaled = of_share and name in POINTS.get(self.kind, ())
        return SETTINGS[self.kind][name] * (SHARE if is_scaled else 1.0)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of everything the rule reads."""
        return tuple(
            each for each in (self.indicator, self.beside, *self.rules) if each
        )
