"""No number reaches a reader but through the one door of disclosure control."""

import ast
import inspect
import pkgutil
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeVar, get_args, get_origin, get_type_hints

import pytest

import survey_app
from survey_app import services
from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import EstimateRow

PACKAGE = Path(survey_app.__file__).parent
SERVICES = sorted(
    each.name
    for each in pkgutil.walk_packages(services.__path__, "survey_app.services.")
    if not each.ispkg
)
EDGE = sorted(
    path
    for layer in ("web", "cli", "notebook")
    for path in (PACKAGE / layer).rglob("*.py")
)
#: What the edge may know of estimation: the shapes of rows. It prints `door.plain` ones.
SHAPES = ("rows.keys_of", "rows.AnyRow", "rows.Row")


def is_row(kind):
    return is_dataclass(kind) and "suppressed" in {field.name for field in fields(kind)}


def unprotected(kind, seen=()):
    """Yield the row types within a type that are not inside Protected."""
    if get_origin(kind) is Protected or kind in seen:
        return
    if isinstance(kind, TypeVar):
        for constraint in kind.__constraints__:
            yield from unprotected(constraint, seen)
    elif is_row(kind):
        yield kind.__name__
    elif inspect.isclass(kind) and is_dataclass(kind):
        for inner in get_type_hints(kind).values():
            yield from unprotected(inner, (*seen, kind))
    for inner in get_args(kind):
        if not isinstance(inner, (list, str, int)):
            yield from unprotected(inner, seen)


@dataclass
class Holder:
    rows: list[EstimateRow]
    more: Protected[EstimateRow]


def offered(module):
    """Yield the public functions a module defines."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            yield name, function


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gives_rows_only_through_the_door(name):
    for function_name, function in offered(import_module(name)):
        found = set(unprotected(get_type_hints(function)["return"]))
        assert not found, f"{function_name} returns unprotected {found}"


def test_the_search_sees_what_it_shall_see():
    assert list(unprotected(list[EstimateRow])) == ["EstimateRow"]
    assert list(unprotected(dict[str, EstimateRow | None])) == ["EstimateRow"]
    assert list(unprotected(Holder)) == ["EstimateRow"]
    assert list(unprotected(Protected[EstimateRow])) == []


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_only_the_door_protects(path):
    if path == PACKAGE / "core" / "disclosure" / "door.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert getattr(node.func, "id", "") != "Protected", node.lineno
            assert getattr(node.func, "attr", "") != "Protected", node.lineno


@pytest.mark.parametrize("path", EDGE, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_edge_estimates_nothing_itself(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        prefix = "survey_app.core.estimation"
        if node.module == prefix or node.module.startswith(prefix + "."):
            module = node.module.removeprefix(prefix).removeprefix(".")
            for alias in node.names:
                name = f"{module}.{alias.name}".strip(".")
                is_shape = name in SHAPES or alias.name.endswith("Row")
                assert is_shape, f"{path.name} imports {name}"


#: They count what is withheld, or have no release to record it in.
LOADS_ITSELF = {"web/releases.py", "notebook/survey.py"}


@pytest.mark.parametrize("path", EDGE, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_edge_loads_rounds_as_a_release_shows_them(path):
    if str(path.relative_to(PACKAGE)) in LOADS_ITSELF:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("load", "load_unweighted"):
            assert getattr(node.value, "id", "") != "analysis", node.lineno
