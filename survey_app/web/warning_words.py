"""How verdicts and readings are told in one language, and drawn."""

from collections.abc import Sequence

from survey_app.core.questionnaire.instrument import say
from survey_app.core.warning.indicators import Indicator, progress
from survey_app.core.warning.judging import Drawn, Failure, Judgement, points
from survey_app.core.warning.rules import Rule
from survey_app.core.warning.series import Cell, Series
from survey_app.services.naming import Names, Words
from survey_app.store import indicators as registry
from survey_app.store import instruments, rounds
from survey_app.store.database import Database
from survey_app.web import words
from survey_app.web.charts import lines
from survey_app.web.words import _
from survey_app.words import tell
from survey_app.words.watching import (
    BETTER_WORDS,
    EVIDENCE_WORDS,
    FREQUENCY_WORDS,
    PROGRESS_WORDS,
    RULE_WORDS,
    SIDE_WORDS,
    SOURCE_WORDS,
    VERDICT_WORDS,
)

#: A share is told in percent.
HUNDRED = 100.0
#: A limit is drawn so wide on either side of its reading.
HALF = 9.0

Limit = tuple[float, float, float]


class Telling:
    """Says in the language of a request what codes of early warning mean."""

    def __init__(self, db: Database, language: str) -> None:
        self.language = language
        self.indicators = {i.indicator_id: i for i in registry.everything(db)}
        self.rules = {each.rule_id: each for each in registry.rules(db)}
        self._names = _names(db, language)
        self.sides = SIDE_WORDS

    def indicator(self, indicator_id: str) -> str:
        """Return the name of an indicator."""
        found = self.indicators.get(indicator_id)
        return indicator_id if found is None else self.named(found)

    def named(self, indicator: Indicator) -> str:
        """Return the name of one version of an indicator."""
        return say(indicator.name, self.language) or indicator.indicator_id

    def watched(self, name: str) -> str:
        """Return the name of an indicator, or what a rule watches and how."""
        return self._leg(name) if name in self.rules else self.indicator(name)

    def problem(self, failure: Failure) -> str:
        """Return why something could not be read or judged."""
        facts = {name: words.apart(fact) for name, fact in failure.facts.items()}
        return tell(failure.code, facts, _)[0]

    def rule(self, rule: Rule) -> str:
        """Return what a rule watches and how, as one line."""
        kind = _(RULE_WORDS[rule.kind])
        if not rule.indicator:
            return kind
        said = _("{indicator}: {rule}")
        return said.format(indicator=self.indicator(rule.indicator), rule=kind)

    def of(self, judgement: Judgement) -> Rule | None:
        """Return the rule of a judgement."""
        return self.rules.get(judgement.rule_id)

    def cell(self, cell: Cell) -> str:
        """Return who or where a cell is."""
        if not cell.by:
            return _("Everyone")
        for names in self._names:
            said = names.group(cell.by, cell.group)
            if said != cell.group:
                return said
        return cell.group

    def verdict(self, name: str) -> str:
        """Return the words of a verdict."""
        return _(VERDICT_WORDS[name])

    def why(self, judgement: Judgement) -> str:
        """Return the numbers a verdict rests on, in a sentence."""
        evidence, rule = judgement.evidence, self.of(judgement)
        if evidence.failure:
            return self.problem(evidence.failure)
        if evidence.needed is not None and judgement.verdict == "too_few":
            said = _("About {people} people would have to answer for a fall to show.")
            return said.format(people=words.whole(evidence.needed))
        if evidence.legs:
            return words.listed(
                f"{self._leg(name)} – {self.verdict(verdict)}"
                for name, verdict in evidence.legs.items()
            )
        if rule is None or rule.kind not in EVIDENCE_WORDS:
            return ""
        numbers = {
            name: self.value(rule.indicator, getattr(evidence, name))
            for name in ("value", "limit", "baseline", "statistic")
        }
        return _(EVIDENCE_WORDS[rule.kind]).format(**numbers)

    def value(self, indicator_id: str, value: float | None) -> str:
        """Return a value of an indicator as people write it: shares in percent."""
        if value is None:
            return "–"
        found = self.indicators.get(indicator_id)
        if found is not None and found.is_share:
            return words.percent(value)
        return words.decimal(value, 0 if value == int(value) else 1)

    def progress(self, indicator: Indicator, series: Series | None) -> str:
        """Return whether an indicator is on its way to its target, "" without one."""
        found = None if series is None else progress(indicator, series)
        return _(PROGRESS_WORDS[found]) if found else ""

    def facts(self, indicator: Indicator) -> list[tuple[str, str]]:
        """Return what is known of an indicator: what each fact is, and it."""
        found = [
            (_("Definition"), say(indicator.definition, self.language)),
            (_("Source"), _(SOURCE_WORDS[indicator.source.kind])),
            (_("Unit"), say(indicator.unit, self.language)),
            (_("Direction"), _(BETTER_WORDS[indicator.better])),
            (_("Read"), _(FREQUENCY_WORDS[indicator.frequency])),
            (_("Owner"), indicator.owner),
        ]
        if indicator.baseline is not None:
            baseline = self.value(indicator.indicator_id, indicator.baseline)
            found.append((_("Baseline"), baseline))
        if indicator.target is not None:
            target = _("{value} by {day}").format(
                value=self.value(indicator.indicator_id, indicator.target.value),
                day=words.day(indicator.target.by),
            )
            found.append((_("Target"), target))
        return [(name, text) for name, text in found if text]

    def drawing(
        self, indicator: Indicator, series: Sequence[Series]
    ) -> tuple[lines.Scale, list[tuple[Series, lines.Drawn]]]:
        """Return one scale for all series of an indicator, and the line of each."""
        found = [points(each) for each in series]
        scale, drawn = _drawn(found, HUNDRED if indicator.is_share else 1.0)
        return scale, list(zip(series, drawn, strict=True))

    def evidence(
        self, judged: Sequence[Judgement]
    ) -> tuple[lines.Scale, list[tuple[Judgement, lines.Drawn, list[Limit]]]]:
        """Return one scale for the evidence of judgements, each drawn with its limits.

        Those without a reading to draw are left out.
        """
        shown = [each for each in judged if each.evidence.points]
        rule = self.of(shown[0]) if shown else None
        indicator = self.indicators.get(rule.indicator) if rule else None
        factor = HUNDRED if indicator is not None and indicator.is_share else 1.0
        found = [each.evidence.points for each in shown]
        scale, drawn = _drawn(found, factor)
        limits = [_limits(each, scale, factor) for each in found]
        return scale, list(zip(shown, drawn, limits, strict=True))

    def _leg(self, rule_id: str) -> str:
        rule = self.rules.get(rule_id)
        return rule_id if rule is None else self.rule(rule)


def _drawn(
    found: Sequence[Sequence[Drawn]], factor: float
) -> tuple[lines.Scale, list[lines.Drawn]]:
    values = [
        x * factor
        for each in found
        for point in each
        for x in (point.value, point.low, point.high, point.limit)
        if x is not None
    ]
    scale = lines.scale_of(values)
    return scale, [
        lines.drawn(
            [_point(p, factor) for p in each], scale, is_mirrored=_is_mirrored()
        )
        for each in found
    ]


def _limits(found: Sequence[Drawn], scale: lines.Scale, factor: float) -> list[Limit]:
    """Return where the limit of each reading stands: from, to, and how far down."""
    limits = []
    for number, point in enumerate(found):
        if point.limit is not None:
            x = lines.place(number, len(found), is_mirrored=_is_mirrored())
            limits.append((x - HALF, x + HALF, scale.y(point.limit * factor)))
    return limits


def _is_mirrored() -> bool:
    return words.language().direction == "rtl"


def _point(
    point: Drawn, factor: float
) -> tuple[str, float | None, float | None, float | None]:
    value, low, high = (
        None if x is None else x * factor for x in (point.value, point.low, point.high)
    )
    return point.period, value, low, high


def _names(db: Database, language: str) -> list[Names]:
    """Return who says what groups are called: the newest round of each survey."""
    newest = {each.survey: each for each in rounds.everything(db)}
    return [
        Names(
            Words(
                instruments.get(db, each.instrument_id),
                rounds.communities(db, each.round_id),
            ),
            language,
        )
        for each in newest.values()
    ]
