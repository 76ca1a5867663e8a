"""Pages show the verified numbers in words, with their n and interval, to whom they may."""

import re
from contextlib import closing
from html import unescape

import pytest

from survey_app.services import accounts
from survey_app.store.database import connect

PAGES = {
    "coordinator": [
        "/", "/rounds/", "/rounds/valley-2026", "/rounds/valley-2026/releases/", "/rounds/valley-2026/community/", "/rounds/valley-2026/backchecks", "/results/valley-2026/", "/results/valley-2026/gaps",
        "/results/valley-2026/gaps?by=identity", "/results/valley-2026/answers",
        "/results/valley-2026/changes", "/results/valley-2026/changes?by=displacement", "/results/valley-2026/respondents", "/rounds/valley-2026/boundaries",
        "/results/valley-2026/words", "/instruments/", "/instruments/trust.1", "/admin/accounts/",
        "/collect/online",
        "/results/valley-2026/report/", "/results/valley-2026/report/methods",
    ],
    "leader": ["/", "/results/valley-2026/report/", "/rounds/valley-2026", "/results/valley-2026/respondents", "/results/valley-2026/gaps", "/results/valley-2026/answers"],
    "enumerator": ["/", "/collect/online"],
}  # fmt: skip


def text_of(page):
    """Return what a reader sees: no tags, no white space in rows."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    ("role", "path"), [(r, p) for r, paths in PAGES.items() for p in paths]
)
def test_every_page_stands_in_every_language(visitor, role, path, language):
    visitor.sign_in(role)
    visitor.post("/language", language=language)
    assert visitor.get(path).status == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in visitor.page
    assert visitor.page.count("<h1") == 1
    assert "%(" not in text_of(visitor.page)


def test_the_first_page_says_who_is_left_behind(visitor):
    visitor.sign_in("analyst")
    sentence = (
        r"People displaced by the conflict score [45]\.\d lower than everyone else: "
        r"Trust in governing institutions \(\d\d people, interval −\d\.\d to −\d\.\d\)"
    )
    assert re.search(sentence, text_of(visitor.page))


def test_the_gaps_page_opens_where_groups_are_behind(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/gaps")
    assert re.search(r'aria-current="page">Displacement', visitor.page)
    assert "clearly behind" in text_of(visitor.page)


def test_the_page_shows_the_rows_of_the_command(visitor, cli, database):
    cli.database = database
    groupings = ["gender", "displacement", "identity", "community"]
    rows = cli.rows("gaps", "--round", "2026", "--of", "PL1", "SE2", "--by", *groupings)
    (row,) = [r for r in rows if (r["of"], r["group"]) == ("PL1", "displaced")]
    visitor.sign_in("analyst").get("/results/valley-2026/gaps?by=displacement")
    shown = text_of(visitor.page)
    assert f"−{-row['gap']:.2f}" in shown
    assert f"−{-row['ci_low']:.2f} to −{-row['ci_high']:.2f}" in shown
    assert f"{row['n']}" in shown


@pytest.mark.parametrize(("role", "digits"), [("leader", 1), ("analyst", 2)])
def test_numbers_have_the_decimals_of_the_release_shown(visitor, role, digits):
    visitor.sign_in(role).get("/results/valley-2026/gaps?by=displacement")
    numbers = re.findall(r'<td class="number">[−+]\d\.(\d+)</td>', visitor.page)
    assert {len(decimals) for decimals in numbers} == {digits}


def test_small_sensitive_groups_are_not_shown(visitor, cli, database):
    """Thirteen people came for other reasons; what is sensitive needs twenty."""
    cli.database = database
    by = ("--by", "displacement")
    rows = cli.rows("gaps", "--round", "2026", "--of", "PL1", "SE2", *by)
    hidden = [(row["of"], row["group"]) for row in rows if row["suppressed"]]
    assert hidden == [("SE2", "moved")]
    visitor.sign_in("analyst").get("/results/valley-2026/gaps?by=displacement")
    assert text_of(visitor.page).count("too few answers to show") == 1


def test_a_number_never_stands_without_its_people(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/")
    rows = re.findall(r"<tbody>(.*?)</tbody>", visitor.page, flags=re.S)[0].split(
        "<tr>"
    )[1:]
    assert len(rows) == 2
    for row in rows:
        assert len(re.findall(r'class="number"', row)) == 5


@pytest.mark.parametrize("by", ["nobody", "<script>alert(1)</script>"])
def test_an_unknown_grouping_is_named_safely(visitor, by):
    visitor.sign_in("analyst")
    assert visitor.get(f"/results/valley-2026/gaps?by={by}").status == 404
    assert "<script>alert" not in visitor.page


def test_what_people_wrote_is_shown_as_text(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/words")
    assert "Nobody tells us &lt;b&gt;anything&lt;/b&gt;." in visitor.page
    assert "woman" not in visitor.page


@pytest.mark.parametrize("sought", ["TÉLLS", "hing", "tells nobody"])
def test_what_people_wrote_is_searched_however_it_is_written(visitor, sought):
    visitor.sign_in("analyst").get(f"/results/valley-2026/words?q={sought}")
    assert "Nobody tells us" in visitor.page
    assert visitor.get("/results/valley-2026/words?q=water").status == 200
    assert "Nobody tells us" not in visitor.page
    assert "No answer holds these words." in visitor.page


def test_pilot_languages_are_told_to_the_coordinator_and_not_to_the_respondent(visitor):
    visitor.sign_in("coordinator").get("/rounds/valley-2026")
    assert "nobody has locked the texts in Français, العربية" in text_of(visitor.page)
    assert "or the program’s sentences around them" in text_of(visitor.page)
    visitor.get("/s/valley")
    assert "pilot" not in visitor.page.lower()
    assert "reviewed" not in visitor.page


def test_changes_between_rounds_of_the_same_places(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/changes?from=valley-2025")
    shown = text_of(visitor.page)
    assert "The same places were asked in both rounds" in shown
    assert "Trust in governing institutions" in shown


def test_the_first_round_has_nothing_before_it(visitor):
    visitor.sign_in("analyst").get("/results/valley-2025/changes")
    assert visitor.status == 200


@pytest.mark.parametrize(
    "path", ["/rounds/none", "/results/none/gaps", "/instruments/none"]
)
def test_what_is_not_there_is_said(visitor, path):
    visitor.sign_in("coordinator")
    assert visitor.get(path).status == 404
    assert "This did not work" in visitor.page


def test_charts_are_mirrored_where_people_read_from_the_right(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/gaps")
    left = re.findall(r'<path class="full" d="M([\d.]+)', visitor.page)[1:]
    visitor.post("/language", language="ar")
    visitor.get("/results/valley-2026/gaps")
    right = re.findall(r'<path class="full" d="M([\d.]+)', visitor.page)[1:]
    assert left
    assert [
        float(a) + float(b) for a, b in zip(left, right, strict=True)
    ] == pytest.approx([386] * len(left), abs=0.3)


def test_pages_are_packed_for_those_who_take_it(visitor):
    visitor.sign_in("analyst")
    reply = visitor.client.get(
        "/results/valley-2026/gaps", headers={"Accept-Encoding": "gzip"}
    )
    assert reply.headers["Content-Encoding"] == "gzip"
    assert int(reply.headers["Content-Length"]) < 20_000


def test_a_coordinator_releases_a_round_and_sees_how_much_is_withheld(visitor, app):
    visitor.sign_in("coordinator").get("/rounds/valley-2026/releases/")
    assert "Nothing was released yet" in visitor.page
    visitor.post("/rounds/valley-2026/releases/", purpose="Meeting of the <council>")
    shown = text_of(visitor.page)
    assert "Meeting of the <council>" in shown
    assert "too few people" in shown
    assert not re.search(r"\bmoved\b|River people", shown)


def test_restricted_results_are_released_by_two_coordinators(app, visitor, database):
    page = "/rounds/valley-2026/releases/"
    visitor.sign_in("coordinator").get(page)
    visitor.post(page, name="Spring", purpose="council", restricted="yes")
    assert "Another coordinator must confirm it." in text_of(visitor.page)
    visitor.post(f"{page}requests/1/confirm")
    assert visitor.status == 409
    with closing(connect(database)) as db:
        accounts.add(db, "id-second", "leila", "coordinator", "a long password")
    second = type(visitor)(app).sign_in("leila").get(page)
    assert "Confirm and release" in second.page
    second.post(f"{page}requests/1/confirm")
    shown = text_of(second.page)
    assert "confirmed by leila" in shown
    assert "Waiting for a second person" not in shown


def test_the_first_look_of_a_leader_is_a_release(app, visitor):
    visitor.sign_in("leader").get("/results/valley-2026/gaps")
    visitor.sign_in("coordinator").get("/rounds/valley-2026/releases/")
    shown = text_of(visitor.page)
    assert "first look of the public" in shown
    assert re.search(r"coordinator home\.show 1", shown)


def test_all_that_is_withheld_looks_the_same(visitor):
    visitor.sign_in("leader").get("/results/valley-2026/gaps?by=displacement")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", visitor.page, flags=re.S)
    words = [text_of(row) for row in rows if "too few answers to show" in row]
    tails = {re.sub(r"^.*?(too few answers to show.*)$", r"\1", row) for row in words}
    assert len(words) > 1
    assert len({tail.strip() for tail in tails}) == 1
