"""A community's page stands still, is published on purpose, and can be taken down."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.community import Choice
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.services import community, releases
from survey_app.services.community import LONGEST_TEXT, Wanted
from survey_app.services.releases import Making
from survey_app.store import community as store
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.services.test_releases import more

DAY = date(2026, 3, 9)
WANTED = Wanted(
    "valley-2026",
    "http://10.0.0.1/public/valley-2026",
    Choice(("PL1",), ("gender",)),
    True,
)


@pytest.fixture
def world(database):
    db = connect(database)
    yield db
    db.close()


@pytest.fixture
def asked(world):
    found = rounds.get(world, "valley-2026")
    releases.make(world, found, Making("public", "co", "council"), DAY)
    return found


def publish(world, asked, **change):
    return community.publish(world, asked, replace(WANTED, **change), "co", DAY)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_a_page_needs_a_release_to_everybody(world):
    found = rounds.get(world, "valley-2026")
    releases.make(world, found, Making("analyst", "co", "council"), DAY)
    with pytest.raises(Conflict, match=r"public_page\.no_release"):
        publish(world, found)


def test_later_answers_and_releases_do_not_change_a_page(world, asked):
    published = publish(world, asked)
    before = community.at(world, "valley-2026").story
    assert before.topics[0].score.n == 160
    more(world, 60, enumerator="E9")
    releases.make(world, asked, Making("public", "co", "next"), DAY)
    assert community.at(world, "valley-2026").story == before
    assert community.preview(world, asked, published).story != before
    assert publish(world, asked).release_id > published.release_id
    assert community.at(world, "valley-2026").story.topics[0].score.n == 220


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slug": ""}, "public_page.slug"),
        ({"slug": "Valley"}, "public_page.slug"),
        ({"slug": "a--b"}, "public_page.slug"),
        ({"slug": "v" * 41}, "public_page.slug"),
        ({"address": "javascript:alert(1)"}, "public_page.address"),
        ({"address": "http://"}, "public_page.address"),
        ({"address": "http://a b/"}, "public_page.address"),
        ({"choice": Choice(("SE2",))}, "public_page.not_offered"),
        ({"choice": Choice((), ("identity",))}, "public_page.not_offered"),
        ({"choice": Choice((), ("community",))}, "public_page.not_offered"),
        ({"is_checked": False}, "public_page.unchecked"),
    ],
)
def test_what_a_page_may_not_be_is_refused(world, asked, change, code):
    with pytest.raises(Rejected) as refused:
        publish(world, asked, **change)
    assert codes(refused) == [code]
    assert store.of_round(world, "valley-2026") is None


def test_all_faults_are_told_at_once(world, asked):
    with pytest.raises(Rejected) as refused:
        publish(
            world, asked, slug="", address="", choice=Choice(("X",)), is_checked=False
        )
    assert len(codes(refused)) == 4


def test_two_rounds_do_not_share_an_address(world, asked):
    publish(world, asked)
    other = rounds.get(world, "valley-2025")
    releases.make(world, other, Making("public", "co", "council"), DAY)
    with pytest.raises(Conflict, match=r"public_page\.taken"):
        publish(world, other)
    publish(world, asked, slug="elsewhere")
    publish(world, other)
    assert community.at(world, "valley-2026").survey_round.name == "2025"


def test_a_page_that_is_taken_down_is_gone(world, asked):
    publish(world, asked)
    store.take_down(world, "valley-2026")
    with pytest.raises(NotFound, match=r"public_page\.unknown"):
        community.at(world, "valley-2026")


def test_a_decision_is_kept_by_language(world, asked):
    texts = ({"en": " No water. ", "ar": ""}, {"en": "A well.", "ar": " "})
    community.decide(world, asked, texts, "co", DAY)
    publish(world, asked)
    (found,) = community.at(world, "valley-2026").decisions
    assert (found.said, found.done) == ({"en": "No water."}, {"en": "A well."})
    store.undo(world, "valley-2025", found.decision_id)
    assert store.decisions(world, "valley-2026") == [found]
    store.undo(world, "valley-2026", found.decision_id)
    assert store.decisions(world, "valley-2026") == []


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (
            ({"en": "No water."}, {"en": "A well.", "fr": "Un puits."}),
            "public_page.half",
        ),
        (({"en": "No water."}, {"en": ""}), "public_page.half"),
        (
            ({"en": "x" * (LONGEST_TEXT + 1)}, {"en": "A well."}),
            "public_page.text_long",
        ),
        (({"en": ""}, {}), "public_page.no_text"),
    ],
)
def test_half_a_decision_is_none(world, asked, texts, code):
    with pytest.raises(Rejected) as refused:
        community.decide(world, asked, texts, "co", DAY)
    assert codes(refused) == [code]
    assert store.decisions(world, "valley-2026") == []
