import random
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from survey_app.core.hubs import Card, Content, Position
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.interchange import bundles
from survey_app.services import analysis, collection, hubs, publishing, releases
from survey_app.services.syncing import Hub
from survey_app.store import hub_changes, responses, rounds
from survey_app.store import hubs as store
from survey_app.store.database import create
from tests.conftest import TRUST

DAY = date(2026, 11, 25)
ROUND = "valley-2026"


@pytest.fixture
def village(opened):
    return named(opened, "Village")


@pytest.fixture
def district(db):
    return named(db, "District")


@pytest.fixture
def national():
    db = create(None)
    yield named(db, "National")
    db.close()


def named(db, name):
    hub = Hub(db, f"secret of {name}", DAY)
    hubs.introduce(db, name, hub.secret, DAY)
    return hub


def meet(lower, upper, kind="responses", names=(ROUND,)):
    """Let two hubs know each other, and agree on what goes up."""
    store.add(lower.db, upper.card, DAY)
    store.add(upper.db, lower.card, DAY)
    hubs.agree(lower.db, upper.card, "give", names, kind, DAY)
    hubs.agree(upper.db, lower.card, "take", names, kind, DAY)


def send(lower, upper, part=60):
    """Send up what is new; return what became of each bundle."""
    after = store.taken(upper.db, lower.card.hub_id)
    found = []
    for made in lower.all_for(upper.card, after, part):
        found.append(upper.take(made.written))
    return found


def kept(hub, round_id=ROUND):
    return sorted(
        (each.response_id, each.answers["PL1.1"])
        for each in responses.in_round(hub.db, round_id)
    )


def ids(hub):
    return [name for name, _ in kept(hub)]


def receipt(hub, response_id):
    """Give a response a code, as the slip of its respondent has."""
    hub.db.conn.execute("update responses set receipt_hash = ? where response_id = ?", ("ab" * 32, response_id))  # fmt: skip
    hub.db.conn.commit()


def codes(caught):
    return {each.code for each in caught.value.problems}


def test_responses_reach_the_nation_through_the_district(village, district, national):
    meet(village, district)
    meet(district, national)
    assert [each.counts["responses"] for each in send(village, district)] == [
        60,
        60,
        40,
    ]
    send(district, national)
    assert kept(national) == kept(village)

    def rows(hub):
        data = analysis.load(hub.db, rounds.get(hub.db, ROUND))
        return analysis.estimate(data, (), ("gender",), "public")

    assert list(rows(national)) == list(rows(village))


def test_nothing_is_sent_twice_and_new_responses_follow(village, district):
    meet(village, district)
    send(village, district)
    assert send(village, district) == []
    judge = collection.intake(village.db, ROUND)
    first = next(each for _, each in rows_of(village)).response
    collection.accept(village.db, judge, replace(first, response_id="new", weight=1.0, receipt_hash=None))  # fmt: skip
    (taken,) = send(village, district)
    assert taken.counts == {"withdrawn": 0, "responses": 1, "releases": 0}
    assert kept(district) == kept(village)


def rows_of(hub):
    return hub_changes.changed_after(hub.db, ROUND, 0, 1000)


def test_who_asked_is_told_apart_but_not_named(village, district):
    meet(village, district)
    send(village, district)
    ours = responses.count_by(village.db, ROUND, "enumerator")
    theirs = responses.count_by(district.db, ROUND, "enumerator")
    assert sorted(ours.values()) == sorted(theirs.values())
    assert not ours.keys() & theirs.keys()


def test_a_bundle_taken_twice_is_known(village, district):
    meet(village, district)
    made = village.next_for(district.card, Position())
    assert district.take(made.written).state == "kept"
    before = kept(district)
    assert district.take(made.written).state == "known"
    assert kept(district) == before


def test_a_bundle_before_its_turn_waits_for_the_one_before(village, district):
    meet(village, district)
    first, second, third = village.all_for(district.card, Position(), 60)
    with pytest.raises(Rejected) as caught:
        district.take(second.written)
    assert codes(caught) == {"bundle.gap"}
    for made in (first, second, first, third):
        district.take(made.written)
    assert kept(district) == kept(village)


def test_what_was_lost_is_made_again(village, district):
    meet(village, district)
    first, _lost, _too = village.all_for(district.card, Position(), 60)
    district.take(first.written)
    assert len(send(village, district)) == 2
    assert kept(district) == kept(village)


def test_a_hub_that_forgot_what_it_sent_sends_everything_again(village, district):
    meet(village, district)
    send(village, district)
    village.db.execute("delete from hub_sent")
    assert sum(each.counts["responses"] for each in send(village, district)) == 0
    assert kept(district) == kept(village)


def test_a_withdrawal_goes_up_before_anything_else(village, district, national):
    meet(village, district)
    meet(district, national)
    receipt(village, "2026-7")
    send(village, district)
    send(district, national)
    assert "2026-7" in ids(national)
    responses.withdraw(village.db, "ab" * 32)
    judge = collection.intake(village.db, ROUND)
    first = next(each for _, each in rows_of(village)).response
    for number in range(3):
        again = replace(first, response_id=f"new-{number}", receipt_hash=None)
        collection.accept(village.db, judge, again)
    first_up, *others = send(village, district, part=1)
    assert first_up.counts["withdrawn"] == 1
    assert all(each.counts["withdrawn"] == 0 for each in others)
    assert "2026-7" not in ids(district)
    send(district, national, part=1)
    assert kept(national) == kept(village)


def test_a_withdrawal_that_comes_first_keeps_the_response_out(
    village, district, national
):
    """The same response by two ways, its withdrawal by the shorter one."""
    receipt(village, "2026-7")
    meet(village, district)
    meet(village, national)
    meet(district, national)
    send(village, district)
    responses.withdraw(village.db, "ab" * 32)
    send(village, national)
    send(district, national)
    assert "2026-7" in ids(district)
    assert kept(national) == kept(village)


def test_a_correction_travels_and_wins_whichever_comes_first(
    village, district, national
):
    meet(village, district)
    meet(village, national)
    meet(district, national)
    send(village, district)
    correct(village, "2026-7", "5")
    correct(village, "2026-7", "1")
    send(village, national)
    send(district, national)
    assert dict(kept(national))["2026-7"] == "1"
    send(village, district)
    send(district, national)
    assert kept(village) == kept(district) == kept(national)


def test_a_correction_passed_on_by_a_hub_that_saw_no_other_state_wins(
    village, district, national
):
    for pair in ((village, district), (village, national), (district, national)):
        meet(*pair)
    correct(village, "2026-7", "5")
    send(village, national)
    correct(village, "2026-7", "1")
    send(village, district)
    send(district, national)
    assert dict(kept(national))["2026-7"] == "1"


def correct(hub, response_id, answer):
    hub.db.conn.execute(
        "update responses set answers = json_set(answers, '$.\"PL1.1\"', ?) where response_id = ?",
        (answer, response_id),
    )
    hub.db.conn.commit()


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_syncs_ends_in_the_same(village, district, national, seed):
    rng = random.Random(seed)
    for pair in ((village, district), (village, national), (district, national)):
        meet(*pair)
    receipt(village, "2026-3")
    for _ in range(12):
        deed = rng.choice(["correct", "send", "send", "send"])
        if deed == "correct":
            correct(village, f"2026-{rng.randrange(9)}", rng.choice("12345"))
        else:
            send(
                *rng.choice(
                    [(village, district), (village, national), (district, national)]
                )
            )
    responses.withdraw(village.db, "ab" * 32)
    for pair in ((village, district), (district, national), (village, national)):
        send(*pair)
    assert kept(village) == kept(district) == kept(national)


def test_what_is_not_agreed_is_refused_and_all_of_it_said(village, district):
    meet(village, district, names=(ROUND, "valley-2025"))
    hubs.agree(district.db, village.card, "take", ("valley-2025",), "nothing", DAY)
    hubs.agree(district.db, village.card, "take", (ROUND,), "aggregates", DAY)
    made = village.next_for(district.card, Position())
    with pytest.raises(Rejected) as caught:
        district.take(made.written)
    assert {(each.where, each.code) for each in caught.value.problems} == {
        (ROUND, "hub.not_agreed"),
        ("valley-2025", "hub.not_agreed"),
    }
    assert rounds.everything(district.db) == []
    assert store.taken(district.db, village.card.hub_id) == Position()


def test_by_aggregates_only_releases_to_the_public_travel(village, district):
    meet(village, district, kind="aggregates")
    survey_round = rounds.get(village.db, ROUND)
    assert village.next_for(district.card, Position()) is None
    rounds.set_open(village.db, ROUND, is_open=False, today=DAY)
    releases.load(
        village.db,
        rounds.get(village.db, ROUND),
        "public",
        releases.Asking("public", "x", DAY),
    )
    wanted = releases.Making("analyst", "analyst", "for the council")
    releases.make(village.db, rounds.get(village.db, ROUND), wanted, DAY)
    (taken,) = send(village, district)
    assert taken.counts == {"withdrawn": 0, "responses": 0, "releases": 1}
    (found,) = store.figures(district.db, village.card.hub_id)
    assert (found.round_id, found.audience) == (survey_round.round_id, "public")
    assert rounds.everything(district.db) == []
    assert send(village, district) == []


def test_a_changed_bundle_is_known_by_its_signature(village, district):
    meet(village, district)
    written = village.next_for(district.card, Position()).written
    rng = random.Random(1)
    for _ in range(40):
        at = rng.randrange(len(written))
        changed = written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :]
        with pytest.raises((Rejected, NotFound)):
            district.take(changed)
    for end in (0, 10, 19, 60, len(written) // 2, len(written) - 1):
        with pytest.raises(Rejected):
            district.take(written[:end])
    assert rounds.everything(district.db) == []


def test_a_bundle_forged_in_the_name_of_a_hub_is_refused(village, district, national):
    """Cards are not secret: whoever has them can seal, but not sign."""
    meet(village, district)
    _, keys = hubs.ourselves(national.db, national.secret)
    names = (village.card.hub_id, 1, Position().digest)
    content = Content(withdrawn=("ab" * 32,))
    written, _ = bundles.write(content, names, keys, district.card)
    with pytest.raises(Rejected) as caught:
        district.take(written)
    assert codes(caught) == {"bundle.signature"}


def test_a_bundle_opens_for_its_recipient_only(village, district, national):
    meet(village, district)
    meet(village, national)
    written = village.next_for(district.card, Position()).written
    with pytest.raises(Rejected) as caught:
        national.take(written)
    assert codes(caught) == {"bundle.not_for_us"}
    assert b"PL1" not in written


def test_a_stranger_is_not_heard(village, district, national):
    store.add(village.db, district.card, DAY)
    hubs.agree(village.db, district.card, "give", (ROUND,), "responses", DAY)
    with pytest.raises(NotFound):
        district.take(village.next_for(district.card, Position()).written)
    meet(national, district)
    forged = Card("Village", national.card.signing, national.card.sealing)
    with pytest.raises(Conflict):
        hubs.take_card(village.db, msgspec.json.encode({"kind": "survey_app hub 1", "name": "District", "signing": forged.signing, "sealing": forged.sealing}), DAY)  # fmt: skip


def test_places_and_rounds_that_are_others_here_are_all_told(village, district):
    meet(village, district)
    publishing.define(district.db, TRUST)
    asked = rounds.get(village.db, ROUND)
    instrument = publishing.draft(district.db, "trust")
    other = publishing.publish(district.db, instrument, DAY, pilot=("fr", "ar"))
    rounds.add(
        district.db,
        replace(asked, round_id="other", instrument_id=other, slug=None),
        origin="web",
    )
    place, *_ = rounds.places(village.db, ROUND)
    rounds.add_places(district.db, "other", [place])
    with pytest.raises(Rejected) as caught:
        send(village, district)
    assert codes(caught) == {"bundle.other_round", "bundle.other_place"}


def test_answers_that_cannot_be_are_refused(village, district):
    meet(village, district)
    correct(village, "2026-7", "11")
    with pytest.raises(Rejected) as caught:
        send(village, district, part=1000)
    assert {each.where for each in caught.value.problems} == {"2026-7.PL1.1"}
    assert rounds.everything(district.db) == []


def test_a_restored_database_with_another_secret_cannot_sign(village):
    with pytest.raises(Conflict):
        Hub(village.db, "another", DAY).card  # noqa: B018
