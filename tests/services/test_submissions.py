"""Answers as KoboToolbox and ODK Central export them, by a map drafted from the form."""

import json

import pytest
from xlsxwriter import Workbook

from survey_app.cli.main import main
from tests.xlsforms import workbook

FORM = workbook(
    survey="""
    type                   | name  | label::English (en)     | label::Français (fr)      | survey_app::construct | survey_app::group
    start                  | start |                         |                           |                       |
    begin_group            | who   | About you               | Sur vous                  |                       |
    select_one sex         | sex   | Are you a woman?        | Êtes-vous une femme ?     |                       | gender
    integer                | age   | How old are you?        | Quel âge avez-vous ?      |                       |
    end_group              |       |                         |                           |                       |
    begin_group            | views | Your views              | Vos avis                  |                       |
    select_one trust       | police| Trust in the police?    | Confiance en la police ?  | institutions          |
    select_one trust       | court | Trust in courts?        | Confiance aux tribunaux ? | institutions          |
    select_multiple needs  | needs | What do you need?       | De quoi avez-vous besoin ?|                       |
    text                   | why   | Why?                    | Pourquoi ?                |                       |
    end_group              |       |                         |                           |                       |
    """,
    choices="""
    list_name | name  | label::English (en) | label::Français (fr)
    sex       | w     | Woman               | Femme
    sex       | m     | Man                 | Homme
    trust     | 1     | None                | Aucune
    trust     | 2     | Some                | Un peu
    trust     | 3     | A lot               | Beaucoup
    trust     | 99    | Prefer not to say   | Préfère ne pas répondre
    needs     | food  | Food                | Nourriture
    needs     | water | Water               | Eau
    """,
    settings="form_title | form_id\nViews | views",
)

#: uuid, sex, age, police, court, needs, why
ANSWERS = [
    ("u1", "w", 31, "1", "2", ["food", "water"], "It is far"),
    ("u2", "m", 44, "3", "99", ["water"], None),
    ("u3", "w", None, "2", "3", [], "Call Amina"),
]
WORDS = {
    "w": "Femme",
    "m": "Homme",
    "1": "Aucune",
    "2": "Un peu",
    "3": "Beaucoup",
    "99": "Préfère ne pas répondre",
}


def kobo_json():
    rows = [
        {
            "_id": place, "_uuid": uuid, "_submission_time": "2026-03-02T10:11:12",
            "start": "2026-03-02T10:00:00.000+01:00", "formhub/uuid": "x", "__version__": "v1",
            "who/sex": sex, **({"who/age": str(age)} if age else {}),
            "views/police": police, "views/court": court,
            **({"views/needs": " ".join(needs)} if needs else {}), **({"views/why": why} if why else {}),
            "_geolocation": [None, None], "_attachments": [], "_validation_status": {},
        }
        for place, (uuid, sex, age, police, court, needs, why) in enumerate(ANSWERS, 1)
    ]  # fmt: skip
    return json.dumps({"count": len(rows), "next": None, "results": rows}).encode()


def odata():
    rows = [
        {
            "__id": f"uuid:{uuid}", "__system": {"submissionDate": "2026-03-02T10:11:12.000Z", "submitterName": "x"},
            "meta": {"instanceID": f"uuid:{uuid}"},
            "who": {"sex": sex, "age": age},
            "views": {"police": police, "court": court, "needs": " ".join(needs) or None, "why": why},
        }
        for uuid, sex, age, police, court, needs, why in ANSWERS
    ]  # fmt: skip
    return json.dumps({"@odata.context": "x", "value": rows}).encode()


def as_csv(header, rows, delimiter):
    lines = [header, *rows]
    return "\n".join(
        delimiter.join(f'"{cell}"' for cell in line) for line in lines
    ).encode()


def kobo_csv():
    """Codes, groups by "/", and select_multiple in one column and in one for each."""
    header = ["start", "who/sex", "who/age", "views/police", "views/court", "views/needs",
              "views/needs/food", "views/needs/water", "views/why", "_id", "_uuid", "_submission_time"]  # fmt: skip
    rows = [
        ["2026-03-02T10:00", sex, age or "", police, court, " ".join(needs), *split(needs), why or "", "1", uuid, "2026-03-02 10:11:12"]
        for uuid, sex, age, police, court, needs, why in ANSWERS
    ]  # fmt: skip
    return as_csv(header, rows, ";")


def split(needs):
    return [int(each in needs) if needs else "" for each in ("food", "water")]


def kobo_words():
    """French words for questions and answers, with the groups' words before them."""
    header = ["start", "Sur vous/Êtes-vous une femme ?", "Sur vous/Quel âge avez-vous ?",
              "Vos avis/Confiance en la police ?", "Vos avis/Confiance aux tribunaux ?",
              "Vos avis/De quoi avez-vous besoin ?", "Vos avis/De quoi avez-vous besoin ?/Nourriture",
              "Vos avis/De quoi avez-vous besoin ?/Eau", "Vos avis/Pourquoi ?", "_id", "_uuid", "_submission_time"]  # fmt: skip
    rows = [
        ["2026-03-02T10:00", WORDS[sex], age or "", WORDS[police], WORDS[court],
         " ".join({"food": "Nourriture", "water": "Eau"}[n] for n in needs), *split(needs), why or "", "1", uuid, "2026-03-02 10:11:12"]
        for uuid, sex, age, police, court, needs, why in ANSWERS
    ]  # fmt: skip
    return as_csv(header, rows, ";")


def central_csv(with_groups):
    """ODK Central: groups by "-" or left out; the options of several in columns."""
    named = [
        ("who", "sex"),
        ("who", "age"),
        ("views", "police"),
        ("views", "court"),
        ("views", "needs"),
    ]
    names = [f"{group}-{name}" if with_groups else name for group, name in named]
    header = [
        "SubmissionDate",
        "start",
        *names,
        f"{names[-1]}/food",
        f"{names[-1]}/water",
        "meta-instanceID",
        "KEY",
        "SubmitterName",
    ]
    rows = [
        ["2026-03-02T10:11:12.000Z", "2026-03-02T10:00", sex, age or "", police, court, " ".join(needs), *split(needs), f"uuid:{uuid}", f"uuid:{uuid}", "x"]
        for uuid, sex, age, police, court, needs, _ in ANSWERS
    ]  # fmt: skip
    return as_csv(header, rows, ",")


@pytest.fixture
def cli(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.xlsx").write_bytes(FORM)

    def run(*arguments):
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run


def taken(cli, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    drafted = cli(
        "instrument",
        "map",
        "form.xlsx",
        "--data",
        name,
        "--out",
        "map.toml",
        "--round",
        "2026-1",
    )
    assert drafted[0] == 0, drafted
    code, out, err = cli(
        "import", "responses", name, "--map", "map.toml", "--database", "d.db"
    )
    assert code == 0, err
    return out


def rows(cli, *more):
    code, out, err = cli(
        "estimate", "--round", "2026-1", "--database", "d.db", "--format", "json", *more
    )
    assert code == 0, err
    return {
        row["of"]: row
        for row in json.loads(out)
        if row["group"] is None and row["kind"] != "share"
    }


EXPORTS = {
    "kobo.json": kobo_json(),
    "central.json": odata(),
    "kobo.csv": kobo_csv(),
    "words.csv": kobo_words(),
    "grouped.csv": central_csv(with_groups=True),
    "bare.csv": central_csv(with_groups=False),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_in_by_the_map_drafted_from_its_form(cli, tmp_path, name):
    out = taken(cli, tmp_path, name, EXPORTS[name])
    assert "3 new" in out
    assert "police: 1 1, 2 1, 3 1" in out
    assert "court: 2 1, 3 1, refused 1" in out
    assert "needs: food 1, not_asked 1, water 2" in out
    assert "gender: m 1, w 2" in out
    assert "why" not in out.split("left out")[0]
    assert (
        "0 new, 3 already known"
        in cli("import", "responses", name, "--map", "map.toml", "--database", "d.db")[
            1
        ]
    )


def test_an_excel_export_comes_in_too(cli, tmp_path):
    lines = [
        [cell.strip('"') for cell in line.split(";")]
        for line in kobo_csv().decode().splitlines()
    ]
    book = Workbook(tmp_path / "kobo.xlsx")
    sheet = book.add_worksheet("views")
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    assert "3 new" in taken(
        cli, tmp_path, "kobo.xlsx", (tmp_path / "kobo.xlsx").read_bytes()
    )


def test_a_map_without_a_file_names_the_columns_as_kobo_does(cli, tmp_path):
    assert cli("instrument", "map", "form.xlsx", "--out", "map.toml")[0] == 0
    text = (tmp_path / "map.toml").read_text(encoding="utf-8")
    assert 'column = "views/police"' in text
    assert 'id = "_uuid"' in text
    assert "# why: free texts are left out" in text


def test_what_the_answers_say_does_not_depend_on_the_export(cli, tmp_path):
    """Enough people to be shown, once as Kobo's JSON and once in French words."""
    found = []
    for name, content in (("kobo.json", kobo_json), ("words.csv", kobo_words)):
        many = [(f"{uuid}{n}", *rest) for n in range(10) for uuid, *rest in ANSWERS]
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(globals(), "ANSWERS", many)
            taken(cli, tmp_path, name, content())
        found.append({of: (row["n"], row["mean"]) for of, row in rows(cli).items()})
        (tmp_path / "d.db").unlink()
    assert found[0] == found[1]
    assert found[0]["police"] == (30, 5.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"food water"', '"food wine"'), "wine"),
        (lambda text: text.replace('"views/police": "1"', '"views/police": "7"'), "7"),
    ],
)
def test_a_value_the_form_does_not_have_is_told(cli, tmp_path, change, said):
    (tmp_path / "k.json").write_bytes(kobo_json())
    cli("instrument", "map", "form.xlsx", "--data", "k.json", "--out", "map.toml")
    (tmp_path / "k.json").write_text(change(kobo_json().decode()))
    code, _, err = cli(
        "import", "responses", "k.json", "--map", "map.toml", "--database", "d.db"
    )
    assert (code, said in err) == (1, True)


def test_an_option_column_holds_yes_or_no(cli, tmp_path):
    (tmp_path / "w.csv").write_bytes(kobo_words())
    cli("instrument", "map", "form.xlsx", "--data", "w.csv", "--out", "map.toml")
    (tmp_path / "w.csv").write_bytes(
        kobo_words().replace(b'"1";"1";"It', b'"1";"maybe";"It')
    )
    code, _, err = cli(
        "import", "responses", "w.csv", "--map", "map.toml", "--database", "d.db"
    )
    assert (code, "maybe" in err) == (1, True)


@pytest.mark.parametrize("content", [b"{", b'"text"', b"[1]", b"[" * 100_000, b"[]"])
def test_a_file_that_holds_no_submissions_is_refused(cli, tmp_path, content):
    (tmp_path / "k.json").write_bytes(content)
    code, _, err = cli(
        "instrument", "map", "form.xlsx", "--data", "k.json", "--out", "map.toml"
    )
    assert (code, "k.json" in err) == (1, True)
