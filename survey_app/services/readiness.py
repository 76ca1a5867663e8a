"""What a coordinator looks at before a questionnaire is published."""

from survey_app.core.questionnaire import media as spoken
from survey_app.core.questionnaire import readiness as rules
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.readiness import Finding
from survey_app.services import translating
from survey_app.store import media
from survey_app.store.database import Database


def findings(db: Database, instrument: Instrument) -> list[Finding]:
    """Return everything to look at, that of the whole questionnaire first."""
    found = [*rules.findings(instrument), *rules.lacking(instrument)]
    found += _unreviewed(db, instrument)
    found += _unspoken(db, instrument)
    return sorted(found, key=lambda each: bool(each.item))


def _unreviewed(db: Database, instrument: Instrument) -> list[Finding]:
    return [
        Finding(
            "unreviewed",
            language=each.language,
            facts={"open": each.total - each.locked, "total": each.total},
        )
        for each in translating.left_out(db, instrument)
    ]


def _unspoken(db: Database, instrument: Instrument) -> list[Finding]:
    found = []
    for language in instrument.languages:
        texts = set(spoken.spoken(instrument, language, {}).values())
        missing = len(texts) - len(media.recordings(db, language, texts))
        if missing:
            facts = {"open": missing, "total": len(texts)}
            found.append(Finding("no_audio", language=language, facts=facts))
    return found
