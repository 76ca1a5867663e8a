from contextlib import closing
from io import BytesIO

import pytest

from survey_app.services import bank_exchange, workshop
from survey_app.store import shared_banks
from survey_app.store.database import connect
from tests.services.test_bank_exchange import ABOUT, DAY, OWN


@pytest.fixture
def coordinator(visitor):
    return visitor.sign_in("coordinator")


@pytest.fixture
def shared(database):
    with closing(connect(database)) as db:
        workshop.create(db, OWN, "amal", DAY)
        return bank_exchange.export(db, "market", ABOUT, DAY)


def take_in(visitor, content):
    visitor.get("/banks/")
    data = {"csrf_token": visitor.token, "file": (BytesIO(content), "market.zip")}
    return visitor.client.post("/banks/take-in", data=data)


def test_a_shared_bank_is_taken_in_found_used_and_forgotten(
    coordinator, shared, database
):
    assert take_in(coordinator, shared).status_code == 303
    page = coordinator.get("/banks/?words=safe+market").page
    assert "How safe is the market?" in page
    assert ABOUT.source in page
    coordinator.post("/banks/market/use", draft="market")
    assert coordinator.status == 200
    assert coordinator.client.get("/banks/market.zip").data == shared
    coordinator.get("/banks/")
    coordinator.post("/banks/market/remove")
    with closing(connect(database)) as db:
        assert shared_banks.everything(db) == []


def test_a_broken_bank_is_refused_in_words(coordinator, shared):
    reply = take_in(coordinator, shared[:-200])
    assert reply.status_code == 422
    assert take_in(coordinator, b"").status_code == 422


def test_nothing_found_says_what_to_try(visitor):
    page = visitor.sign_in("analyst").get("/banks/?words=%3Cscript%3Exyzzy").page
    assert "No question holds all these words" in page
    assert "<script>xyzzy" not in page
