"""Every text is extracted, translated in every language, and keeps its placeholders."""

import ast
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from babel.support import NullTranslations

from survey_app import i18n
from survey_app.services.banks import shipped
from survey_app.store import instruments
from survey_app.store.database import connect

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}(?!\})")


def messages(path):
    with path.open("rb") as file:
        locale = i18n.find_locale(path.parent.parent.name)
        return [m for m in read_po(file, locale=locale) if m.id]


def forms(text):
    return list(text) if isinstance(text, tuple) else [text]


def placeholders(text):
    return {a or b for a, b in PLACEHOLDER.findall(text)}


def test_no_catalogue_is_stale():
    done = subprocess.run(
        [ROOT / "scripts" / "translations", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (
        f"run scripts/translations:\n{done.stdout}{done.stderr}"
    )


def test_no_text_hides_where_it_cannot_be_extracted():
    """A call inside an f-string is not seen by the extraction."""
    for path in (ROOT / "survey_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [c for c in ast.walk(node) if isinstance(c, ast.Call)]
                said = [
                    c for c in calls if c.args and isinstance(c.args[0], ast.Constant)
                ]
                names = {getattr(call.func, "id", "") for call in said}
                assert not names & {"_", "N_", "ngettext"}, f"{path}:{node.lineno}"


def test_the_languages_of_the_project_are_there():
    assert {path.parent.parent.name for path in FILES} >= {"fr", "ar"}


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: f"{p.parent.parent.name}-{p.stem}"
)
def test_every_text_is_translated(path):
    empty = [m.id for m in messages(path) if m.fuzzy or not all(forms(m.string))]
    assert empty == []


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: f"{p.parent.parent.name}-{p.stem}"
)
def test_every_placeholder_is_kept(path):
    for message in messages(path):
        wanted = set.union(*map(placeholders, forms(message.id)))
        for form in forms(message.string):
            # A plural form may spell its number out.
            spelled = {"num"} if len(forms(message.string)) > 1 else set()
            assert wanted - spelled <= placeholders(form) <= wanted, message.id


@pytest.mark.parametrize(
    ("count", "form"), [(3, "أيام"), (11, "يومًا"), (99, "يومًا"), (100, "يوم")]
)
def test_a_number_gets_the_form_that_arabic_gives_it(count, form):
    """Gettext's forms of Arabic are zero, one, two, few, other, many: not CLDR's order."""
    text = i18n.catalogue("ar").ngettext("%(num)s day", "%(num)s days", count)
    assert text.endswith(f" {form}")


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: f"{p.parent.parent.name}-{p.stem}"
)
def test_a_template_text_holds_no_percent_sign_of_its_own(path):
    """Every %-sign in a template's text is read as a placeholder."""
    for message in messages(path):
        if any(str(where).endswith(".html") for where, _ in message.locations):
            for form in [*forms(message.id), *forms(message.string)]:
                assert "%" not in re.sub(r"%\(\w+\)s", "", form), message.id


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: f"{p.parent.parent.name}-{p.stem}"
)
def test_every_translation_has_its_review_state(path):
    states = {comment for m in messages(path) for comment in m.user_comments}
    assert states <= {"review: draft", "review: done", i18n.LOCKED}
    translated = [m for m in messages(path) if all(forms(m.string))]
    assert all(m.user_comments for m in translated)


def test_no_english_text_of_a_bank_looks_untranslated():
    for code in ("fr", "ar"):
        same = [
            text
            for context, text in shipped().texts()
            if i18n.bank_words(code, context, text) == text and not text.isdecimal()
        ]
        assert len(same) < 5, same


@pytest.mark.parametrize(
    ("code", "direction", "name"),
    [
        ("ar", "rtl", "العربية"),
        ("fr", "ltr", "Français"),
        ("ps", "rtl", "پښتو"),
        ("ckb", "rtl", "کوردیی ناوەندی"),
        ("dik", "ltr", "Thuɔŋjäŋ"),
        ("zz", "ltr", "zz"),
    ],
)
def test_names_and_directions_come_from_cldr_or_our_table(code, direction, name):
    found = i18n.language(code)
    assert (found.direction, found.name) == (direction, name)


def test_sentences_respondents_read_are_counted_and_awaited():
    sentences = i18n.sentences("fr")
    assert 50 < len(sentences) < 100
    assert all(each.said and not each.is_locked for each in sentences)
    assert [each.one for each in i18n.sentences("so")] == [e.one for e in sentences]
    assert not any(each.said for each in i18n.sentences("so"))


class Brackets(NullTranslations):
    """A language in which every translated text stands in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, one, many, count):
        return f"⟦{one if count == 1 else many}⟧"


PAGES = [
    "/", "/rounds/", "/rounds/valley-2026", "/results/valley-2026/", "/results/valley-2026/gaps", "/results/valley-2026/respondents", "/rounds/valley-2026/boundaries",
    "/results/valley-2026/answers", "/results/valley-2026/changes?by=gender", "/results/valley-2026/words", "/results/valley-2026/trust", "/results/valley-2026/trust",
    "/instruments/", "/instruments/trust.1", "/admin/accounts/", "/collect/online", "/nowhere", "/s/valley",
    "/s/valley/withdraw", "/translations/", "/translations/trust/ar", "/translations/trust/ar/glossary",
]  # fmt: skip
#: Names that stand on pages as they are: data and the program's own.
NAMES = (
    *(
        "survey_app",
        "valley",
        "trust",
        "coordinator",
        "analyst",
        "leader",
        "enumerator",
        "translator",
        "North",
        "South",
    ),
    *(
        "north",
        "south",
        "Mar",
        "Jan",
        "Living together",
        "Asked by the council. Complaints: the market office.",
    ),
    *(
        "English",
        "Français",
        "localhost",
        "http",
        "nowhere",
        "Nobody tells us <b>anything</b>.",
    ),
)


def unbracketed(page, known):
    """Return the Latin words a reader sees that went through no translation."""
    body = re.sub(
        r"<(script|style)\b.*?</\1>", " ", page.replace("⟦survey_app", ""), flags=re.S
    )
    said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', body)
    text = re.sub(r"<code>.*?</code>|<bdi>.*?</bdi>", " ", body, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", text) + " ".join(said)
    text = unescape(text)
    while "⟦" in text:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        if shorter == text:
            break
        text = shorter
    for name in known:
        text = text.replace(name, " ")
    return re.findall(r"[A-Za-z]{3,}", text)


def labels_of(database):
    db = connect(database)
    instrument = instruments.get(db, "trust.1")
    db.close()
    found = [item.text["en"] for item in instrument.items]
    for item in instrument.items:
        for option in instrument.options(item):
            found += [option.label["en"], option.people.get("en", "")]
    found += [c.name["en"] for c in instrument.constructs] + [
        c.higher["en"] for c in instrument.constructs
    ]
    found += [words["en"] for words in instrument.group_names.values()]
    return {text for text in found if text}


def test_every_text_on_every_page_goes_through_translation(
    visitor, database, monkeypatch
):
    visitor.sign_in("coordinator")
    spoken = [each.name for each in i18n.languages()]
    known = sorted([*labels_of(database), *NAMES, *spoken], key=len, reverse=True)
    monkeypatch.setattr(i18n, "catalogue", lambda *_: Brackets())
    for path in PAGES:
        visitor.get(path)
        assert unbracketed(visitor.page, known) == [], path
    visitor.get("/s/valley")
    visitor.post("/s/valley", action="begin")
    for value in ("1", "1", "woman", "displaced", "river", *"12345", *"1234", "x"):
        assert unbracketed(visitor.page, known) == []
        item = re.search(r'name="item" value="([^"]+)"', visitor.page)[1]
        visitor.post("/s/valley", item=item, answer=value)
    assert 'class="receipt"' in visitor.page
    assert unbracketed(re.sub(r'class="receipt">[^<]+', "", visitor.page), known) == []
