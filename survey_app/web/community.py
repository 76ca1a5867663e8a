"""Where a coordinator publishes a community's page, and writes what was decided."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from survey_app.core.community import (
    Choice,
    CommunityPage,
    groupings_offered,
    measures_offered,
    measures_proposed,
)
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import community
from survey_app.services.community import LONGEST_ADDRESS, LONGEST_SLUG, LONGEST_TEXT
from survey_app.services.naming import Names, Words
from survey_app.store import community as store
from survey_app.store import instruments, rounds
from survey_app.web import access, context, public, words

bp = Blueprint("community", __name__, url_prefix="/rounds/<round_id>/community")

#: Names of this machine that lead nobody else to it: no address for a poster.
ONLY_HERE = ("localhost", "127.0.0.1")


@bp.get("/")
@access.open_to("coordinator")
def show(round_id: str) -> str:
    """Show the form of the page, and the decisions that stand on it."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    instrument = instruments.get(db, survey_round.instrument_id)
    published = store.of_round(db, round_id)
    return render_template(
        "rounds/community.html",
        survey_round=survey_round,
        instrument=instrument,
        names=Names(Words(instrument), words.language().code),
        published=published,
        page_=published or _proposed(survey_round),
        release=community.newest_release(db, survey_round),
        measures=measures_offered(instrument),
        groupings=groupings_offered(instrument),
        decisions=store.decisions(db, round_id),
        longest=LONGEST_TEXT,
        longest_slug=LONGEST_SLUG,
        longest_address=LONGEST_ADDRESS,
    )


@bp.post("/")
@access.open_to("coordinator")
def publish(round_id: str) -> Response:
    """Publish the page, or publish it anew."""
    db = context.db()
    wanted = community.Wanted(
        request.form.get("slug", "").strip(),
        request.form.get("address", "").strip(),
        _choice(request.form),
        request.form.get("checked") == "yes",
    )
    by, today = access.account().name, context.now().date()
    community.publish(db, rounds.get(db, round_id), wanted, by, today)
    return _back(round_id)


@bp.post("/take-down")
@access.open_to("coordinator")
def take_down(round_id: str) -> Response:
    """Take the page down at once."""
    store.take_down(context.db(), round_id)
    return _back(round_id)


@bp.post("/preview")
@access.open_to("coordinator")
def look(round_id: str) -> Response:
    """Go to the page as it would be with what is ticked in the form."""
    found = _choice(request.form)
    address = url_for(
        "community.preview",
        round_id=round_id,
        measures=found.measures,
        groupings=found.groupings,
    )
    return redirect(address, 303)


@bp.get("/preview")
@access.open_to("coordinator")
def preview(round_id: str) -> str:
    """Show the page as it would be published now."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    wanted = replace(_proposed(survey_round), choice=_choice(request.args))
    return public.page(community.preview(db, survey_round, wanted), is_preview=True)


@bp.post("/decisions")
@access.open_to("coordinator")
def decide(round_id: str) -> Response:
    """Keep what people said and what was done because of it."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    languages = instruments.get(db, survey_round.instrument_id).languages
    said, done = (
        {code: request.form.get(f"{what}-{code}", "") for code in languages}
        for what in ("said", "done")
    )
    by, today = access.account().name, context.now().date()
    community.decide(db, survey_round, (said, done), by, today)
    return _back(round_id, "decisions")


@bp.post("/decisions/<int:decision_id>/remove")
@access.open_to("coordinator")
def undo(round_id: str, decision_id: int) -> Response:
    """Remove a decision from the page."""
    store.undo(context.db(), round_id, decision_id)
    return _back(round_id, "decisions")


def _choice(given: MultiDict[str, str]) -> Choice:
    return Choice(tuple(given.getlist("measures")), tuple(given.getlist("groupings")))


def _proposed(survey_round: SurveyRound) -> CommunityPage:
    """Return the page a round has before somebody wants it otherwise."""
    instrument = instruments.get(context.db(), survey_round.instrument_id)
    slug = survey_round.slug or ""
    address = url_for("public.show", slug=slug, _external=True) if slug else ""
    if request.host.partition(":")[0] in ONLY_HERE:
        address = ""
    return CommunityPage(
        survey_round.round_id, slug, 0, Choice(tuple(measures_proposed(instrument))),
        address, "", context.now().date(),
    )  # fmt: skip


def _back(round_id: str, anchor: str | None = None) -> Response:
    return redirect(url_for("community.show", round_id=round_id, _anchor=anchor), 303)
