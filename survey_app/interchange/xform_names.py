"""The names items and options have in an XForm, and back.

An id that XML and XPath take stays as it is; another is named by its place, so that the
same version always has the same names.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.core.questionnaire.instrument import MISSING, Instrument

#: Nodes of our own beside those of the items.
LANGUAGE, PLACE = "survey.language", "survey.place"
DAY, HALF_DAY = "survey.day", "survey.half_day"
RECEIPT, START, ABOUT = "survey.receipt", "survey.start", "survey.about"
ENDED = "survey.ended"

_NODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")
_VALUE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
#: What begins names of ours; `meta` is that of OpenRosa.
_OURS = re.compile(r"(?:survey|item|option)\.|meta$|xml", re.I)


@dataclass(frozen=True, slots=True)
class Names:
    """The node of each item, and the value of each option of each item."""

    nodes: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def path(self, item_id: str) -> str:
        """Return the XPath of an item's answer."""
        return f"/data/{self.nodes[item_id]}"

    def declined(self, item_id: str) -> str:
        """Return the node that says why a number or a text is not given."""
        place = list(self.nodes).index(item_id)
        return f"survey.declined.{place}"

    def lot(self, item_id: str, code: str) -> str:
        """Return the node that holds an option's lot."""
        places = list(self.nodes).index(item_id), list(self.values[item_id]).index(code)
        return "survey.lot.{}.{}".format(*places)


def names(instrument: Instrument) -> Names:
    """Return the names of an instrument.

    Ways of declining have their own codes as values.
    """
    return Names(
        _safe((item.item_id for item in instrument.items), _NODE, "item"),
        {
            item.item_id: _safe(
                (option.code for option in instrument.options(item)), _VALUE, "option"
            )
            for item in instrument.items
        },
    )


def _safe(ids: Iterable[str], form: re.Pattern[str], kind: str) -> dict[str, str]:
    return {
        each: each if _is_safe(each, form) else f"{kind}.{place}"
        for place, each in enumerate(ids)
    }


def _is_safe(each: str, form: re.Pattern[str]) -> bool:
    is_taken = each in MISSING or _OURS.match(each)
    return bool(form.fullmatch(each)) and not is_taken
