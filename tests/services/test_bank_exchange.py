import json
import random
import zipfile
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.folding import folded
from survey_app.core.questionnaire.instrument import Construct, Item, Option, Scale
from survey_app.errors import NotFound, Rejected, SurveyError
from survey_app.interchange import bank_archive
from survey_app.interchange.media_file import read_recording
from survey_app.services import bank_exchange, banks, media, publishing, workshop
from survey_app.services.bank_exchange import About
from survey_app.store import media as media_store
from survey_app.store import shared_banks
from survey_app.store.database import create
from tests.media_samples import wav
from tests.xlsforms import codes

DAY = date(2026, 4, 2)
SOUND = read_recording("a.wav", wav())
QUESTION = "ما مدى أمان السوق؟"
ABOUT = About("CC-BY-4.0", "Council of the market, Riverside")
SCALE = Scale(
    "how_safe",
    tuple(Option(code, {"en": text, "ar": ar}) for code, text, ar in (("1", "Not safe", "غير آمن"), ("2", "Safe", "آمن"))),
    ("2",),
)  # fmt: skip
OWN = Definition(
    "market", {"en": "Our market"}, ("en", "ar"),
    own_items=(
        Item("m1", "scored", {"en": "How safe is the market?", "ar": "ما مدى أمان السوق؟"}, scale="how_safe"),
        Item("m2", "scored", {"en": "How safe is the road?", "ar": "ما مدى أمان الطريق؟"}, scale="how_safe"),
        Item("m3", "choice", {"en": "Who trades with you?", "ar": "مَن يتاجر معك؟"}, scale="T5"),
    ),
    own_scales=(SCALE,),
    own_constructs=(Construct("market_safety", "", {"en": "Safety of trade", "ar": "أمان التجارة"}, {"en": "safer"}, ("m1", "m2")),),
)  # fmt: skip


@pytest.fixture
def shared(db):
    """A bank made of a draft's own questions, with one recording, as a file."""
    workshop.create(db, OWN, "amal", DAY)
    media_store.record(db, "ar", QUESTION, SOUND)
    return bank_exchange.export(db, "market", ABOUT, DAY)


@pytest.fixture
def elsewhere():
    with closing(create(None)) as db:
        yield db


def rewritten(content, name, data):
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))
    return out.getvalue()


def refused(db, content):
    with pytest.raises(Rejected) as rejected:
        bank_exchange.take_in(db, "b.zip", content, DAY)
    assert shared_banks.everything(db) == []
    return codes(rejected.value.problems)


def test_a_bank_comes_with_its_languages_recordings_licence_and_source(
    shared, elsewhere
):
    bank = bank_exchange.take_in(elsewhere, "b.zip", shared, DAY)
    assert (bank.licence, bank.source, bank.made_on) == (*vars_of(ABOUT), "2026-04-02")
    kept = shared_banks.get(elsewhere, "market")
    assert kept.items == OWN.own_items
    assert kept.languages == ["en", "ar"]
    heard = media_store.recordings(elsewhere, "ar", [QUESTION])
    assert media.get(elsewhere, heard[QUESTION].sha256) == SOUND


def vars_of(about):
    return about.licence, about.source


def test_a_bank_taken_in_goes_on_as_it_came(shared, elsewhere):
    bank_exchange.take_in(elsewhere, "b.zip", shared, DAY)
    again = bank_exchange.export(elsewhere, "market", About(), date(2027, 1, 1))
    assert again == shared


def test_its_questions_become_a_drafts_own_and_can_be_published(shared, elsewhere):
    bank_exchange.take_in(elsewhere, "b.zip", shared, DAY)
    workshop.create(
        elsewhere,
        Definition("town", {"en": "Town"}, ("en",), items=("PU9",)),
        "amal",
        DAY,
    )
    bank_exchange.use(elsewhere, "market", "town", "amal", DAY)
    bank_exchange.use(elsewhere, "market", "town", "amal", DAY)
    definition = workshop.get(elsewhere, "town").definition
    assert [item.item_id for item in definition.own_items] == ["m1", "m2", "m3"]
    draft = publishing.build(definition)
    assert draft.item("m3").scale == "T5"
    publishing.publish(elsewhere, draft, DAY)
    with pytest.raises(NotFound):
        bank_exchange.use(elsewhere, "nobody", "town", "amal", DAY)


def test_whose_licence_and_source_nobody_says_is_not_shared(db):
    workshop.create(db, OWN, "amal", DAY)
    with pytest.raises(Rejected) as rejected:
        bank_exchange.export(db, "market", About(), DAY)
    assert codes(rejected.value.problems) == ["bank.no_provenance"]
    with pytest.raises(NotFound):
        bank_exchange.export(db, "nobody", ABOUT, DAY)


@pytest.mark.parametrize(
    "name", ["cohesion", "security", "institutions", "economic", "pulse"]
)
def test_banks_that_come_along_leave_with_all_languages_and_ideas(db, name):
    content = bank_exchange.export(db, name, About(), DAY)
    bank, _ = bank_archive.read("b.zip", content)
    assert {"en", "fr", "ar"} <= set(bank.languages)
    assert bank.licence == "Apache-2.0"
    assert set(bank.inspired) == {
        c for c, found in banks.shipped().constructs.items() if found.bank == name
    }
    bank_exchange.take_in(db, "b.zip", content, DAY)
    assert shared_banks.everything(db) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: replace(b, licence=" "), "bank.no_provenance"),
        (lambda b: replace(b, items=()), "bank.size"),
        (lambda b: replace(b, items=b.items * 200), "bank.size"),
        (lambda b: replace(b, items=(*b.items, b.items[0])), "bank.id_twice"),
        (lambda b: replace(b, items=(replace(b.items[0], item_id="a b"), *b.items)), "own.id"),
        (lambda b: replace(b, items=(replace(b.items[0], item_id="PL1.1"), *b.items)), "own.id_taken"),
        (lambda b: replace(b, items=(replace(b.items[0], role="consent"), *b.items[1:])), "bank.not_plain"),
        (lambda b: replace(b, items=(replace(b.items[0], ask={"item": "x", "in": []}), *b.items[1:])), "bank.not_plain"),
        (lambda b: replace(b, items=(replace(b.items[0], text={"en": " "}), *b.items[1:])), "own.no_text"),
        (lambda b: replace(b, items=(replace(b.items[0], scale="lost"), *b.items[1:])), "scale.unknown"),
        (lambda b: replace(b, items=(replace(b.items[0], text={"en": "x" * 3000}), *b.items[1:])), "form.text_too_long"),
        (lambda b: replace(b, scales=(replace(SCALE, options=SCALE.options[:1]), *b.scales[1:])), "bank.no_options"),
        (lambda b: replace(b, scales=(replace(b.scales[0], options=SCALE.options * 2), *b.scales[1:])), "bank.option_twice"),
        (lambda b: replace(b, scales=(b.scales[0], replace(b.scales[1], options=SCALE.options))), "own.id_taken"),
        (lambda b: replace(b, constructs=(Construct("c", "", {}, {}, ("m3",)),)), "instrument.unknown_name"),
        (lambda b: replace(b, items=(replace(b.items[0], text={"en": "a\u202eb"}), *b.items[1:])), "bank.unseen_signs"),
        (lambda b: replace(b, name="../up"), "draft.name"),
        (lambda b: replace(b, name="cohesion"), "own.id_taken"),
    ],
)  # fmt: skip
def test_a_bank_with_a_fault_is_refused_and_nothing_kept(
    elsewhere, shared, change, code
):
    assert code in refused(elsewhere, changed_file(shared, change))


def changed_file(content, change):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        bank = bank_archive.shared_bank.decode(archive.read("questions.json"))
    return bank_archive.write(change(bank), {})


def test_a_file_that_was_changed_on_the_way_is_refused(elsewhere, shared):
    with zipfile.ZipFile(BytesIO(shared)) as archive:
        names = archive.namelist()
        text = archive.read("questions.json").replace(b"safe", b"fine")
    assert refused(elsewhere, rewritten(shared, "questions.json", text)) == [
        "bank.files_changed"
    ]
    audio = next(name for name in names if name.startswith("audio/"))
    assert refused(elsewhere, rewritten(shared, audio, b"OggS?")) == [
        "bank.files_changed"
    ]


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 99])
def test_what_is_no_archive_is_refused(elsewhere, content):
    assert refused(elsewhere, content) == ["archive.damaged"]


@pytest.mark.parametrize(
    "manifest",
    [
        b"{}",
        b"[]",
        b'{"format": "x"}',
        b"[" * 99_999,
        json.dumps({"format": "survey_app bank", "version": 2, "files": {}}).encode(),
    ],
)
def test_an_archive_of_something_else_is_refused(elsewhere, shared, manifest):
    assert refused(elsewhere, rewritten(shared, "manifest.json", manifest)) == [
        "bank.no_archive"
    ]


def test_a_recording_already_here_is_not_replaced(shared, elsewhere):
    ours = read_recording("b.wav", wav(seconds=0.2))
    media_store.record(elsewhere, "ar", QUESTION, ours)
    bank_exchange.take_in(elsewhere, "b.zip", shared, DAY)
    assert media_store.recordings(elsewhere, "ar", [QUESTION]) == {
        QUESTION: ours.content
    }


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("safe market", None, "m1"),
        ("SAFE road", None, "m2"),
        ("امان السوق", None, "m1"),
        ("السُّوق", None, "m1"),
        ("تاجر", None, "m3"),
        ("safe market", "ar", None),
        ("market nothing", None, None),
        ("of trade", None, "market_safety"),
        ('"" ( * OR', None, None),
    ],
)
def test_questions_are_found_by_words_of_any_language(
    shared, elsewhere, words, language, found
):
    bank_exchange.take_in(elsewhere, "b.zip", shared, DAY)
    hits = [
        hit.id
        for hit in bank_exchange.search(elsewhere, words, language)
        if hit.bank == "market"
    ]
    assert (hits[:1] or [None])[0] == found


def test_banks_that_come_along_are_searched_in_all_their_languages(db):
    english = {hit.id for hit in bank_exchange.search(db, "police")}
    arabic = {hit.id for hit in bank_exchange.search(db, "الشرطة")}
    assert english & arabic
    assert bank_exchange.search(db, "") == []


def test_marks_that_vary_do_not_matter_when_people_search():
    assert folded("Confiance  ÉTABLIE") == "confiance etablie"
    assert folded("أُسْرَة") == folded("اسره")


def test_archives_broken_anywhere_never_crash(elsewhere, shared):
    chance = random.Random(5)
    for _ in range(50):
        damaged = bytearray(shared)
        for _ in range(chance.choice([1, 3, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(SurveyError):
            bank_exchange.examine(elsewhere, "b.zip", bytes(damaged))
