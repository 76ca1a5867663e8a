import pytest

OUT = ("translation", "export", "well", "--language", "so")
IN = ("translation", "import", "well", "--language", "so")


@pytest.fixture
def ready(cli):
    assert cli("init") == 0
    assert cli("instrument", "build", "well", "--item", "END1", "--language", "en", "so") == 0  # fmt: skip
    for name, role in (("amal", "translator"), ("nadia", "analyst")):
        assert cli("account", "add", name, "--role", role) == 0
    return cli


def filled(path):
    """Write a translation into every text of a .po file."""
    parts = path.read_text(encoding="utf-8").split('msgstr ""')
    path.write_text('msgstr ""'.join(parts[:2]) + "".join(
        f'msgstr "Qoraal {n}"{part}' for n, part in enumerate(parts[2:])
    ), encoding="utf-8")  # fmt: skip


def test_texts_go_out_and_come_in_as_drafts(ready, tmp_path):
    file = tmp_path / "so.po"
    assert ready(*OUT, "--out", file) == 0
    filled(file)
    arguments = (*IN, file, "--by", "amal")
    rows = ready.rows(*arguments, "--dry-run")
    assert {row["outcome"] for row in rows} == {"new"}
    assert ready.rows("translation", "list")[0]["open"] == len(rows)
    assert ready.rows(*arguments) == rows
    assert {row["reason"] for row in ready.rows(*arguments)} == {"same"}
    state = ready.rows("translation", "list")[0]
    assert (state["drafting"], state["open"]) == (len(rows), 0)
    assert ready("translation", "lock", "well", "--language", "so", "--by", "amal") == 0
    assert f"so: 0 of {len(rows)} texts are locked." in ready.out


def test_a_file_with_faults_changes_nothing(ready, tmp_path):
    file = tmp_path / "so.po"
    assert ready(*OUT, "--out", file) == 0
    filled(file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Qoraal 1", "{x}"), encoding="utf-8")
    assert ready(*IN, file, "--by", "amal") == 1
    assert "not in the text that is translated: {x}" in ready.err
    assert ready.rows("translation", "list")[0]["drafting"] == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*IN, "--by", "nadia", "{file}"), 4),
        ((*IN, "--by", "nobody", "{file}"), 3),
        (("translation", "import", "well", "--language", "sw", "--by", "amal", "{file}"), 3),
        (("translation", "lock", "none", "--language", "so", "--by", "amal"), 3),
    ],
)  # fmt: skip
def test_who_and_what_must_be_known(ready, tmp_path, arguments, code):
    (tmp_path / "x.po").write_text("")
    file = tmp_path / "x.po"
    assert ready(*(file if a == "{file}" else a for a in arguments)) == code
