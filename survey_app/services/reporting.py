"""Reporting: the report of a release, the same numbers in the same words every time.

Nothing is computed: the release's own document is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey_app.core.disclosure.released import Released
from survey_app.core.disclosure.rules import Release
from survey_app.core.questionnaire.instrument import say
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound
from survey_app.i18n import N_, day
from survey_app.interchange.paper import Paper
from survey_app.interchange.paper_docx import write_docx
from survey_app.interchange.paper_pdf import write_pdf
from survey_app.services import export_book, methods, report_sections
from survey_app.services.methods_words import Known, statement
from survey_app.services.report_words import Asked, Wording
from survey_app.store import community, instruments, rounds
from survey_app.store import releases as store
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of report: how it is written, from a template (None: the standard one)."""

    media_type: str
    suffix: str
    template: str
    writer: Callable[[Paper, bytes | None], bytes]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: name -> form; `template` is what an operator's own one is called.
FORMS: Mapping[str, Form] = {
    "pdf": Form("application/pdf", ".pdf", "report.typ", write_pdf),
    "docx": Form(DOCX, ".docx", "report.docx", write_docx),
}
AUDIENCES: Mapping[Release, str] = {
    "public": N_("Everybody"),
    "analyst": N_("Analysts"),
}


def release_of(
    db: Database, survey_round: SurveyRound, number: int | None, audience: Release
) -> Released:
    """Return a release of a round by its number, None: the newest to an audience.

    Raise NotFound where there is none.
    """
    found = store.of_round(db, survey_round.round_id)
    if number is not None:
        for each in found:
            if each.release_id == number:
                return each
        known = ", ".join(str(each.release_id) for each in found)
        raise NotFound("report.other_round", release=number, round=survey_round.name,
                       known=known)  # fmt: skip
    for each in reversed(found):
        if each.audience == audience:
            return each
    raise NotFound("report.not_released", round=survey_round.name)


def paper(db: Database, released: Released, language: str) -> Paper:
    """Return the report of a release in a language; raise Unanswerable."""
    survey_round = rounds.get(db, released.round_id)
    instrument = instruments.get(db, survey_round.instrument_id)
    asked = Asked(survey_round, instrument, rounds.communities(db, released.round_id))
    words = Wording(asked, language)
    document = store.document(db, released.release_id)
    tables = export_book.of_release(survey_round, released, document).tables
    known = Known(methods.of_release(db, released), tables, words)
    chapters = (
        report_sections.scores(tables, words),
        report_sections.gaps(tables, words),
        report_sections.changes(tables, words),
        report_sections.decisions(community.decisions(db, released.round_id), words),
        report_sections.respondents(tables, words),
        *statement(known, methods.said(db, survey_round)),
        report_sections.answers(tables, words),
        report_sections.questions(words),
    )
    return Paper(
        title=say(survey_round.title, language) or survey_round.survey,
        subtitle=words._("Report of round {round}").format(
            round=words.apart(survey_round.name)
        ),
        language=words.language.code,
        direction=words.language.direction,
        made_on=released.made_on,
        contents=words._("Contents"),
        facts=tuple(_facts(released, words)),
        sections=tuple(each for each in chapters if each is not None),
    )


def _facts(released: Released, words: Wording) -> list[tuple[str, str]]:
    """Return what a report is of: whoever holds the release can check it."""
    _ = words._
    found = [
        (_("Survey"), words.asked.survey_round.survey),
        (_("Round"), words.asked.survey_round.name),
        (_("Release"), f"{released.release_id} {released.name}".strip()),
        (_("For"), _(AUDIENCES[released.audience])),
        (_("Made on"), day(words.language.code, released.made_on)),
        (_("Purpose"), released.purpose if released.author else
         _("first look of the public")),
    ]  # fmt: skip
    if released.supersedes is not None:
        found.append((_("Takes the place of release"), str(released.supersedes)))
    return [*found, (_("SHA-256 of its numbers"), released.document_hash)]
