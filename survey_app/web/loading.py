"""A round as whoever is asking may see it; that it was asked for is counted."""

from datetime import date

from flask import request

from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import releases
from survey_app.services.analysis import RoundData
from survey_app.web import access, context


def loaded(survey_round: SurveyRound) -> RoundData:
    """Return the answers of a round under the asker's release; raise Unanswerable."""
    return releases.load(context.db(), survey_round, access.release(), asking())


def asking() -> releases.Asking:
    """Return who asks in this request, for which page and when."""
    return releases.Asking(access.account().role, str(request.endpoint), _today())


def _today() -> date:
    return context.now().date()
