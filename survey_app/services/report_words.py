"""What a report says in one language: names, numbers and whole sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app import i18n
from survey_app.core.questionnaire.instrument import Instrument, Labels, say
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.interchange.paper import Text
from survey_app.services.naming import Names

#: A row of a release, under the contract's keys.
Row = Mapping[str, Any]
NONE = "–"


@dataclass(frozen=True, slots=True)
class Asked:
    """A round and its words, without its answers."""

    survey_round: SurveyRound
    instrument: Instrument
    communities: dict[str, Labels]


class Wording:
    """Says in one language what a report holds; its methods are named for what."""

    def __init__(self, asked: Asked, language: str) -> None:
        self.asked = asked
        self.language = i18n.language(language)
        self.names = Names(asked, language)
        self._ = i18n.gettext_for(language)
        self.is_mirrored = self.language.direction == "rtl"

    @property
    def too_few(self) -> str:
        """Return what stands where a number is withheld, whatever the reason."""
        return self._("too few answers to show")

    def text(self, words: str) -> Text:
        """Return a paragraph in the language of the report."""
        return Text(words, self.language.code, self.language.direction)

    def lead(self, words: str) -> Text:
        """Return a paragraph that stands out."""
        return Text(words, self.language.code, self.language.direction, "lead")

    def soft(self, words: str) -> Text:
        """Return a paragraph that explains."""
        return Text(words, self.language.code, self.language.direction, "soft")

    def theirs(self, labels: Labels) -> Text:
        """Return what somebody wrote, in this language or in the one there is."""
        words = say(labels, self.language.code)
        code = next(code for code, text in labels.items() if text == words)
        return Text(words, code, i18n.language(code).direction)

    def in_each(self, labels: Labels, codes: Sequence[str]) -> tuple[Text, ...]:
        """Return a text in each of several languages that has it, this one first."""
        own = self.language.code
        ordered = sorted(codes, key=lambda code: code != own)
        return tuple(
            Text(labels[code], code, i18n.language(code).direction)
            for code in ordered
            if labels.get(code)
        )

    def apart(self, name: str) -> str:
        """Return a name that keeps its own direction inside a sentence."""
        return i18n.apart(self.language.code, name)

    def points(self, value: float | None) -> str:
        """Return a mean with one decimal."""
        return NONE if value is None else i18n.decimal(self.language.code, value)

    def signed(self, value: float | None) -> str:
        """Return a difference with its sign."""
        return NONE if value is None else i18n.signed(self.language.code, value)

    def whole(self, value: int | None) -> str:
        """Return a count."""
        return NONE if value is None else i18n.whole(self.language.code, value)

    def percent(self, share: float | None) -> str:
        """Return a share 0-1 as a whole percentage."""
        return NONE if share is None else i18n.percent(self.language.code, share)

    def between(self, low: float | None, high: float | None) -> str:
        """Return an interval."""
        if low is None or high is None:
            return NONE
        ends = {"low": self.points(low), "high": self.points(high)}
        return self._("%(low)s to %(high)s") % ends

    def between_signed(self, low: float | None, high: float | None) -> str:
        """Return an interval of a difference."""
        if low is None or high is None:
            return NONE
        ends = {"low": self.signed(low), "high": self.signed(high)}
        return self._("%(low)s to %(high)s") % ends

    def span(self, low: float, high: float) -> str:
        """Return from where to where a drawing goes, in whole numbers."""
        code = self.language.code
        ends = {"low": i18n.decimal(code, low, 0), "high": i18n.decimal(code, high, 0)}
        return self._("%(low)s to %(high)s") % ends

    def span_signed(self, low: float, high: float) -> str:
        """Return from where to where a drawing of differences goes."""
        code = self.language.code
        ends = {"low": i18n.signed(code, low, 0), "high": i18n.signed(code, high, 0)}
        return self._("%(low)s to %(high)s") % ends

    def listed(self, texts: Iterable[str]) -> str:
        """Return several names in a row."""
        return i18n.listed(self.language.code, texts)
