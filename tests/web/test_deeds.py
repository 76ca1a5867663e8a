from survey_app.store import audit
from survey_app.store.database import connect


def test_who_closed_a_round_stands_on_the_page(visitor):
    visitor.sign_in("coordinator").get("/rounds/valley-2026")
    visitor.post("/rounds/valley-2026/close")
    visitor.get("/admin/audit/")
    assert "Nothing was changed" in visitor.page
    line = visitor.page.partition("closed a round")[0].rpartition("<tr>")[2]
    assert "coordinator" in line


def test_a_look_at_restricted_results_is_told(visitor, database):
    visitor.sign_in("analyst").get("/results/valley-2026/")
    assert visitor.status == 200
    db = connect(database)
    looks = [each for each in audit.everything(db) if each.deed == "results-looked"]
    db.close()
    found = {(each.who, each.about.split()[0]) for each in looks}
    assert ("analyst", "valley-2026") in found
    assert {who for who, _ in found} == {"analyst"}


def test_deeds_of_nobody_are_those_of_the_program(app, visitor, database):
    """A stranger after an account, in the same thread, is not taken for it."""
    visitor.sign_in("coordinator").get("/rounds/")
    type(visitor)(app).get("/")
    assert audit.ACTING.get() == ""
