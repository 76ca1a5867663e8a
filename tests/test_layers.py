"""The direction of imports: an inner layer never knows an outer one."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "survey_app"
#: Inner to outer; interchange stands beside store and is used by the layers outside it.
LAYERS = (
    "errors",
    "core",
    "store",
    "interchange",
    "services",
    "notebook",
    "web",
    "cli",
)
#: Parts of core, inner to outer.
CORE = (
    "questionnaire",
    "sampling",
    "measurement",
    "estimation",
    "disclosure",
    "quality",
    "warning",
    "listening",
    "strips",
    "maps",
    "people",
    "second_factor",
    "applications",
    "devices",
    "tokens",
    "community",
    "hubs",
)
FREE = {"i18n", "words", "config"}  # words and settings: import no layer
EDGE = {"notebook", "web", "cli"}
ONLY_IN = {
    "flask": {"web", "__init__"},
    "flask_wtf": {"web"},
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "babel": {"i18n", "interchange", "web"},
    "scipy": {"core"},
    "time": EDGE,
    "random": EDGE,
    "os": {"config", "store", *EDGE},  # the store makes its files last
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the import in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts(path):
    return [part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts]


def outer(order, name):
    return order[order.index(name) + 1 :] if name in order else ()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_inward(path):
    layer, *inside = parts(path)
    for name in imports(path):
        top, *rest = name.split(".")
        assert layer in ONLY_IN.get(top, {layer}), f"{layer} must not import {name}"
        if top != "survey_app" or not rest:
            continue
        assert rest[0] not in outer(LAYERS, layer), name
        assert layer not in FREE or rest[0] not in LAYERS[1:], name
        if layer == "core" and rest[0] == "core":
            assert rest[1] not in outer(CORE, inside[0]), name
        if layer == "interchange":
            assert rest[0] != "store", name


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_store_speaks_sql(path):
    if parts(path)[0] == "store":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"execute", "executescript", "query"}, node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_decoders_are_made_while_modules_load(path):
    """msgspec crashes where two threads are the first to meet a type at once."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "msgspec.json.decode"
        ):
            assert not [k for k in node.keywords if k.arg == "type"], node.lineno


def test_every_part_has_a_place_in_the_order():
    tops = {parts(path)[0] for path in MODULES}
    assert tops <= {*LAYERS, *FREE, "__init__"}
    inside = {parts(path)[1] for path in MODULES if parts(path)[0] == "core"}
    assert inside <= {*CORE, "__init__"}
