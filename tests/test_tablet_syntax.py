"""The tablet's code runs in Chrome 80, what many old tablets stopped at."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "survey_app" / "web" / "static"
MODULES = [*sorted((STATIC / "collect").glob("*.js")), STATIC / "routing.js"]

#: What came after Chrome 80, and with which version.
NEWER = {
    "logical assignment (85)": r"(\?\?|\|\||&&)=",
    "private members (84)": r"[\s.]#[a-z_]\w*\s*[=(;]",
    "static blocks (94)": r"\bstatic\s*\{",
    "top-level await (89)": r"(?m)^(const .*=\s*|let .*=\s*)?await\b",
    "at() (92)": r"\.at\(",
    "replaceAll() (85)": r"\.replaceAll\(",
    "structuredClone() (98)": r"\bstructuredClone\b",
    "hasOwn() (93)": r"Object\.hasOwn\b",
    "randomUUID() (92)": r"\brandomUUID\b",
    "Promise.any() (85)": r"Promise\.any\b",
    "findLast() (97)": r"\.findLast(Index)?\(",
    "WeakRef (84)": r"\bWeakRef\b",
    "toSorted() and its like (110)": r"\.(toSorted|toReversed|toSpliced|with)\(",
    "AbortSignal.timeout() (103)": r"AbortSignal\.(timeout|any)\b",
    "replaceChildren() (86)": r"\.replaceChildren\(",
    "Object.groupBy() (117)": r"\.groupBy\(",
    "a dynamic import, which could mix two versions": r"\bimport\(",
}


def code_of(path):
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(?m)^\s*//.*$|\s//\s.*$", "", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_uses_nothing_newer_than_chrome_80(path):
    code = code_of(path)
    assert {what for what, sign in NEWER.items() if re.search(sign, code)} == set()


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("logical assignment (85)", "a ??= 1;"),
        ("private members (84)", "  #count = 0;"),
        ("private members (84)", "  return this.#count();"),
        ("top-level await (89)", "const a = await open();"),
        ("at() (92)", "list.at(-1)"),
    ],
)
def test_what_is_newer_is_found(what, line):
    assert re.search(NEWER[what], line)
