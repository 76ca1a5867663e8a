"""Pages of one draft: picking from banks, its own questions, groups, and the way."""

from collections.abc import Iterable

from flask import Blueprint, render_template, request

from survey_app import i18n
from survey_app.core.questionnaire import editing
from survey_app.core.questionnaire.bank import Bank, BankConstruct
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    DRAWN,
    Instrument,
    Item,
    Option,
    say,
)
from survey_app.core.questionnaire.reading import MOST_WORDS, minutes
from survey_app.core.questionnaire.routing import named_items
from survey_app.errors import NotFound
from survey_app.services import banks, workshop
from survey_app.web import access, context, words
from survey_app.web.charts.way import way_of
from survey_app.web.rule_words import told
from survey_app.web.workshop import shared

bp = Blueprint("workshop_pages", __name__, url_prefix="/instruments/drafts/<draft_id>")

#: Kinds of questions as the form offers them, simplest first.
KINDS = ("choice", "choices", "scored", "number", "text")
#: Kinds a skip rule can look at.
RULING = ("scored", "choice", "choices")


@bp.get("/pick")
@access.open_to("coordinator")
def pick(draft_id: str) -> str:
    """Show what the banks have, each with how long it takes."""
    draft = workshop.get(context.db(), draft_id)
    bank, language = banks.shipped(), words.language().code
    asked = {
        item: definition
        for item, definition in bank.items.items()
        if item in _single(bank)
    }
    return render_template(
        "workshop/pick.html",
        **shared(draft),
        bank=bank,
        domains=_by_domain(bank),
        items=asked,
        groupings=[*bank.by_group(), *bank.rule_groups],
        say=lambda context, text: i18n.bank_words(language, context, text) or text,
        minutes=minutes,
        load=lambda found: _words(found, bank),
    )


@bp.get("/settings")
@access.open_to("coordinator")
def settings(draft_id: str) -> str:
    """Show title, languages, the groups of the site, and own scores."""
    draft = workshop.get(context.db(), draft_id)
    instrument, shown = workshop.sketch(draft.definition), words.language().code
    return render_template(
        "workshop/settings.html",
        **shared(draft),
        measured={
            c.construct_id: say(c.name, shown) for c in instrument.plain().constructs
        },
        grouped={g: say(names, shown) for g, names in instrument.group_names.items()},
        domains=banks.shipped().domains,
        scored=[i for i in draft.definition.own_items if i.kind == "scored"],
    )


@bp.get("/questions/new")
@access.open_to("coordinator")
def new(draft_id: str) -> str:
    """Show the empty form of an own question."""
    draft = workshop.get(context.db(), draft_id)
    empty = Item("", "choice", {})
    return _form(draft.draft_id, draft.definition, empty, is_new=True)


@bp.get("/questions/<item_id>")
@access.open_to("coordinator")
def question(draft_id: str, item_id: str) -> str:
    """Show one question: its words, when it is asked, and who sees its results."""
    draft = workshop.get(context.db(), draft_id)
    own = next((i for i in draft.definition.own_items if i.item_id == item_id), None)
    found = own or _picked(draft.definition, item_id)
    return _form(draft_id, draft.definition, found, is_new=False)


@bp.get("/way")
@access.open_to("coordinator")
def way(draft_id: str) -> str:
    """Show which question leads where, as a list and as a drawing."""
    draft = workshop.get(context.db(), draft_id)
    instrument = workshop.sketch(draft.definition)
    pages = shared(draft)
    shown = str(pages["shown"])
    items = [item for item in instrument.items if item.role not in DRAWN]
    leads: dict[str, list[str]] = {item.item_id: [] for item in items}
    for item in items:
        for name in dict.fromkeys(named_items(item.ask or {"all": []})):
            leads.setdefault(name, []).append(item.item_id)
    return render_template(
        "workshop/way.html",
        **pages,
        instrument=instrument,
        items=items,
        leads=leads,
        rules={i.item_id: told(i.ask, instrument, shown) for i in items if i.ask},
        drawing=way_of([item.item_id for item in items], leads),
    )


def _form(draft_id: str, definition: Definition, item: Item, *, is_new: bool) -> str:
    draft = workshop.get(context.db(), draft_id)
    instrument = workshop.sketch(definition)
    pages = shared(draft)
    shown = str(pages["shown"])
    join, parts = editing.clauses(definition.ask.get(item.item_id))
    is_own = is_new or any(i.item_id == item.item_id for i in definition.own_items)
    return render_template(
        "workshop/question.html",
        **pages,
        instrument=instrument,
        item=item,
        is_new=is_new,
        is_own=is_own,
        kinds=KINDS,
        bank=banks.shipped(),
        scale_words=_scales(definition, instrument),
        lines=_lines(item, definition),
        most_words=MOST_WORDS,
        join=join,
        movable=editing.movable(definition, banks.shipped()),
        texts={
            each.item_id.partition(":")[0]: say(each.text, shown) or each.item_id
            for each in instrument.items
        },
        clauses=[told(part, instrument, shown) for part in parts],
        earlier=_earlier(instrument, item.item_id),
        of=next(
            (i for i in instrument.items if i.item_id == request.args.get("of")), None
        ),
    )


def _picked(definition: Definition, item_id: str) -> Item:
    """Return an item of the banks as the draft asks it; raise NotFound."""
    for item in workshop.sketch(definition).items:
        if item.item_id.partition(":")[0] == item_id:
            return item
    raise NotFound("draft.no_question", item=item_id)


def _earlier(instrument: Instrument, item_id: str) -> list[Item]:
    """Return the questions before one that its rule can look at."""
    names = [item.item_id.partition(":")[0] for item in instrument.items]
    place = names.index(item_id) if item_id in names else len(names)
    return [
        item
        for item in instrument.items[:place]
        if item.kind in RULING and item.role not in DRAWN and item.about is None
    ]


def _lines(item: Item, definition: Definition) -> dict[str, str]:
    """Return the answers of a question as lines, by language."""
    scales = {each.scale_id: each.options for each in definition.own_scales}
    options: Iterable[Option] = scales.get(item.scale or "", item.options)
    return {
        code: "\n".join(option.label.get(code, "") for option in options)
        for code in definition.languages
    }


def _scales(definition: Definition, instrument: Instrument) -> dict[str, str]:
    """Return the scales an own question can be answered on, lowest answer first."""
    shown = words.language().code
    bank = banks.shipped()
    found = {
        name: [
            i18n.bank_words(shown, name, option.label["en"]) or option.label["en"]
            for option in scale.options
        ]
        for name, scale in bank.scales.items()
    } | {
        each.scale_id: [
            next(iter(option.label.values()), option.code) for option in each.options
        ]
        for each in definition.own_scales
    }
    return {name: " · ".join(texts) for name, texts in found.items()}


def _by_domain(bank: Bank) -> dict[str, list[BankConstruct]]:
    return {
        domain: [c for c in bank.constructs.values() if c.construct.domain == domain]
        for domain in bank.domains
    }


def _single(bank: Bank) -> set[str]:
    """Return the items that are picked one by one."""
    inside = {name for module in bank.modules.values() for name in module.items}
    inside |= {
        name
        for ruled in bank.rule_groups.values()
        for each in ruled
        for name in named_items(each.rule)
    }
    return {
        name
        for name, found in bank.items.items()
        if found.construct is None and not found.item.group
        and name not in inside and found.item.role in (None, "follow_up")
    }  # fmt: skip


def _words(found: BankConstruct, bank: Bank) -> int:
    """Return the words of a construct's questions with their answers, in English."""
    items = [bank.items[name].item for name in found.construct.items]
    texts = [item.text["en"] for item in items]
    texts += [
        option.label["en"]
        for item in items
        for option in (bank.scales[item.scale].options if item.scale else item.options)
    ]
    return sum(len(text.split()) for text in texts)
