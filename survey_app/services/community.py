"""The community's page: publish it, take it down, and tell what stands on it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey_app.core.community import (
    Choice,
    CommunityPage,
    Decision,
    Story,
    groupings_offered,
    measures_offered,
    spoken,
    story,
)
from survey_app.core.disclosure.released import Released
from survey_app.core.questionnaire.instrument import Instrument, Labels, say
from survey_app.core.questionnaire.media import Content, Slot, option_slot
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.store import community as store
from survey_app.store import instruments, media, releases, rounds
from survey_app.store.database import Database

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_ADDRESS = 40, 200
ADDRESS = re.compile(r"https?://[^\s/?#@]+[^\s#]*")
#: Letters of what was said or done: a poster holds three of them.
LONGEST_TEXT = 240


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page as a coordinator wants it; `is_checked`: the risks were looked at."""

    slug: str
    address: str
    choice: Choice
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """All that a community's page tells, and the words for it."""

    page: CommunityPage
    survey_round: SurveyRound
    instrument: Instrument
    communities: dict[str, Labels]
    released: Released
    story: Story
    decisions: list[Decision]


@dataclass(frozen=True, slots=True)
class TellingAids:
    """What helps people who do not read: recordings by text, pictures by answer."""

    recordings: Mapping[str, Content]
    pictures: Mapping[Slot, Content]


def publish(
    db: Database, survey_round: SurveyRound, wanted: Wanted, by: str, today: date
) -> CommunityPage:
    """Show everybody the newest public release of a round at an address of its own.

    Raise Conflict where nothing was released or the address is another round's, and
    Rejected with every fault of what is wanted.
    """
    instrument = instruments.get(db, survey_round.instrument_id)
    if faults := [*_faults(wanted, instrument)]:
        raise Rejected(faults)
    other = store.of_slug(db, wanted.slug)
    if other and other.round_id != survey_round.round_id:
        raise Conflict("public_page.taken", slug=wanted.slug)
    page = CommunityPage(
        survey_round.round_id, wanted.slug, _newest(db, survey_round).release_id,
        wanted.choice, wanted.address, by, today,
    )  # fmt: skip
    store.publish(db, page)
    return page


def preview(db: Database, survey_round: SurveyRound, page: CommunityPage) -> Telling:
    """Return what a page would tell of the newest public release; raise Conflict."""
    return _telling(db, page, survey_round, _newest(db, survey_round))


def at(db: Database, slug: str) -> Telling:
    """Return what the page at an address tells; raise NotFound."""
    page = store.of_slug(db, slug)
    if page is None:
        raise NotFound("public_page.unknown")
    released = releases.get(db, page.release_id)
    return _telling(db, page, rounds.get(db, page.round_id), released)


def decide(
    db: Database,
    survey_round: SurveyRound,
    texts: tuple[Labels, Labels],
    by: str,
    today: date,
) -> Decision:
    """Keep what people said and what was done, by language; raise Rejected.

    Both are needed in one language at least, and in the same ones.
    """
    said, done = (
        {k: t.strip() for k, t in each.items() if t.strip()} for each in texts
    )
    faults = [
        Problem(language, "public_page.half", {"language": language})
        for language in sorted(said.keys() ^ done.keys())
    ]
    faults += [
        Problem(language, "public_page.text_long", {"most": LONGEST_TEXT})
        for each in (said, done)
        for language, text in each.items()
        if len(text) > LONGEST_TEXT
    ]
    if not (said or done):
        faults = [Problem("", "public_page.no_text")]
    if faults:
        raise Rejected(faults)
    decision = Decision(0, survey_round.round_id, said, done, by, today)
    store.decide(db, decision)
    return decision


def newest_release(db: Database, survey_round: SurveyRound) -> Released | None:
    """Return the public release a page published now would tell of, if there is one."""
    return releases.newest(db, survey_round.round_id, "public")


def aids(db: Database, telling: Telling, language: str) -> TellingAids:
    """Return the recordings in a language and the pictures of what a page tells."""
    instrument = telling.instrument
    items = [
        instrument.item(each.of)
        for topic in telling.story.topics
        for each in topic.answers
    ]
    texts = [say(item.text, language) for item in items]
    texts.append(say(telling.survey_round.about, language))
    texts += [spoken(each, language) for each in telling.decisions]
    wanted = {
        option_slot(item, option.code)
        for item in items
        for option in instrument.options(item)
    }
    pictures = media.pictures(db, instrument.name)
    return TellingAids(
        media.recordings(db, language, texts),
        {slot: content for slot, content in pictures.items() if slot in wanted},
    )


def holds(db: Database, telling: Telling, sha256: str) -> bool:
    """Return whether a recording or picture stands on a page in any language."""
    for language in telling.instrument.languages:
        found = aids(db, telling, language)
        for content in (*found.recordings.values(), *found.pictures.values()):
            if content.sha256 == sha256:
                return True
    return False


def _telling(
    db: Database, page: CommunityPage, survey_round: SurveyRound, released: Released
) -> Telling:
    instrument = instruments.get(db, survey_round.instrument_id)
    tables = json.loads(releases.document(db, released.release_id))
    return Telling(
        page,
        survey_round,
        instrument,
        rounds.communities(db, survey_round.round_id),
        released,
        story(tables, instrument, page.choice),
        store.decisions(db, survey_round.round_id),
    )


def _newest(db: Database, survey_round: SurveyRound) -> Released:
    found = newest_release(db, survey_round)
    if found is None:
        raise Conflict("public_page.no_release", round=survey_round.name)
    return found


def _faults(wanted: Wanted, instrument: Instrument) -> list[Problem]:
    faults = []
    if not SLUG.fullmatch(wanted.slug) or len(wanted.slug) > LONGEST_SLUG:
        faults.append(Problem("slug", "public_page.slug", {"slug": wanted.slug}))
    if not ADDRESS.fullmatch(wanted.address) or len(wanted.address) > LONGEST_ADDRESS:
        facts = {"address": wanted.address}
        faults.append(Problem("address", "public_page.address", facts))
    known = {*measures_offered(instrument), *groupings_offered(instrument)}
    faults += [
        Problem(name, "public_page.not_offered", {"name": name})
        for name in (*wanted.choice.measures, *wanted.choice.groupings)
        if name not in known
    ]
    if not wanted.is_checked:
        faults.append(Problem("checked", "public_page.unchecked"))
    return faults
