"""A new server waits for its first coordinator, and for nobody else."""

import pytest

from survey_app import create_app
from survey_app.errors import NotAllowed, NotFound
from survey_app.services.first_account import MOST_WRONG, FirstCode, is_new, make
from survey_app.store import accounts
from survey_app.store.database import create
from tests.conftest import Visitor

CODE = "abcd-efgh-jkmn-pqrs"
GOOD = {"code": CODE, "name": "Leila", "password": "a long password", "again": "a long password"}  # fmt: skip


@pytest.fixture
def new(tmp_path):
    """Somebody at the door of a server nobody has an account on."""
    create(tmp_path / "new.db").close()
    app = create_app({
        "TESTING": True, "DATABASE": tmp_path / "new.db", "SECRET_KEY": "test",
        "FIRST_CODE": FirstCode(CODE),
    })  # fmt: skip
    return Visitor(app)


def test_the_code_makes_a_coordinator_once(new):
    assert 'href="/first"' in new.get("/").page
    new.get("/first")
    new.post("/first", **GOOD | {"code": " ABCD efgh jkmn pqrs"})
    assert "You are the first coordinator" in new.page
    assert "Leila" in new.get("/admin/accounts/").page
    other = Visitor(new.client.application)
    assert other.get("/first").status == 404
    assert 'href="/first"' not in other.get("/").page
    other.get("/signin")
    assert other.post("/first", **GOOD | {"name": "Second"}).status == 404


def test_another_code_makes_nobody(new):
    new.get("/first")
    assert new.post("/first", **GOOD | {"code": "abcd-efgh-jkmn-pqrt"}).status == 422
    assert "not the code" in new.page
    assert 'value="Leila"' in new.page
    assert new.get("/first").status == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"again": "another password"}, "not the same"),
        ({"password": "short", "again": "short"}, "shorter than 10"),
        ({"name": " "}, "must have 1 to 60"),
    ],
)
def test_a_fault_is_told_and_the_code_still_good(new, change, told):
    new.get("/first")
    assert new.post("/first", **GOOD | change).status == 422
    assert told in new.page
    assert new.post("/first", **GOOD).status == 200


def test_guessing_ends_the_code():
    code = FirstCode(CODE)
    for _ in range(MOST_WRONG):
        with pytest.raises(NotAllowed, match=r"account\.first_code_wrong"):
            code.check("x")
    with pytest.raises(NotAllowed, match=r"account\.first_code_spent"):
        code.check(CODE)


def test_there_is_one_first_account_only(db):
    assert is_new(db)
    make(db, "a", "Leila", "a long password")
    with pytest.raises(NotFound, match=r"account\.there_is_one"):
        make(db, "b", "Amira", "a long password")
    assert [each.role for each in accounts.everyone(db)] == ["coordinator"]


def test_a_server_with_accounts_has_no_such_page(visitor):
    assert visitor.get("/first").status == 404
