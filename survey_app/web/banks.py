"""The catalogue of question banks: searched by words, taken in, shared and used."""

from io import BytesIO

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from survey_app.interchange.media_archive import MOST_BYTES
from survey_app.services import bank_exchange
from survey_app.services.bank_exchange import About
from survey_app.store import drafts, shared_banks
from survey_app.web import access, context, uploads, words
from survey_app.web.words import _

bp = Blueprint("banks", __name__, url_prefix="/banks")

#: What is looked for is a few words.
LONGEST_SEARCH = 200


@bp.get("/")
@access.open_to("coordinator", "analyst")
def index() -> str:
    """List all banks, and what was found in them."""
    db = context.db()
    asked = request.args.get("words", "")[:LONGEST_SEARCH].strip()
    found = bank_exchange.catalogue(db)
    return render_template(
        "banks/index.html",
        banks=found,
        shared={bank.name for bank in shared_banks.everything(db)},
        drafts=[str(row["draft_id"]) for row in drafts.everything(db)],
        asked=asked,
        hits=bank_exchange.search(db, asked) if asked else [],
        shown=words.language().code,
    )


@bp.post("/take-in")
@access.open_to("coordinator")
@access.takes(MOST_BYTES)
def take_in() -> Response:
    """Keep a bank somebody shared."""
    name, content = uploads.chosen(without="draft.no_file")
    db, today = context.db(), context.now().date()
    bank = bank_exchange.take_in(db, name, content, today)
    flash(_("The bank {name} was taken in.").format(name=words.apart(bank.name)))
    return redirect(url_for("banks.index"), 303)


@bp.get("/<name>.zip")
@access.open_to("coordinator", "analyst")
def export(name: str) -> Response:
    """Give a bank with its recordings as one file."""
    today = context.now().date()
    content = bank_exchange.export(context.db(), name, About(), today)
    return send_file(
        BytesIO(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}.zip",
    )


@bp.post("/<name>/use")
@access.open_to("coordinator")
def use(name: str) -> Response:
    """Put the questions of a bank that was taken in into a draft."""
    draft_id = request.form.get("draft", "")
    by, today = access.account().name, context.now().date()
    bank_exchange.use(context.db(), name, draft_id, by, today)
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


@bp.post("/<name>/remove")
@access.open_to("coordinator")
def remove(name: str) -> Response:
    """Forget a bank that was taken in; drafts keep what they have of it."""
    shared_banks.remove(context.db(), name)
    return redirect(url_for("banks.index"), 303)
