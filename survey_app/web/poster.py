"""What stands on a community's poster, on a page and as a file."""

from dataclasses import asdict, dataclass
from io import BytesIO

from survey_app.core.community import Finding
from survey_app.interchange.poster_pdf import poster_pdf
from survey_app.services.community import Telling
from survey_app.services.devices import qr_code
from survey_app.web import telling, words
from survey_app.web.telling import Said, TopicWords
from survey_app.web.words import _

#: How much of a page a poster holds.
MOST_TOPICS, MOST_DECISIONS = 4, 3
#: The largest letters with which so many letters of decisions still fit on one sheet.
SIZES = ((400, "large"), (800, "middle"))


@dataclass(frozen=True, slots=True)
class PosterTopic:
    """One topic: a sentence, how sure it is, and what is drawn.

    That is a place on the scale of ten or, without a score, people of ten.
    """

    name: str
    sentence: str
    sure: str
    score: Finding | None
    filled: int | None


@dataclass(frozen=True, slots=True)
class Poster:
    """All words of a poster, in one language."""

    kicker: str
    title: str
    people: str
    topics: tuple[PosterTopic, ...]
    decisions: tuple[tuple[Said, Said], ...]
    address: str
    source: str

    @property
    def size(self) -> str:
        """Return how large its letters may be on a page that cannot measure them."""
        letters = sum(len(each.text) for pair in self.decisions for each in pair)
        return next((size for most, size in SIZES if letters <= most), "small")


def poster(found: Telling) -> Poster:
    """Return the poster of a page, in the language of this request."""
    told = telling.told(found)
    return Poster(
        told.kicker,
        told.title,
        told.people,
        tuple(_topic(each) for each in told.topics[:MOST_TOPICS]),
        told.decisions[-MOST_DECISIONS:],
        found.page.address,
        told.source,
    )


def file_of(found: Telling) -> bytes:
    """Return the poster as PDF; raise SurveyError where the extra is missing."""
    language = words.language()
    facts = asdict(poster(found)) | {
        "language": language.code,
        "direction": language.direction,
        "heading": _("You said, we did"),
        "said": _("You said"),
        "done": _("We did"),
        "undecided": _("It is not written here yet what was decided because of this."),
        "too_few": _(
            "Too few people answered to show anything without showing single people."
        ),
        "more": _("More to read and to hear:"),
        "tell": _(
            "Is something here wrong, or could it harm somebody? Tell those who asked "
            "you."
        ),
    }
    return poster_pdf(facts, _code(found.page.address), found.released.made_on)


def _topic(topic: TopicWords) -> PosterTopic:
    if topic.sentences:
        first, sure = topic.sentences[:2]
        return PosterTopic(topic.name, first, sure, topic.score, None)
    answer = topic.answers[0]
    return PosterTopic(topic.name, answer.sentence, answer.sure, None, answer.filled)


def _code(address: str) -> bytes:
    out = BytesIO()
    qr_code(address).save(out, kind="svg", border=2)
    return out.getvalue()
