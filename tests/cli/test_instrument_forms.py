import pytest

from survey_app.cli.main import main
from tests.media_samples import wav
from tests.xlsforms import YES_NO, workbook

FORM = workbook(
    survey="type | name | label\nstart | start |\nselect_one yn | met | Met?\nimage | pic | Photo",
    choices=YES_NO,
    settings="form_id\nmeeting",
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.xlsx").write_bytes(FORM)
    main(["init", "--database", "d.db"])

    def call(*arguments):
        code = main(["instrument", *arguments, "--database", "d.db"])
        return code, *capsys.readouterr()

    return call


def test_a_form_is_refused_row_by_row_until_it_may_be_taken_partly(run):
    code, _, err = run("import", "form.xlsx")
    assert code == 1
    assert "survey:4 pic" in err
    assert "--partly" in err
    code, out, err = run("import", "form.xlsx", "--partly", "--construct", "well=met")
    assert (code, out.split()[0]) == (0, "meeting")
    assert "survey:4 pic" in err
    assert "“start”" in err


def test_a_dry_run_tells_everything_and_keeps_nothing(run):
    code, out, err = run("import", "form.xlsx", "--dry-run")
    assert (code, "1 losses" in out, "pic" in err) == (0, True, True)
    assert "meeting" not in run("list")[1]


def test_a_version_leaves_as_a_form_and_comes_back(run, tmp_path):
    assert run("import", "form.xlsx", "--partly")[0] == 0
    assert run("publish", "meeting")[0] == 0
    assert run("export", "meeting", "--as", "xlsform", "--out", "out.xlsx")[0] == 0
    assert (tmp_path / "out.xlsx").read_bytes()[:2] == b"PK"
    assert "meeting.1" in run("import", "out.xlsx")[1]


def test_questions_are_named_with_what_they_belong_to(run):
    code, _, err = run("import", "form.xlsx", "--partly", "--group", "gender")
    assert (code, "gender" in err) == (1, True)
    code, _, err = run("import", "form.xlsx", "--partly", "--group", "gender=nobody")
    assert (code, "nobody" in err) == (1, True)


def test_files_that_a_form_names_come_from_inside_a_folder(run, tmp_path):
    content = workbook(
        survey="type | name | label | audio\nselect_one yn | met | Met? | ../met.wav",
        choices=YES_NO,
    )
    (tmp_path / "form.xlsx").write_bytes(content)
    (tmp_path / "met.wav").write_bytes(wav())
    (tmp_path / "sounds").mkdir()
    code, _, err = run("import", "form.xlsx", "--media", "sounds")
    assert (code, "met.wav: The file is not in the folder" in err) == (0, True)
    (tmp_path / "sounds" / "met.wav").write_bytes(wav())
    code, _, err = run("import", "form.xlsx", "--media", "sounds")
    assert (code, "not in the folder" in err) == (0, False)
