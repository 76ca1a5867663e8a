"""The page where a community's wishes are kept: propose, count votes, take up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.core.questionnaire.proposals import LEAST_PRESENT, ranked
from survey_app.core.questionnaire.reading import MOST_WORDS
from survey_app.services import banks, proposals
from survey_app.store import drafts
from survey_app.store import proposals as store
from survey_app.web import access, context, words
from survey_app.web.words import _

bp = Blueprint("proposals", __name__, url_prefix="/instruments/proposals")


@bp.get("/")
@access.open_to("coordinator", "leader")
def index() -> str:
    """Show what people want asked, what most want first."""
    language = words.language().code
    scales = {
        name: " · ".join(
            i18n.bank_words(language, name, option.label["en"]) or option.label["en"]
            for option in scale.options
        )
        for name, scale in banks.shipped().scales.items()
    }
    return render_template(
        "workshop/proposals.html",
        proposals=ranked(store.everything(context.db())),
        drafts=drafts.everything(context.db()),
        scales=scales,
        usual=proposals.USUAL_SCALE,
        least=LEAST_PRESENT,
        most_words=MOST_WORDS,
    )


@bp.post("/")
@access.open_to("coordinator", "leader")
def propose() -> Response:
    """Keep a proposal."""
    languages = [each.code for each in i18n.languages()]
    written = {
        c: " ".join(request.form.get(f"words-{c}", "").split()) for c in languages
    }
    reason = " ".join(request.form.get("reason", "").split())[:300]
    found = {code: text for code, text in written.items() if text}
    proposals.propose(context.db(), found, reason, context.now().date())
    flash(_("The proposal is kept. Let people vote on it at their gatherings."))
    return _back()


@bp.post("/<int:proposal_id>/vote")
@access.open_to("coordinator", "leader")
def vote(proposal_id: int) -> Response:
    """Keep how many voted for it at a gathering."""
    form = request.form
    gathering = " ".join(form.get("gathering", "").split())[:80]
    counts = form.get("votes", ""), form.get("present", "")
    today = context.now().date()
    proposals.vote(context.db(), proposal_id, gathering, counts, today)
    return _back(f"proposal-{proposal_id}")


@bp.post("/<int:proposal_id>/adopt")
@access.open_to("coordinator")
def adopt(proposal_id: int) -> Response:
    """Take a proposal into a draft as a question, and go there to look at it."""
    draft_id = request.form.get("draft", "")
    by = access.account().name, context.now().date()
    scale = request.form.get("scale", "")
    proposals.adopt(context.db(), proposal_id, draft_id, scale, by)
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


@bp.post("/<int:proposal_id>/remove")
@access.open_to("coordinator")
def remove(proposal_id: int) -> Response:
    """Forget a proposal."""
    store.remove(context.db(), proposal_id)
    return _back()


def _back(anchor: str | None = None) -> Response:
    return redirect(url_for("proposals.index", _anchor=anchor), 303)
