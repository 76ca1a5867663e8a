"""Pages on which a dialogue is led: made, moderated, opened, closed, and read."""

import io

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.listening.dialogue import (
    LONGEST,
    Dialogue,
    Sheet,
    Standing,
)
from survey_app.errors import Rejected
from survey_app.interchange.out_text import csv_lines
from survey_app.interchange.outgoing import Value
from survey_app.services import dialogue_outcomes, dialogues, voting
from survey_app.services.community import LONGEST_SLUG
from survey_app.services.dialogues import Entry, Judged
from survey_app.store import dialogues as store
from survey_app.store import instruments
from survey_app.web import access, context, words
from survey_app.web.dialogue import told
from survey_app.web.local_network import qr_code

bp = Blueprint("dialogues", __name__, url_prefix="/dialogues")

#: What a form says of a statement, and how it then stands.
DECISIONS: dict[str, Standing] = {"show": "shown", "refuse": "refused"}


@bp.get("/")
@access.open_to("coordinator", "analyst")
def index() -> str:
    """Show all dialogues, and the form of a new one."""
    return _index()


@bp.post("/")
@access.open_to("coordinator")
def make() -> Response | tuple[str, int]:
    """Make a dialogue; a faulty form comes back as it was filled in."""
    form = request.form
    instrument = instruments.get(context.db(), form.get("instrument", ""))
    wanted = Dialogue(
        form.get("slug", "").strip(),
        form.get("instrument", ""),
        _written("title", instrument.languages),
        _written("about", instrument.languages),
        form.get("by", ""),
        "preparing",
    )
    try:
        dialogues.make(context.db(), wanted, _entry())
    except Rejected as rejected:
        for fault in rejected.problems:
            flash(" ".join(words.tell_problem(fault)))
        return _index(), 422
    return _back(wanted.dialogue_id)


@bp.get("/<slug>/")
@access.open_to("coordinator", "analyst")
def show(slug: str) -> str:
    """Show how a dialogue stands, what waits to be judged, and what can be done."""
    db = context.db()
    dialogue = dialogues.get(db, slug)
    return _page(
        "show",
        dialogue,
        statements=voting.shown(db, dialogue),
        waiting=dialogues.waiting(db, dialogue),
        people=store.people(db, slug),
        address=context.root() + f"d/{slug}",
        code=qr_code(context.root() + f"d/{slug}"),
        longest=LONGEST,
    )


@bp.post("/<slug>/statements")
@access.open_to("coordinator")
def add_seeds(slug: str) -> Response:
    """Add statements to begin with."""
    dialogue = dialogues.get(context.db(), slug)
    languages = dialogues.instrument_of(context.db(), dialogue).languages
    lines = {code: request.form.get(f"said-{code}", "") for code in languages}
    dialogues.add_seeds(context.db(), dialogue, lines)
    return _back(slug)


@bp.post("/<slug>/judge")
@access.open_to("coordinator")
def judge(slug: str) -> Response:
    """Show or refuse statements."""
    db = context.db()
    dialogue = dialogues.get(db, slug)
    if request.form.get("all") == "refuse":
        dialogues.refuse_waiting(db, dialogue, _entry())
        return _back(slug)
    languages = dialogues.instrument_of(db, dialogue).languages
    judged = [
        Judged(each.number, state, _written(f"said-{each.number}", languages))
        for each in [*dialogues.waiting(db, dialogue), *voting.shown(db, dialogue)]
        if (state := DECISIONS.get(request.form.get(f"state-{each.number}", "")))
    ]
    dialogues.judge(db, dialogue, judged, _entry())
    return _back(slug)


@bp.post("/<slug>/open")
@access.open_to("coordinator")
def open_it(slug: str) -> Response:
    """Let people vote."""
    dialogues.open_it(context.db(), dialogues.get(context.db(), slug))
    return _back(slug)


@bp.post("/<slug>/close")
@access.open_to("coordinator")
def close_it(slug: str) -> Response:
    """End the voting."""
    dialogues.close_it(context.db(), dialogues.get(context.db(), slug))
    return _back(slug)


@bp.get("/<slug>/results")
@access.open_to("coordinator", "analyst")
def results(slug: str) -> str:
    """Show what came of a dialogue."""
    return _outcome("results", slug)


@bp.get("/<slug>/agenda")
@access.open_to("coordinator", "analyst")
def agenda(slug: str) -> str:
    """Show the sheet to be printed: what every group agrees with."""
    return _outcome("agenda", slug)


@bp.get("/<slug>/table.csv")
@access.open_to("coordinator", "analyst")
def table(slug: str) -> Response:
    """Give what came of a dialogue as a file: statements, groups, how they voted."""
    db = context.db()
    dialogue = dialogues.get(db, slug)
    said = {each.number: each.said for each in voting.shown(db, dialogue)}
    rows = list(dialogue_outcomes.rows(dialogue_outcomes.find(db, dialogue)))
    languages = dialogues.instrument_of(db, dialogue).languages
    lines: list[list[Value]] = [
        [*row.values(), *(said.get(row["statement"], {}).get(c, "") for c in languages)]
        for row in rows
    ]
    out = io.BytesIO()
    names = [*dialogue_outcomes.COLUMNS, *(f"said_{code}" for code in languages)]
    csv_lines([names, *lines], out)
    headers = {"Content-Disposition": f"attachment; filename=dialogue-{slug}.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


@bp.post("/<slug>/straight")
@access.open_to("coordinator")
def straight(slug: str) -> Response:
    """Count those who voted the same on everything, or set them aside."""
    dialogue = dialogues.get(context.db(), slug)
    keeps = request.form.get("keeps") == "yes"
    dialogues.keep_straight(context.db(), dialogue, keeps=keeps)
    return redirect(url_for("dialogues.results", slug=slug), 303)


@bp.post("/<slug>/publish")
@access.open_to("coordinator")
def publish(slug: str) -> Response:
    """Publish what came of a dialogue, or take it down."""
    dialogue = dialogues.get(context.db(), slug)
    if request.form.get("action") == "down":
        dialogue_outcomes.take_down(context.db(), dialogue, _entry())
    else:
        dialogue_outcomes.publish(context.db(), dialogue, _entry())
    return redirect(url_for("dialogues.results", slug=slug), 303)


@bp.get("/<slug>/cards")
@access.open_to("coordinator", "analyst")
def cards(slug: str) -> str:
    """Show statements to be printed as cards, and the sheet to count votes on."""
    dialogue = dialogues.get(context.db(), slug)
    return _page("cards", dialogue, statements=voting.shown(context.db(), dialogue))


@bp.get("/<slug>/sheets")
@access.open_to("coordinator")
def sheets(slug: str) -> str:
    """Show the sheets that were entered, and the form of the next."""
    db = context.db()
    dialogue = dialogues.get(db, slug)
    return _page(
        "sheets",
        dialogue,
        statements=voting.shown(db, dialogue),
        sheets=store.sheets(db, slug),
    )


@bp.post("/<slug>/sheets")
@access.open_to("coordinator")
def enter(slug: str) -> Response:
    """Keep the votes counted on one sheet."""
    db = context.db()
    dialogue = dialogues.get(db, slug)
    form = request.form
    counts = {
        each.number: found
        for each in voting.shown(db, dialogue)
        if any(found := _counts(each.number))
    }
    people = form.get("people", default=0, type=int)
    sheet = Sheet(0, form.get("group", ""), people, counts)
    dialogues.add_sheet(db, dialogue, sheet, _entry())
    return redirect(url_for("dialogues.sheets", slug=slug), 303)


@bp.post("/<slug>/sheets/<int:number>/remove")
@access.open_to("coordinator")
def remove_sheet(slug: str, number: int) -> Response:
    """Take back a sheet."""
    dialogues.remove_sheet(context.db(), dialogues.get(context.db(), slug), number)
    return redirect(url_for("dialogues.sheets", slug=slug), 303)


def _counts(number: int) -> tuple[int, int, int]:
    agree, disagree, passed = (
        request.form.get(f"{choice}-{number}", default=0, type=int)
        for choice in ("agree", "disagree", "pass")
    )
    return agree, disagree, passed


def _written(field: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return the words of a field in each language it was filled in."""
    found = {
        code: request.form.get(f"{field}-{code}", "").strip() for code in languages
    }
    return {code: text for code, text in found.items() if text}


def _entry() -> Entry:
    return Entry(access.account().name, context.now().date())


def _back(slug: str) -> Response:
    return redirect(url_for("dialogues.show", slug=slug), 303)


def _index() -> str:
    db = context.db()
    versions = [str(r["instrument_id"]) for r in instruments.published(db)]
    chosen = request.values.get("instrument", "")
    if chosen not in versions:
        chosen = next(reversed(versions), "")
    instrument = instruments.get(db, chosen) if chosen else None
    return render_template(
        "dialogues/index.html",
        dialogues=store.every(db),
        versions=versions,
        chosen=chosen,
        instrument=instrument,
        groupings=dialogues.groupings(instrument) if instrument else [],
        typed=request.form,
        longest_slug=LONGEST_SLUG,
    )


def _outcome(name: str, slug: str) -> str:
    dialogue = dialogues.get(context.db(), slug)
    found = dialogue_outcomes.find(context.db(), dialogue)
    return _page(name, dialogue, **told(dialogue, found))


def _page(name: str, dialogue: Dialogue, **facts: object) -> str:
    instrument = dialogues.instrument_of(context.db(), dialogue)
    item = dialogues.declared(instrument, dialogue)
    return render_template(
        f"dialogues/{name}.html",
        dialogue=dialogue,
        slug=dialogue.dialogue_id,
        instrument=instrument,
        item=item,
        options=instrument.options(item) if item else (),
        **facts,
    )
