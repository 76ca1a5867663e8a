"""People answer, one question a screen, in their language, without JavaScript."""

import gzip
import re

import pytest

from survey_app.store import interviews, responses
from survey_app.store.database import connect


def question(visitor):
    """Return the id of the question on the screen."""
    found = re.search(r'name="item" value="([^"]+)"', visitor.page)
    return found[1] if found else None


def legend(visitor):
    return re.search(r"<legend>(.*?)</legend>", visitor.page)[1]


def begin(visitor):
    visitor.get("/s/valley")
    return visitor.post("/s/valley", action="begin")


def answer(visitor, value, **fields):
    return visitor.post("/s/valley", item=question(visitor), answer=value, **fields)


def kept(database):
    db = connect(database)
    found = [
        r for r in responses.in_round(db, "valley-2026") if "-" not in r.response_id
    ]
    db.close()
    return found


ANSWERS = {
    "SCR1": "1", "SCR2": "1", "DEM1": "woman", "DEM4": "displaced", "DEM3": ["river", "hill"],
    "PL1.1": "1", "PL1.2": "dont_know", "PL1.3": "refused", "PL1.4": "5", "PL1.5": "4",
    "SE2.1": "3", "SE2.2": "3", "SE2.3": "3", "SE2.4": "3", "END1": "=1+1 <script>alert(1)</script>",
}  # fmt: skip


def answer_all(visitor):
    for item, value in ANSWERS.items():
        assert question(visitor) == item
        answer(visitor, value)
    return visitor


def test_from_consent_to_the_receipt(visitor, database):
    answer_all(begin(visitor))
    code = re.search(r'class="receipt">([A-Z0-9]{4}-[A-Z0-9]{4})<', visitor.page)
    assert code
    (found,) = kept(database)
    assert found.answers == ANSWERS
    assert (found.language, found.mode, found.enumerator) == ("en", "alone", "")


def test_dont_know_and_prefer_not_to_say_are_always_there(visitor):
    begin(visitor)
    for item, value in ANSWERS.items():
        declines = (
            "I prefer not to say" in visitor.page and "I do not know" in visitor.page
        )
        assert declines is (item not in ("SCR1", "SCR2")), item
        answer(visitor, value)


def test_declining_a_text_or_several_choices_is_a_button(visitor, database):
    begin(visitor)
    for item, value in ANSWERS.items():
        if item in ("DEM3", "END1"):
            visitor.post("/s/valley", item=item, missing="refused", answer="")
        else:
            answer(visitor, value)
    assert kept(database)[0].answers["DEM3"] == "refused"
    assert kept(database)[0].answers["END1"] == "refused"


def test_the_language_changes_at_any_time_and_nothing_is_lost(visitor, database):
    begin(visitor)
    answer(visitor, "1")
    answer(visitor, "1")
    # The answer chosen but not yet sent is kept as well.
    visitor.post("/s/valley", item="DEM1", answer="woman", language="ar")
    assert question(visitor) == "DEM1"
    assert 'lang="ar" dir="rtl"' in visitor.page
    assert re.search(r'value="woman" checked', visitor.page)
    answer(visitor, "woman")
    visitor.post("/s/valley", item="DEM4", language="fr")
    assert 'lang="fr" dir="ltr"' in visitor.page
    for item in list(ANSWERS)[3:]:
        answer(visitor, ANSWERS[item])
    assert kept(database)[0].answers == ANSWERS
    assert kept(database)[0].language == "fr"


def test_a_language_the_questionnaire_lacks_changes_nothing(visitor):
    begin(visitor)
    visitor.post("/s/valley", item="SCR1", language="so")
    assert 'lang="en"' in visitor.page
    assert visitor.status in (200, 422)


def test_the_start_is_in_the_visitors_language(visitor):
    visitor.get("/s/valley", **{"Accept-Language": "ar-TN, fr;q=0.5"})
    assert 'lang="ar" dir="rtl"' in visitor.page
    assert "العيش معا" in visitor.page
    visitor.post("/s/valley", language="fr")
    assert "Vivre ensemble" in visitor.page


def test_going_back_shows_what_was_answered(visitor):
    begin(visitor)
    for item in list(ANSWERS)[:3]:
        answer(visitor, ANSWERS[item])
    visitor.post("/s/valley", item="DEM4", action="back")
    assert question(visitor) == "DEM1"
    assert 'value="woman" checked' in visitor.page
    answer(visitor, "man")
    assert question(visitor) == "DEM4"


def test_no_answer_is_asked_for_again_kindly(visitor):
    begin(visitor)
    visitor.post("/s/valley", item="SCR1")
    assert visitor.status == 422
    assert question(visitor) == "SCR1"
    assert "No answer is chosen." in visitor.page


@pytest.mark.parametrize("value", ["9", "", "<script>", "1' or 1=1"])
def test_an_answer_that_is_none_is_refused_and_nothing_lost(visitor, value):
    begin(visitor)
    answer(visitor, "1")
    visitor.post("/s/valley", item="SCR2", answer=value)
    assert visitor.status == 422
    assert question(visitor) == "SCR2"
    assert "<script>alert" not in visitor.page


def test_a_text_too_long_is_given_back_with_its_length(visitor):
    begin(visitor)
    for item in list(ANSWERS)[:-1]:
        answer(visitor, ANSWERS[item])
    answer(visitor, "x" * 2001)
    assert visitor.status == 422
    assert "The text has 2001 signs; 2000 fit." in visitor.page


def test_the_same_page_sent_twice_is_answered_once(visitor, database):
    begin(visitor)
    answer(visitor, "1")
    token = visitor.token
    visitor.post("/s/valley", item="SCR1", answer="1", token=token)
    visitor.post("/s/valley", item="SCR1", answer="1", token=token)
    assert question(visitor) == "SCR2"


def test_the_last_page_sent_twice_keeps_one_response(visitor, database):
    begin(visitor)
    for item in list(ANSWERS)[:-1]:
        answer(visitor, ANSWERS[item])
    token = visitor.token
    for _ in range(2):
        visitor.post("/s/valley", item="END1", answer="twice", token=token)
    assert len(kept(database)) == 1


def test_a_form_without_our_token_changes_nothing(visitor, database):
    begin(visitor)
    visitor.post("/s/valley", item="SCR1", answer="1", token="")
    assert visitor.status == 400
    assert "Nothing was saved" in visitor.page
    visitor.get("/s/valley")
    assert question(visitor) == "SCR1"


@pytest.mark.parametrize(
    ("answers", "reason"), [(["0"], "consent"), (["1", "0"], "adult")]
)
def test_who_refuses_or_is_too_young_leaves_only_a_count(
    visitor, database, answers, reason
):
    begin(visitor)
    for value in answers:
        answer(visitor, value)
    assert "Nothing you said was kept" in visitor.page
    db = connect(database)
    assert interviews.refusals(db, "valley-2026") == {reason: 1}
    assert db.table("interviews").count == 0
    db.close()
    assert kept(database) == []


def test_leaving_at_once_shows_a_calendar_and_back_shows_nothing(visitor, database):
    begin(visitor)
    answer(visitor, "1")
    visitor.post("/s/valley", action="stop")
    assert 'class="month"' in visitor.page
    assert "survey" not in visitor.page.lower()
    visitor.get("/s/valley")
    assert 'class="month"' in visitor.page
    db = connect(database)
    assert db.table("interviews").count == 0
    db.close()


def test_leaving_empties_the_browsers_memory(visitor):
    begin(visitor)
    reply = visitor.client.post(
        "/s/valley", data={"action": "stop", "csrf_token": visitor.token}
    )
    assert reply.headers["Clear-Site-Data"] == '"cache"'
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_closed_round_takes_nobody_new_but_loses_nobody(app, visitor, database):
    begin(visitor)
    answer(visitor, "1")
    coordinator = type(visitor)(app).sign_in("coordinator")
    coordinator.get("/rounds/valley-2026")
    coordinator.post("/rounds/valley-2026/close")
    for item in list(ANSWERS)[1:]:
        answer(visitor, ANSWERS[item])
    assert len(kept(database)) == 1
    late = type(visitor)(app).get("/s/valley")
    assert late.status == 409
    assert "Round 2026 is closed." in late.page


def test_an_address_nobody_gave_out(visitor):
    assert visitor.get("/s/nowhere").status == 404
    assert "Check the address" in visitor.page


def test_the_receipt_takes_the_answers_back_and_tells_nothing(visitor, database):
    answer_all(begin(visitor))
    code = re.search(r'class="receipt">([^<]+)<', visitor.page)[1]
    replies = []
    for given in ("WRONG-CODE", code.lower().replace("-", " "), code):
        visitor.get("/s/valley/withdraw")
        visitor.post("/s/valley/withdraw", code=given)
        replies.append(re.sub(r'value="[^"]*"', "", visitor.page))
    assert kept(database) == []
    assert replies[0] == replies[1] == replies[2]
    assert "=1+1" not in replies[1]


def test_the_code_is_nowhere_in_the_database(visitor, database):
    answer_all(begin(visitor))
    code = re.search(r'class="receipt">([^<]+)<', visitor.page)[1]
    content = b"".join(file.read_bytes() for file in database.parent.glob("world.db*"))
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content


def test_an_enumerator_is_asked_for_privacy_and_mode(app, visitor, database):
    visitor.sign_in("enumerator")
    visitor.get("/collect/online")
    assert "You have done 0 interviews." in visitor.page
    visitor.post("/collect/online", round="valley-2026", place="valley-2026-north1")
    path = []
    while question(visitor):
        path.append(question(visitor))
        answer(
            visitor,
            ANSWERS.get(path[-1], "interviewer" if path[-1] == "SCR4" else "no"),
        )
    assert path == ["SCR1", "SCR2", "SCR3", "SCR4", *list(ANSWERS)[2:]]
    (found,) = kept(database)
    assert (found.enumerator, found.mode, found.community) == (
        "enumerator",
        "interviewer",
        "north",
    )
    assert (found.psu, found.stratum, found.weight) == ("north1", "north", 10.0)
    visitor.get("/collect/online")
    assert "You have done 1 interview." in visitor.page


def test_with_an_armed_person_in_hearing_nothing_sensitive_is_asked(visitor):
    visitor.sign_in("enumerator")
    visitor.get("/collect/online")
    visitor.post("/collect/online", round="valley-2026", place="valley-2026-north1")
    path = []
    while question(visitor):
        path.append(question(visitor))
        answer(
            visitor,
            "armed" if path[-1] == "SCR3" else ANSWERS.get(path[-1], "interviewer"),
        )
    assert not [item for item in path if item.startswith("SE2")]
    assert "PL1.5" in path


def test_a_place_of_another_round_is_refused(visitor):
    visitor.sign_in("enumerator")
    visitor.get("/collect/online")
    visitor.post("/collect/online", round="valley-2026", place="valley-2025-north1")
    assert visitor.status == 422
    assert "This round has no place valley-2025-north1." in visitor.page


def test_a_link_can_carry_the_place(visitor, database):
    visitor.get("/s/valley?place=valley-2026-south2")
    visitor.post("/s/valley?place=valley-2026-south2", action="begin")
    answer_all(visitor)
    assert kept(database)[0].psu == "south2"


def test_the_questionnaire_names_no_other_host_and_no_inline_code(visitor):
    begin(visitor)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', visitor.page)
    assert not re.findall(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", visitor.page
    )


def test_a_first_page_is_light(visitor):
    """At most 30 KB packed, with everything it asks for."""
    visitor.get("/s/valley")
    addresses = re.findall(r'(?:src|href)="(/static[^"]+)"', visitor.page)
    contents = [visitor.page.encode()]
    for address in addresses:
        with visitor.client.get(address) as reply:
            contents.append(reply.get_data())
    assert len(addresses) >= 3
    assert sum(len(gzip.compress(content)) for content in contents) <= 30 * 1024


def test_a_text_that_may_tell_who_somebody_is_is_asked_about_once(visitor, database):
    begin(visitor)
    for item, value in list(ANSWERS.items())[:-1]:
        assert question(visitor) == item
        answer(visitor, value)
    text = "Ask Karim Haddad\r\nor 071 234 567"
    answer(visitor, text)
    assert "This may tell who somebody is" in visitor.page
    assert "Karim Haddad" in visitor.page
    assert f">{text}</textarea>" in visitor.page.replace("\n", "\r\n").replace(
        "\r\r", "\r"
    )
    # Another text is asked about again; the same one is kept.
    answer(visitor, "Ask Amira Haddad", warned=text)
    assert "Amira Haddad" in visitor.page
    assert kept(database) == []
    answer(visitor, text, warned=text.replace("\r", ""))
    assert kept(database)[0].answers["END1"] == text


def test_a_place_of_the_survey_names_nobody(visitor, database):
    begin(visitor)
    for value in list(ANSWERS.values())[:-1]:
        answer(visitor, value)
    answer(visitor, "In north Village the well is dry")
    assert "may tell" not in visitor.page
    assert kept(database)
