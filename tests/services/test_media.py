"""A recording belongs to a text, a picture to an option, and both travel."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from survey_app.errors import NotFound, Rejected
from survey_app.interchange import media_archive as archive
from survey_app.services import media, media_exchange, publishing
from survey_app.services.media import MediaUpload, Slot
from survey_app.store import instruments
from survey_app.store.database import connect
from survey_app.store.media import find
from tests import media_samples as samples
from tests.conftest import TRUST

TODAY = date(2026, 3, 2)
SOUND = MediaUpload("a.ogg", samples.OGG)
PICTURE = MediaUpload("a.png", samples.png())
WOMAN = Slot("item", "DEM1", "woman")


@pytest.fixture
def db(database):
    opened = connect(database)
    yield opened
    opened.close()


def text_of(db, slot, language="en"):
    (found,) = [t for t in media.texts(db, "trust.1", language) if slot in t.slots]
    return found.text


def record(db, slot, language="en", upload=SOUND):
    text = text_of(db, slot, language)
    return media.record(db, "trust.1", language, text, upload)


def test_every_text_a_respondent_hears_can_be_recorded(db):
    spoken = media.texts(db, "trust.1", "ar")
    slots = {slot for each in spoken for slot in each.slots}
    instrument = instruments.get(db, "trust.1")
    for item in instrument.items:
        is_heard = item.role not in ("privacy", "mode")
        assert (Slot("item", item.item_id) in slots) is is_heard, item.item_id
    assert Slot("item", "@start") in slots
    assert Slot("item", "@about", "valley-2026") in slots
    assert {Slot("scale", "@decline", c) for c in ("dont_know", "refused")} <= slots
    assert WOMAN in slots
    assert len({each.text for each in spoken}) == len(spoken)


def test_versions_that_say_the_same_share_the_recording(db):
    record(db, Slot("item", "PL1.1"))
    publishing.define(db, replace(TRUST, items=("END1", "PU1")))
    changed = publishing.draft(db, "trust")
    newer = publishing.publish(db, changed, TODAY)
    assert newer == "trust.2"
    spoken = {t.text: t.recording for t in media.texts(db, newer, "en")}
    assert spoken[text_of(db, Slot("item", "PL1.1"))]


def test_the_package_names_every_place_of_a_recording_and_picture(db):
    kept = record(db, Slot("scale", scale_of(db, "PL1.1"), "1"), "ar")
    drawn = media.draw(db, "trust.1", WOMAN, PICTURE)
    (sound, picture) = media.manifest(db, ["trust.1"])["trust.1"]
    assert sound == {
        "scale": scale_of(db, "PL1.1"), "option": "1", "language": "ar", "kind": "audio",
        "sha256": kept.sha256, "type": "audio/ogg", "bytes": len(samples.OGG),
    }  # fmt: skip
    assert picture == {
        "item": "DEM1", "option": "woman", "language": None, "kind": "picture",
        "sha256": drawn.sha256, "type": "image/png", "bytes": drawn.bytes,
    }  # fmt: skip


def scale_of(db, item_id):
    return instruments.get(db, "trust.1").item(item_id).scale


def test_a_content_is_kept_once_and_gone_with_its_last_use(db):
    kept = record(db, Slot("item", "PL1.1"))
    assert record(db, Slot("item", "PL1.2")) == kept
    media.store.forget(db, "en", text_of(db, Slot("item", "PL1.1")))
    assert find(db, kept.sha256)
    media.store.forget(db, "en", text_of(db, Slot("item", "PL1.2")))
    assert find(db, kept.sha256) is None


def test_recording_again_leaves_nothing_of_the_first(db):
    first = record(db, Slot("item", "PL1.1"))
    second = record(db, Slot("item", "PL1.1"), upload=MediaUpload("b", samples.wav()))
    assert find(db, first.sha256) is None
    assert find(db, second.sha256).data == samples.wav()


def test_what_the_questionnaire_does_not_say_is_not_recorded(db):
    with pytest.raises(Rejected):
        media.record(db, "trust.1", "en", "Who leads the armed men?", SOUND)
    with pytest.raises(Rejected):
        media.draw(db, "trust.1", Slot("item", "DEM1", "nobody"), PICTURE)


def test_completeness_counts_each_text_once(db):
    before = media.completeness(db, "trust.1")
    record(db, Slot("item", "PL1.1"), "ar")
    after = media.completeness(db, "trust.1")
    assert after["ar"] == (1, before["ar"][1])
    assert after["en"] == before["en"]
    missing = [row for row in media.missing(db, "trust.1") if row["language"] == "ar"]
    assert len(missing) == before["ar"][1] - 1
    assert "PL1.1" not in {row["item"] for row in missing if not row["option"]}


def test_a_file_of_another_round_is_not_given(db):
    kept = record(db, Slot("item", "PL1.1"))
    assert media.of_rounds(db, ["valley-2026"], kept.sha256).data == samples.OGG
    with pytest.raises(NotFound):
        media.of_rounds(db, [], kept.sha256)


def filled(db, **files):
    """Return the exported list with file names written beside some slots."""
    exported = media_exchange.export(db, "trust.1")
    lines = archive.read_index(exported)
    named = [
        archive.Line(
            **{
                key: getattr(line, key)
                for key in ("language", "item", "scale", "option", "text")
            },
            file=files.get(f"{line.language}_{line.item}_{line.option}", line.file),
        )
        for line in lines
    ]
    return {"index.csv": archive.write_index(named)}


def test_a_team_records_elsewhere_and_brings_it_in(db):
    files = filled(db, **{"fr_DEM1_": "x/dem1.ogg", "_DEM1_woman": "woman.png"})
    files |= {"x/dem1.ogg": samples.OGG, "woman.png": samples.png(), "notes.txt": b"!"}
    folder = {f"folder/{name}": data for name, data in files.items()}
    unpacked = archive.read_zip("a.zip", archive.write_zip(folder))
    assert media_exchange.take_in(db, "trust.1", unpacked) == 2
    kinds = {(e["kind"], e["language"]) for e in media.entries(db, "trust.1")}
    assert kinds == {("audio", "fr"), ("picture", None)}


def test_what_is_exported_can_be_taken_in_again(db):
    record(db, Slot("item", "PL1.1"), "ar")
    media.draw(db, "trust.1", WOMAN, PICTURE)
    exported = media_exchange.export(db, "trust.1")
    entries = media.entries(db, "trust.1")
    media.store.forget(db, "ar", text_of(db, Slot("item", "PL1.1"), "ar"))
    media.store.erase(db, "trust", WOMAN)
    assert media.entries(db, "trust.1") == []
    assert media_exchange.take_in(db, "trust.1", exported) == 2
    assert media.entries(db, "trust.1") == entries


def test_all_faults_of_an_archive_are_told_and_nothing_is_kept(db):
    files = filled(
        db, en_DEM1_="a.ogg", fr_DEM1_="gone.ogg", ar_DEM1_="b.ogg", _DEM1_woman="b.ogg"
    )
    text = files["index.csv"].decode("utf-8-sig")
    text = text.replace("How do you describe yourself?", "How old are you?")
    text += "en,NONE,,,What?,a.ogg\n"
    files = {"index.csv": text.encode(), "a.ogg": samples.OGG, "b.ogg": b"nothing"}
    with pytest.raises(Rejected) as refused:
        media_exchange.take_in(db, "trust.1", files)
    assert sorted(p.code for p in refused.value.problems) == [
        "archive.file_missing",
        "archive.other_words",
        "media.kind_unknown",
        "media.kind_unknown",
        "media.option_unknown",
    ]
    assert media.entries(db, "trust.1") == []


def refusal(content):
    with pytest.raises(Rejected) as refused:
        archive.read_index(archive.read_zip("a.zip", content))
    return refused.value.problems[0].code


def test_an_archive_that_grows_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 2_000_000)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for n in range(3):
            bomb.writestr(f"{n}.ogg", bytes(1_000_000))
    assert len(out.getvalue()) < 10_000
    assert refusal(out.getvalue()) == "archive.too_large"


def test_an_archive_that_lies_about_its_sizes_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("1.ogg", bytes(1_000_000))
    true, false = (1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    lying = out.getvalue().replace(true, false)
    assert refusal(lying) in ("archive.too_large", "archive.damaged")


def test_an_archive_without_an_index_or_sense_is_refused():
    assert refusal(archive.write_zip({"a.ogg": samples.OGG})) == "archive.no_index"
    assert refusal(b"no archive at all") == "archive.damaged"
