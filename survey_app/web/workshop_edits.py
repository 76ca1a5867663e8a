"""What the forms of the workshop send, as edits of a definition."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import count
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from survey_app import i18n
from survey_app.core.questionnaire import editing
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.editing import Change
from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Kind,
    Labels,
    Option,
    Scale,
)
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.services import banks, workshop

Form = MultiDict[str, str]
#: An edit, and the facts its history is told with.
Read = tuple[Change, Mapping[str, str]]
#: The lines of a field by language.
Written = Mapping[str, list[str]]

#: The choice of a scale that is to be made of the answers written below it.
OWN_SCALE = "@own"
PICKED: tuple[editing.Picked, ...] = ("constructs", "items", "groups", "modules")


def read(deed: str, form: Form, definition: Definition, head: Definition) -> Read:
    """Return the edit a form asks for; raise Rejected for one that none asks for.

    `definition` is what the form was made from, `head` the draft as it is now.
    """
    if deed == "item":
        return _item(form, definition, head)
    if deed not in _READERS:
        raise Rejected([Problem(deed, "draft.no_step")])
    return _READERS[deed](form, definition)


def labels(form: Form, name: str, languages: tuple[str, ...]) -> Labels:
    """Return what is written in the fields `name`-language, in the languages it is."""
    found = {code: form.get(f"{name}-{code}", "").strip() for code in languages}
    return {code: " ".join(text.split()) for code, text in found.items() if text}


def known_languages(form: Form) -> tuple[str, ...]:
    """Return the languages ticked in a form, as far as anything is known of them."""
    found = dict.fromkeys(form.getlist("languages"))
    return tuple(code for code in found if i18n.is_language(code))


def answers(form: Form, name: str, languages: tuple[str, ...]) -> Written:
    """Return the lines of the fields `name`-language, the same answer at one place.

    Empty lines count for nothing where all languages have as many lines; otherwise
    they keep the place of an answer that is not translated yet.
    """
    fields = {code: form.get(f"{name}-{code}", "").splitlines() for code in languages}
    found = {c: [" ".join(line.split()) for line in of] for c, of in fields.items()}
    dense = {code: [line for line in of if line] for code, of in found.items()}
    return dense if len({len(of) for of in dense.values() if of}) < 2 else found


def _settings(form: Form, definition: Definition) -> Read:
    languages = known_languages(form)
    title = labels(form, "title", (*definition.languages, *languages))
    kept = {c: t for c, t in definition.title.items() if c not in definition.languages}
    return editing.titled(kept | title, languages or definition.languages), {}


def _pick(form: Form, _: Definition) -> Read:
    kinds = [kind for kind in PICKED if kind in form.getlist("kinds")]
    return editing.following(
        *(editing.picking(kind, form.getlist(kind)) for kind in kinds)
    ), {}


def _groups(form: Form, definition: Definition) -> Read:
    known = {option.code: option for option in definition.site_groups}
    written = answers(form, "groups", definition.languages)
    return editing.with_site_groups(_options(written, tuple(known.values()), "g")), {}


def _item(form: Form, definition: Definition, head: Definition) -> Read:
    """Return the edit of an own question, with the scale that its answers make.

    A new one gets a name that no other has, also of those written since.
    """
    written = answers(form, "answers", definition.languages)
    if named := form.get("item"):
        found = _made(named, form, definition, written)
    else:
        since = {item.item_id: item for item in head.own_items}
        known = {item.item_id for item in definition.own_items}
        makes = (
            _made(name, form, definition, written)
            for name in _free(known, "q", banks.shipped().items)
        )
        found = next(m for m in makes if since.get(m.item_id) in (None, m))
    changes = []
    if found.scale and _writes_scale(found, definition, form):
        scale = _scale(definition, found.scale, written)
        changes.append(editing.with_scale(scale))
    names = labels(form, "group_name", definition.languages) or found.text
    change = editing.following(*changes, editing.with_item(found, names))
    return change, {"question": next(iter(found.text.values()), found.item_id)}


def _writes_scale(found: Item, definition: Definition, form: Form) -> bool:
    """Return whether the answers in a form are those of a scale of one's own.

    They are where the form asks for one, or shows one the question had before.
    """
    own = {each.scale_id for each in definition.own_scales}
    had = {item.item_id: item.scale for item in definition.own_items}
    was_shown = found.scale in own and had.get(found.item_id) == found.scale
    return form.get("scale") == OWN_SCALE or was_shown


def _made(item_id: str, form: Form, definition: Definition, written: Written) -> Item:
    """Return the question a form describes, under a name."""
    old = next((i for i in definition.own_items if i.item_id == item_id), None)
    kinds = get_args(Kind)
    kind: Kind = next((k for k in kinds if k == form.get("kind")), "choice")
    scale = form.get("scale") if kind == "scored" else None
    return Item(
        item_id,
        kind,
        labels(form, "text", definition.languages),
        (_own_scale(item_id) if scale == OWN_SCALE else scale) or None,
        _options(written, old.options if old else (), "")
        if kind in ("choice", "choices")
        else (),
        reverse=kind == "scored" and "reverse" in form,
        sensitive="sensitive" in form,
        group=item_id if kind == "choice" and "group" in form else None,
    )


def _own_scale(item_id: str) -> str:
    """Return the name of the scale that is made of a question's own answers."""
    return f"{item_id}-scale"


def _construct(form: Form, definition: Definition) -> Read:
    known = {each.construct_id for each in definition.own_constructs}
    free = _free(known, "s", banks.shipped().constructs)
    name = form.get("construct") or next(free)
    says = labels(form, "name", definition.languages)
    found = Construct(
        name,
        form.get("domain", ""),
        says,
        labels(form, "higher", definition.languages),
        tuple(form.getlist("items")),
        sensitive="sensitive" in form,
    )
    return editing.with_construct(found), {"name": next(iter(says.values()), name)}


def _declare(form: Form, definition: Definition) -> Read:
    """Return the edit of what is declared beforehand to be compared and judged."""
    kept = [
        pair for pair in definition.crossings if "*".join(pair) in form.getlist("keep")
    ]
    added = form.get("one", ""), form.get("other", "")
    if all(added) and added[0] != added[1] and added not in kept:
        kept.append(added)
    return editing.declaring(form.getlist("confirmatory"), kept), {}


def _remove(form: Form, definition: Definition) -> Read:
    item_id, facts = _named(form, definition)
    return editing.without(item_id, banks.shipped()), facts


def _move(step: int) -> Callable[[Form, Definition], Read]:
    def moved(form: Form, definition: Definition) -> Read:
        item_id, facts = _named(form, definition)
        return editing.moving(item_id, step, banks.shipped()), facts

    return moved


def _place(form: Form, definition: Definition) -> Read:
    item_id, facts = _named(form, definition)
    return editing.placing(item_id, form.get("after", ""), banks.shipped()), facts


def _rule(form: Form, definition: Definition) -> Read:
    """Return the edit of a rule: which parts stay, how they join, and one more."""
    item_id, facts = _named(form, definition)
    before, parts = editing.clauses(definition.ask.get(item_id))
    kept = [
        part for place, part in enumerate(parts) if str(place) in form.getlist("keep")
    ]
    answers = form.getlist("answers")
    if form.get("of") and answers:
        clause: dict[str, Any] = {"item": form["of"], "in": answers}
        kept.append({"not": clause} if form.get("is") == "no" else clause)
    join: editing.Join = {"all": "all", "any": "any"}.get(form.get("join", ""), before)  # type: ignore[assignment]
    return editing.with_rule(item_id, editing.joined(join, kept)), facts


def _sensitive(form: Form, definition: Definition) -> Read:
    item_id, facts = _named(form, definition)
    is_sensitive = "sensitive" in form
    return editing.with_sensitive(item_id, is_sensitive=is_sensitive), facts


def _named(form: Form, definition: Definition) -> tuple[str, dict[str, str]]:
    """Return the question a form is about, and its text; raise NotFound."""
    item_id = form.get("item", "")
    instrument = workshop.sketch(definition)
    texts = {i.item_id.partition(":")[0]: i.text for i in instrument.items}
    if item_id not in texts:
        raise NotFound("draft.no_question", item=item_id)
    return item_id, {"question": next(iter(texts[item_id].values()), item_id)}


def _scale(definition: Definition, scale_id: str, written: Written) -> Scale:
    """Return the scale of answers written from the lowest to the highest.

    Those above the middle count as agreeing, unless it has the answers it had.
    """
    known = next((s for s in definition.own_scales if s.scale_id == scale_id), None)
    options = _options(written, known.options if known else (), "")
    if known and known.codes == tuple(option.code for option in options):
        return Scale(scale_id, options, known.positive)
    agreeing = options[(len(options) + 1) // 2 :]
    return Scale(scale_id, options, tuple(option.code for option in agreeing))


def _options(
    written: Written, known: tuple[Option, ...], prefix: str
) -> tuple[Option, ...]:
    """Return an option for every line; one whose words are known keeps its code."""
    length = max((len(texts) for texts in written.values()), default=0)
    places = (
        {code: texts[row] for code, texts in written.items() if texts[row : row + 1]}
        for row in range(length)
    )
    found = ({c: text for c, text in label.items() if text} for label in places)
    rows: list[Labels] = [label for label in found if label]
    length = len(rows)
    taken: dict[str, Option] = {}
    codes: list[str | None] = []
    for row, label in enumerate(rows):
        same = [o for o in known if o.code not in taken and _alike(o.label, label)]
        if not same and length == len(known) and known[row].code not in taken:
            same = [known[row]]
        codes.append(same[0].code if same else None)
        taken |= {option.code: option for option in same[:1]}
    numbers = (f"{prefix}{number}" for number in range(1, 2 * length + len(known) + 2))
    spare = (c for c in numbers if c not in taken and c not in {o.code for o in known})
    made = []
    for label, code in zip(rows, codes, strict=True):
        old = taken.get(code or "")
        made.append(
            Option(old.code, label, old.people) if old else Option(next(spare), label)
        )
    return tuple(made)


def _alike(one: Labels, other: Labels) -> bool:
    return any(one.get(language) == text for language, text in other.items())


def _free(
    known: Collection[str], prefix: str, banks_: Collection[str]
) -> Iterator[str]:
    """Yield short names that nothing has."""
    numbered = (f"{prefix}{number}" for number in count(1))
    return (n for n in numbered if n not in known and n not in banks_)


_READERS: dict[str, Callable[[Form, Definition], Read]] = {
    "settings": _settings,
    "pick": _pick,
    "groups": _groups,
    "construct": _construct,
    "declare": _declare,
    "remove": _remove,
    "up": _move(-1),
    "down": _move(1),
    "place": _place,
    "rule": _rule,
    "sensitive": _sensitive,
}
