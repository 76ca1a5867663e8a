"""The workshop: where a coordinator writes questionnaires, with others if need be."""

from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Reply

from survey_app import i18n
from survey_app.core.questionnaire import drafts as rules
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.drafts import Draft, Revision
from survey_app.core.questionnaire.editing import movable
from survey_app.core.questionnaire.instrument import say
from survey_app.core.questionnaire.reading import load
from survey_app.errors import Problem, Rejected
from survey_app.interchange.definition_toml import read_definition, write_definition
from survey_app.services import banks, workshop
from survey_app.services.workshop import Deed
from survey_app.store import drafts as store
from survey_app.store import instruments
from survey_app.web import access, context, uploads, words, workshop_edits
from survey_app.web.rule_words import told
from survey_app.web.words import _
from survey_app.words.workshop import DEEDS, TEMPLATES

bp = Blueprint("workshop", __name__, url_prefix="/instruments/drafts")

#: Where an edit may lead back to.
BACK = ("show", "pick", "settings", "question", "way")


@bp.get("/")
@access.open_to("coordinator")
def index() -> str:
    """List the drafts, and offer to begin one."""
    db = context.db()
    found = [(row, rules.decoded(str(row["document"]))) for row in store.everything(db)]
    return render_template(
        "workshop/index.html",
        drafts=found,
        templates=TEMPLATES,
        versions=instruments.published(db),
        kept=instruments.definition_names(db),
        shown=words.language().code,
    )


@bp.post("/")
@access.open_to("coordinator")
def begin() -> Reply:
    """Begin a draft from what is chosen."""
    db = context.db()
    title = " ".join(request.form.get("title", "").split())
    if not title:
        raise Rejected([Problem("title", "draft.no_title")])
    languages = workshop_edits.known_languages(request.form)
    start = _start(request.form.get("start", ""))
    found = replace(
        start,
        name=workshop.free_name(db, title),
        title=start.title | {words.language().code: title},
        languages=languages or start.languages or (words.language().code,),
    )
    return _begun(found)


@bp.post("/upload")
@access.open_to("coordinator")
def upload() -> Reply:
    """Begin a draft from a definition in a file."""
    return _begun(read_definition(*uploads.chosen(without="draft.no_file")))


@bp.get("/<draft_id>")
@access.open_to("coordinator")
def show(draft_id: str) -> str:
    """Show the questions of a draft in order, and what can be done with each."""
    draft = workshop.get(context.db(), draft_id)
    instrument = workshop.sketch(draft.definition)
    shown = language_of(draft)
    return render_template(
        "workshop/show.html",
        **shared(draft),
        instrument=instrument,
        load=load(instrument, shown),
        movable=movable(draft.definition, banks.shipped()),
        bank=banks.shipped(),
        rules={
            item.item_id: told(draft.definition.ask[item.item_id], instrument, shown)
            for item in instrument.items
            if item.item_id in draft.definition.ask
        },
        own={item.item_id for item in draft.definition.own_items},
    )


@bp.post("/<draft_id>/edit")
@access.open_to("coordinator")
def edit(draft_id: str) -> Reply:
    """Make an edit; where somebody else changed the same, ask which text is to stay."""
    db, deed = context.db(), request.form.get("deed", "")
    seen = seen_revision()
    base = store.at(db, draft_id, seen).definition
    head = workshop.get(db, draft_id).definition
    change, facts = workshop_edits.read(deed, request.form, base, head)
    done = workshop.edit(db, draft_id, seen, change, done_by(deed, **facts))
    if done.aside is not None:
        address = url_for("workshop_checks.clash", draft_id=draft_id, aside=done.aside)
        return redirect(address, 303)
    return back_to(draft_id)


@bp.post("/<draft_id>/undo")
@access.open_to("coordinator")
def undo(draft_id: str) -> Reply:
    """Take the last edit back."""
    done = workshop.undo(context.db(), draft_id, seen_revision())
    flash(_("Undone: {what}").format(what=deed_words(done)))
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


@bp.post("/<draft_id>/redo")
@access.open_to("coordinator")
def redo(draft_id: str) -> Reply:
    """Make the edit again that was undone last."""
    done = workshop.redo(context.db(), draft_id, seen_revision())
    flash(_("Done again: {what}").format(what=deed_words(done)))
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


@bp.post("/<draft_id>/remove")
@access.open_to("coordinator")
def remove(draft_id: str) -> Reply:
    """Forget a draft where that was ticked; published versions stay."""
    if request.form.get("sure") != "yes":
        return redirect(url_for("workshop.show", draft_id=draft_id), 303)
    store.remove(context.db(), draft_id)
    flash(_("The draft is removed. What was published of it stays."))
    return redirect(url_for("workshop.index"), 303)


@bp.get("/<draft_id>/definition.toml")
@access.open_to("coordinator")
def definition(draft_id: str) -> Response:
    """Give the draft as a file that can be edited and taken in elsewhere."""
    found = workshop.get(context.db(), draft_id)
    reply = Response(write_definition(found.definition), mimetype="application/toml")
    reply.headers["Content-Disposition"] = "attachment; filename=questionnaire.toml"
    return reply


def shared(draft: Draft) -> dict[str, object]:
    """Return what every page of a draft needs."""
    done = store.revisions(context.db(), draft.draft_id)
    return {
        "draft": draft,
        "definition": draft.definition,
        "title": say(draft.definition.title, words.language().code),
        "shown": language_of(draft),
        "undoable": rules.can_undo(done, draft.revision),
        "redoable": rules.can_redo(done, draft.revision),
        "deed_words": deed_words,
    }


def language_of(draft: Draft) -> str:
    """Return the language questions are shown in: asked for, the reader's, first."""
    languages = draft.definition.languages
    for wished in (request.args.get("in", ""), words.language().code):
        if wished in languages:
            return wished
    return languages[0] if languages else i18n.SOURCE_LANGUAGE


def deed_words(revision: Revision) -> str:
    """Return what was done, in the language of the request."""
    facts = {name: words.apart(fact) for name, fact in revision.facts.items()}
    return _(DEEDS[revision.what]).format(**facts)


def done_by(what: str, **facts: str) -> Deed:
    """Return what is done now by whoever is signed in."""
    return Deed(what, facts, access.account().name, context.now().date())


def seen_revision() -> int:
    """Return the revision the form was made from; raise Rejected without one."""
    seen = request.form.get("seen", "")
    if not seen.isdecimal():
        raise Rejected([Problem("seen", "draft.moved_on")])
    return int(seen)


def back_to(draft_id: str) -> Reply:
    """Return the way back to the page an edit was made on."""
    page, item = request.form.get("back", ""), request.form.get("item")
    if page == "question" and item:
        address = url_for("workshop_pages.question", draft_id=draft_id, item_id=item)
    elif page in BACK[1:3]:
        address = url_for(f"workshop_pages.{page}", draft_id=draft_id)
    else:
        anchor = f"item-{item}" if item else None
        address = url_for("workshop.show", draft_id=draft_id, _anchor=anchor)
    return redirect(address, 303)


def _start(choice: str) -> Definition:
    """Return what a draft begins from: nothing, a template, a version, a definition."""
    kind, _sign, name = choice.partition(":")
    match kind:
        case "template" if name in workshop.TEMPLATES:
            return workshop.TEMPLATES[name]
        case "version":
            return workshop.reopen(context.db(), name)
        case "definition":
            return workshop.kept(context.db(), name)
    return Definition("", {}, (), groups=("gender", "age"))


def _begun(found: Definition) -> Reply:
    by, today = access.account().name, context.now().date()
    draft_id = workshop.create(context.db(), found, by, today)
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)
