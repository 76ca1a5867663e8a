"""What a round shows to whom, how much it withholds and why, and who asked for it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.core.disclosure.rules import Release
from survey_app.services import analysis, releases
from survey_app.services.naming import Names
from survey_app.services.releases import Making
from survey_app.store import releases as store
from survey_app.store import rounds
from survey_app.web import access, context, words

bp = Blueprint("releases", __name__, url_prefix="/rounds/<round_id>/releases")

#: To whom results are released.
AUDIENCES: dict[Release, str] = {
    "public": i18n.N_("Everybody"),
    "analyst": i18n.N_("Analysts"),
}
#: Why cells are withheld, in the order of the steps.
STEP_WORDS = {
    "few": i18n.N_("too few people"),
    "differencing": i18n.N_("differs from another by too few"),
    "complementary": i18n.N_("would give away its row or column"),
    "audit": i18n.N_("would give away others together"),
    "frozen": i18n.N_("withheld in the release before"),
}
LONGEST_PURPOSE = 200
LONGEST_NAME = 60


@bp.get("/")
@access.open_to("coordinator")
def show(round_id: str) -> str:
    """Show the releases of a round, and what they withhold."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    loaded = {audience: analysis.load(db, survey_round, audience)
              for audience in AUDIENCES}  # fmt: skip
    return render_template(
        "rounds/releases.html",
        page="releases",
        survey_round=survey_round,
        names=Names(loaded["analyst"], words.language().code),
        found=releases.of_round(db, survey_round),
        waiting=releases.waiting(db, survey_round),
        me=access.account().name,
        withheld={
            audience: releases.withheld(db, data, audience)
            for audience, data in loaded.items()
        },
        audiences=AUDIENCES,
        steps=STEP_WORDS,
        queries=store.queries(db, round_id),
        longest=LONGEST_PURPOSE,
        longest_name=LONGEST_NAME,
    )


@bp.post("/")
@access.open_to("coordinator")
def make(round_id: str) -> Response:
    """Release the round to the public as it stands, or ask a second person to."""
    db = context.db()
    wanted = Making(
        "public",
        access.account().name,
        _typed("purpose", LONGEST_PURPOSE),
        _typed("name", LONGEST_NAME),
    )
    wish = releases.ask if "restricted" in request.form else releases.make
    wish(db, rounds.get(db, round_id), wanted, context.now().date())
    return _back(round_id)


@bp.post("/requests/<int:request_id>/confirm")
@access.open_to("coordinator")
def confirm(round_id: str, request_id: int) -> Response:
    """Release what another coordinator asked for."""
    name, today = access.account().name, context.now().date()
    releases.confirm(context.db(), request_id, name, today)
    return _back(round_id)


@bp.post("/requests/<int:request_id>/refuse")
@access.open_to("coordinator")
def refuse(round_id: str, request_id: int) -> Response:
    """Do not release what a coordinator asked for."""
    releases.refuse(context.db(), request_id, access.account().name)
    return _back(round_id)


def _typed(field: str, longest: int) -> str:
    return request.form.get(field, "").strip()[:longest]


def _back(round_id: str) -> Response:
    return redirect(url_for("releases.show", round_id=round_id), 303)
