"""The practice survey: what a tablet shows under a duress PIN, and to people learning.

It is about water and the market, asks nothing about anybody, and looks like a package.
"""

from functools import cache
from typing import Any

from flask import json

from survey_app import i18n
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Kind,
    Labels,
    Option,
    encode,
)
from survey_app.i18n import N_

TITLE = N_("Water and market")
#: item -> question, and its answers; none: a number.
QUESTIONS = {
    "W1": (
        N_("Where does your household fetch water on most days?"),
        (N_("A tap at home"), N_("A shared tap or well"), N_("A river or pond")),
    ),
    "W2": (N_("How many minutes does it take to fetch water and come back?"), ()),
    "W3": (
        N_("Was there enough water in the last seven days?"),
        (N_("On every day"), N_("On most days"), N_("On few days")),
    ),
    "M1": (
        N_("How often do you go to the market?"),
        (N_("Every week"), N_("Every month"), N_("Less often")),
    ),
    "M2": (
        N_("Compared with last month, are prices at the market higher?"),
        (N_("Higher"), N_("About the same"), N_("Lower")),
    ),
}
#: What it is said in, and what a tablet can say before any survey is on it. The words
#: of other languages come with a survey that speaks them: old tablets stay quick.
LANGUAGES = ("en", "ar", "fr")
#: Where one asks; without a choice of places the home would look unlike others.
PLACES = (N_("At the well"), N_("At the market"))
ROUND_ID, INSTRUMENT_ID = "1", "water.1"


def package(name: str) -> dict[str, Any]:
    """Return the practice survey in the form of a tablet's package."""
    survey_round: dict[str, Any] = {
        "round_id": ROUND_ID,
        "name": "1",
        "title": _everywhere(TITLE),
        "about": {},
        "slug": None,
        "instrument_id": INSTRUMENT_ID,
        "is_open": True,
        "key": None,
        "places": [_place(*each) for each in enumerate(PLACES, 1)],
        "targets": [],
        "settings": {},
    }
    return {
        "v": 1,
        "device": {"id": "1", "enumerator": ""},
        "expires_on": None,
        "name": name,
        "rounds": [survey_round],
        "instruments": {INSTRUMENT_ID: json.loads(encode(_instrument()))},
        "media": {INSTRUMENT_ID: []},
    }


def _place(number: int, name: str) -> dict[str, Any]:
    return {
        "place_id": str(number),
        "name": _everywhere(name),
        "community": str(number),
        "community_name": _everywhere(TITLE),
    }


@cache
def _instrument() -> Instrument:
    return Instrument(
        name="water",
        title=_everywhere(TITLE),
        languages=LANGUAGES,
        items=tuple(_item(*each) for each in QUESTIONS.items()),
    )


def _item(item_id: str, asked: tuple[str, tuple[str, ...]]) -> Item:
    question, answers = asked
    options = tuple(
        Option(str(code), _everywhere(label)) for code, label in enumerate(answers, 1)
    )
    kind: Kind = "choice" if options else "number"
    return Item(item_id, kind, _everywhere(question), options=options)


def _everywhere(text: str) -> Labels:
    """Return an interface text in every language of the practice survey."""
    return {
        code: i18n.gettext_for(code)(text) if code != "en" else text
        for code in LANGUAGES
    }
