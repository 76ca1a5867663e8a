"""Writes docs/problems.md from the words of all problem codes: python -m tests.write_problems."""

from pathlib import Path

from survey_app.words import WORDS

PATH = Path(__file__).parent.parent / "docs" / "problems.md"
HEAD = """\
# Problems

Every refusal says what is wrong, where, and what to do, in the reader's language. Words in
braces are the facts of the case.

| code | what is wrong | what to do |
|---|---|---|
"""


def page():
    rows = (
        f"| `{code}` | {reason} | {remedy} |\n"
        for code, (reason, remedy) in sorted(WORDS.items())
    )
    return HEAD + "".join(rows).replace("{{", "{").replace("}}", "}")


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
