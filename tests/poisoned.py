"""A book whose words and codes try to harm whoever opens the file."""

from dataclasses import dataclass
from datetime import date

from survey_app.core.disclosure.released import Released
from survey_app.core.questionnaire.instrument import Construct, Instrument
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import export_book

POISON = (
    "=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1",
    '=HYPERLINK("http://evil.example","x")', "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "gpj.\u202eexe", "\u2067rtl\u2069", "a\x00b\x07c\x1b[31m",
    'quote " and, comma; and\nline', "أهل النهر", "{{7*7}}", "'; drop table estimates; --",
)  # fmt: skip
#: What may not stand in any cell that a reader sees.
FORBIDDEN = "\x00\x07\x1b\u202e\u2067\u2069\r\n\t"
ROUND = SurveyRound(
    "r1", "=survey", "=2+3", "i.1", {"en": "=1+1 <script>", "ar": "=1+1"}, opened_on=date(2026, 3, 2),
)  # fmt: skip
RELEASED = Released(
    7,
    "r1",
    "public",
    9,
    False,
    "co",
    "@purpose",
    date(2026, 3, 9),
    {},
    "0" * 64,
    "=name",
)


@dataclass
class Words:
    instrument: Instrument
    communities: dict


def words():
    constructs = tuple(
        Construct(f"C{number}", "PL", {"en": text}, {}, ())
        for number, text in enumerate(POISON)
    )
    return Words(
        Instrument("i", {}, ("en",), (), constructs=constructs, group_names={"@by": {"en": "=by"}}), {},
    )  # fmt: skip


def rows():
    """One row for each poison, as group code and, by its construct, as a label."""
    named = {"round": "=2+3", "kind": "construct", "by": "@by"}
    shown = {
        "n": 20,
        "mean": 4.5,
        "se": 0.25,
        "df": 12,
        "ci_low": 4.0,
        "ci_high": 5.0,
        "deff": 1.5,
    }
    for number, text in enumerate(POISON):
        is_hidden = number % 4 == 3
        values = dict.fromkeys(shown) if is_hidden else shown
        yield {
            **named,
            "of": f"C{number}",
            "group": text,
            **values,
            "suppressed": is_hidden,
        }


def book(language="en"):
    content = export_book.Content(
        ROUND, {"estimates": list(rows())}, RELEASED.made_on, RELEASED
    )
    return export_book.book(content, words(), language)
