import pytest

from survey_app.cli.main import main


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    main(["init", "--database", "d.db"])
    capsys.readouterr()

    def call(*arguments):
        code = main(["bank", *arguments, "--database", "d.db"])
        return code, *capsys.readouterr()

    return call


def test_a_bank_leaves_as_one_file_that_says_what_is_in_it(run, tmp_path):
    assert run("export", "cohesion", "--out", "c.zip")[0] == 0
    code, out, _ = run("import", "c.zip", "--dry-run")
    assert (code, "Apache-2.0" in out, "cohesion" in out) == (0, True, True)
    assert run("import", "c.zip")[0] == 0
    assert run("export", "nothing", "--out", "n.zip")[0] == 3


def test_questions_are_found_in_the_shell(run):
    code, out, _ = run("search", "trust", "police")
    assert (code, "police" in out.lower()) == (0, True)
    assert "nothing to show" in run("search", "xyzzy")[1]
