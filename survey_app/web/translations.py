"""Pages for translators: what is to be done about each text, and by whom."""

from collections import Counter
from io import BytesIO

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from survey_app.core.people import TRANSLATING
from survey_app.core.questionnaire.glossary import Term, terms_in
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.translation import STATES, Entry, Step
from survey_app.core.questionnaire.translation_checks import longest
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.services import (
    glossaries,
    program_words,
    translating,
    translation_desk,
    translation_files,
)
from survey_app.services.translation_files import FORMS, Form
from survey_app.store import translations as store
from survey_app.web import access, context, translation_form, words
from survey_app.web.media import LARGEST_FILE, MICROPHONE, uploaded
from survey_app.web.translation_form import STAGES
from survey_app.web.words import ngettext
from survey_app.words import translating as told

bp = Blueprint("translations", __name__, url_prefix="/translations")

Reply = str | Response | tuple[str, int]

#: Bytes of a form with the texts of a whole questionnaire.
LARGEST_TEXTS = 4 * 1024**2

#: Ending of a file where it is not called as its form.
ENDINGS = {"xliff": "xlf"}


@bp.get("/")
@access.open_to(*TRANSLATING)
def index() -> str:
    """List the questionnaires under work, and how far each language is."""
    db = context.db()
    found = translation_desk.questionnaires(db)
    return render_template(
        "translations/index.html",
        progress={n: translating.progress(db, each) for n, each in found.items()},
        own=[
            translating.own_progress(db, code)
            for code in translation_desk.own_languages(found.values())
        ],
        own_name=program_words.NAME,
        faulty=[n for n in translation_desk.names(db) if n not in found],
        states=STATES,
        state_words=told.STATES,
    )


@bp.post("/<questionnaire>/languages")
@access.open_to("coordinator")
def add_language(questionnaire: str) -> Response:
    """Let a questionnaire be translated into one more language."""
    code = request.form.get("language", "").strip()
    by, today = access.account().name, context.now().date()
    translation_desk.add_language(context.db(), questionnaire, code, by, today)
    return redirect(
        url_for("translations.show", questionnaire=questionnaire, language=code), 303
    )


@bp.get("/<questionnaire>/<language>")
@access.open_to(*TRANSLATING)
def show(questionnaire: str, language: str) -> str:
    """Show the texts that wait at a stage for whoever is signed in."""
    stage = request.args.get("stage", "")
    return _page(_instrument(questionnaire, language), language, stage)


@bp.post("/<questionnaire>/<language>")
@access.open_to(*TRANSLATING)
@access.takes(LARGEST_TEXTS)
def save(questionnaire: str, language: str) -> Reply:
    """Keep what was written or decided at a stage, all of it or nothing."""
    instrument, stage = (
        _instrument(questionnaire, language),
        request.form.get("stage", ""),
    )
    if stage not in STAGES:
        raise NotFound("translation.unknown_stage", stage=stage)
    found = translating.entries(context.db(), instrument, language)
    by, today = access.account().name, context.now().date()
    done = translation_form.steps(stage, request.form, found, by, today)
    try:
        translating.take(context.db(), instrument, language, done)
    except Rejected as error:
        return _page(instrument, language, stage, error.problems), 422
    kept = ngettext("%(num)s text is kept.", "%(num)s texts are kept.", len(done))
    flash(kept % {"num": len(done)})
    address = url_for(
        "translations.show", questionnaire=questionnaire, language=language, stage=stage
    )
    return redirect(address, 303)


@bp.get("/<questionnaire>/<language>/text")
@access.open_to(*TRANSLATING)
def text(questionnaire: str, language: str) -> Response:
    """Show one text with all that was done about it, and its recording."""
    entry = _entry(questionnaire, language)
    heard = translating.recordings(context.db(), language, [entry])
    page = render_template(
        "translations/text.html",
        name=questionnaire,
        shown=language,
        entry=entry,
        me=access.account().name,
        recording=heard.get(entry.source.key),
        may_record=bool(translating.spoken(language, entry)),
        deed_words=told.DEEDS,
        state_words=told.STATES,
    )
    reply = make_response(page)
    reply.headers["Permissions-Policy"] = MICROPHONE
    return reply


@bp.post("/<questionnaire>/<language>/text")
@access.open_to(*TRANSLATING)
@access.takes(LARGEST_FILE)
def record(questionnaire: str, language: str) -> Response:
    """Keep the recording of a text."""
    instrument, key = _instrument(questionnaire, language), _key()
    translating.record(context.db(), instrument, language, key, uploaded())
    address = url_for(
        "translations.text", questionnaire=questionnaire, language=language, key=key
    )
    return redirect(address, 303)


@bp.post("/<questionnaire>/<language>/reopen")
@access.open_to(*TRANSLATING)
def reopen(questionnaire: str, language: str) -> Response:
    """Open a text again that was decided or locked, with the reason."""
    instrument, key = _instrument(questionnaire, language), _key()
    by, today = access.account().name, context.now().date()
    step = Step("reopen", by, today, note=request.form.get("note", ""))
    translating.take(context.db(), instrument, language, {key: step})
    address = url_for(
        "translations.text", questionnaire=questionnaire, language=language, key=key
    )
    return redirect(address, 303)


@bp.get("/<questionnaire>/<language>/file")
@access.open_to(*TRANSLATING)
def file(questionnaire: str, language: str) -> Response:
    """Give the texts as a file, with one's own drafts where nothing is agreed on."""
    instrument, wished = _instrument(questionnaire, language), request.args.get("as")
    form: Form = next((each for each in FORMS if each == wished), "xlsx")
    me = access.account().name
    content = translation_files.export(context.db(), instrument, language, form, me)
    return send_file(
        BytesIO(content),
        mimetype=FORMS[form][1],
        as_attachment=True,
        download_name=f"{questionnaire}-{language}.{ENDINGS.get(form, form)}",
    )


@bp.post("/<questionnaire>/<language>/file")
@access.open_to(*TRANSLATING)
@access.takes(translation_files.LARGEST + 64 * 1024)
def bring_in(questionnaire: str, language: str) -> Reply:
    """Take a file in as drafts of whoever is signed in, and tell what became of it."""
    instrument, given = _instrument(questionnaire, language), request.files.get("file")
    if given is None or not given.filename:
        return _page(instrument, language, "", [Problem("", "media.none")]), 422
    with given.stream as stream:
        content = (given.filename, stream.read())
    written = (access.account().name, context.now().date())
    try:
        rows = translation_files.take_in(
            context.db(), instrument, language, content, written
        )
    except Rejected as error:
        return _page(instrument, language, "", error.problems), 422
    return render_template(
        "translations/brought.html",
        name=questionnaire,
        shown=language,
        rows=rows,
        counts=Counter(row.outcome for row in rows),
        outcomes=told.OUTCOMES,
        reasons=told.REASONS,
    )


@bp.route("/<questionnaire>/<language>/glossary", methods=["GET", "POST"])
@access.open_to(*TRANSLATING)
def glossary(questionnaire: str, language: str) -> Reply:
    """Show what was agreed on for a language, or agree on a term."""
    _instrument(questionnaire, language)
    if request.method == "GET":
        return _glossary(questionnaire, language)
    by, today = access.account().name, context.now().date()
    term, word, note = (request.form.get(p, "") for p in ("term", "word", "note"))
    try:
        glossaries.agree(context.db(), language, Term(term, word, note, by, today))
    except Rejected as error:
        return _glossary(questionnaire, language, error.problems), 422
    address = url_for(
        "translations.glossary", questionnaire=questionnaire, language=language
    )
    return redirect(address, 303)


@bp.post("/<questionnaire>/<language>/glossary/remove")
@access.open_to(*TRANSLATING)
def forget(questionnaire: str, language: str) -> Response:
    """Forget what was agreed on for a term."""
    store.drop_term(context.db(), language, request.form.get("term", ""))
    address = url_for(
        "translations.glossary", questionnaire=questionnaire, language=language
    )
    return redirect(address, 303)


def _glossary(
    questionnaire: str, language: str, problems: list[Problem] | None = None
) -> str:
    return render_template(
        "translations/glossary.html",
        name=questionnaire,
        shown=language,
        terms=store.glossary(context.db(), language),
        told=[words.tell_problem(each) for each in problems or []],
        longest=glossaries.LONGEST,
    )


def _page(
    instrument: Instrument,
    language: str,
    wished: str,
    problems: list[Problem] | None = None,
) -> str:
    """Show a stage: the one wished for, else the first at which something waits."""
    db, me = context.db(), access.account().name
    found = translating.entries(db, instrument, language)
    waiting = {each: translation_form.open_at(each, found, me) for each in STAGES}
    with_work = [each for each in STAGES if waiting[each]]
    stage = wished if wished in STAGES else (with_work or ["lock"])[0]
    agreed = store.glossary(db, language)
    return render_template(
        "translations/show.html",
        name=instrument.name,
        shown=language,
        stage=stage,
        waiting=waiting,
        entries=found,
        me=me,
        faults=_by_place(problems or []),
        longest=longest,
        terms_in=lambda text: terms_in(text, agreed),
        heard=translating.recordings(db, language, found),
        stages=told.STAGES,
        state_words=told.STATES,
        is_ready=all(each.state == "locked" for each in found),
    )


def _by_place(problems: list[Problem]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in problems:
        found.setdefault(each.where, []).append(words.tell_problem(each))
    return found


def _entry(questionnaire: str, language: str) -> Entry:
    instrument = _instrument(questionnaire, language)
    return translating.find(context.db(), instrument, language, _key())


def _key() -> str:
    """Return where the text stands that a page is about."""
    return str(request.values.get("key", ""))


def _instrument(questionnaire: str, language: str) -> Instrument:
    """Return a questionnaire under work; raise NotFound where it lacks the language."""
    return translation_desk.texts(context.db(), questionnaire, language)
