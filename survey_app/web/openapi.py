"""The description of /api/v1 for programs: OpenAPI 3.1, made from the routes."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from inspect import getdoc
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from flask import Flask
from werkzeug.routing import Rule

from survey_app import __version__
from survey_app.core.estimation.rows import ChangeRow, EstimateRow, GapRow
from survey_app.services.exporting import FORMATS

PREFIX = "/api/v1"
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}
_Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be asked after the ? of an address."""

    about: str
    is_list: bool = False
    is_needed: bool = False


_OF = Parameter("constructs, items or shares; none: all", is_list=True)
_BY = Parameter("groupings; none: the whole sample", is_list=True)
_PAGED = {
    "page": Parameter("which page, from 1"),
    "size": Parameter("rows of a page (1000; at most 10000)"),
}

#: What each address of results takes and gives; of all others only the form is told.
RESULTS: dict[str, tuple[type | None, Mapping[str, Parameter]]] = {
    f"{PREFIX}/rounds/<round_id>/estimates": (
        EstimateRow,
        {"of": _OF, "by": _BY, **_PAGED},
    ),
    f"{PREFIX}/rounds/<round_id>/gaps": (GapRow, {"of": _OF, "by": _BY, **_PAGED}),
    f"{PREFIX}/compare": (
        ChangeRow,
        {
            "from": Parameter("the earlier round", is_needed=True),
            "to": Parameter("the later round", is_needed=True),
            "of": _OF,
            "by": Parameter("one grouping"),
            **_PAGED,
        },
    ),
}

_ATOM, _CAP = ("application/atom+xml",), ("application/cap+xml",)
_IN = {"in": Parameter("language of the words (en)")}
#: What each address of releases and alerts takes, and the media types of what it gives.
FILES: dict[str, tuple[tuple[str, ...], Mapping[str, Parameter]]] = {
    f"{PREFIX}/alerts/feed.atom": (_ATOM, {}),
    f"{PREFIX}/alerts/<int:alert_id>/cap.xml": (_CAP, {}),
    f"{PREFIX}/releases/<int:release_id>/tables": (("application/json",), _IN),
    f"{PREFIX}/releases/<int:release_id>/tables/<table>": (
        tuple(dict.fromkeys(kind.media_type for kind in FORMATS.values())),
        {"as": Parameter(", ".join(FORMATS), is_needed=True), **_IN},
    ),
}


def document(app: Flask) -> _Schema:
    """Return the description of every address under /api/v1."""
    paths: dict[str, _Schema] = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            path = rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}")
            deeds = sorted(rule.methods or ())
            for method in deeds:
                if method not in ("HEAD", "OPTIONS"):
                    paths.setdefault(path, {})[method.lower()] = _operation(app, rule)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "survey_app",
            "version": __version__,
            "description": "Addresses without a scope are for tablets.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {
                "Problem": _PROBLEM,
                **{
                    kind.__name__: _schema(kind) for kind, _ in RESULTS.values() if kind
                },
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(app: Flask, rule: Rule) -> _Schema:
    view = app.view_functions[rule.endpoint]
    kind, parameters = RESULTS.get(rule.rule, (None, {}))
    media, parameters = FILES.get(rule.rule, (("application/json",), parameters))
    scope = getattr(view, "scope", None)
    is_open = rule.rule == f"{PREFIX}/openapi.json"
    return {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": (getdoc(view) or "").partition("\n")[0],
        "tags": [scope or ("description" if is_open else "tablets")],
        "security": [] if is_open else [{"token": [scope] if scope else []}],
        "parameters": [
            *(_in_path(name) for name in sorted(rule.arguments)),
            *(_in_query(name, each) for name, each in parameters.items()),
        ],
        "responses": {
            "200": {"description": "as asked", "content": _content(kind, media)},
            "default": {
                "description": "what is wrong, where, and what to do",
                "content": {
                    "application/problem+json": {"schema": _reference("Problem")}
                },
            },
        },
    }


def _content(kind: type | None, media: Sequence[str]) -> _Schema:
    if kind is None:
        return {each: {"schema": {}} for each in media}
    rows = {"type": "array", "items": _reference(kind.__name__)}
    return {
        "application/json": {"schema": rows},
        "text/csv": {"schema": {"type": "string"}},
    }


def _in_path(name: str) -> _Schema:
    form = "integer" if name in ("alert_id", "release_id") else "string"
    return {"name": name, "in": "path", "required": True, "schema": {"type": form}}


def _in_query(name: str, parameter: Parameter) -> _Schema:
    text = {"type": "string"}
    return {
        "name": name,
        "in": "query",
        "description": parameter.about,
        "required": parameter.is_needed,
        "schema": {"type": "array", "items": text} if parameter.is_list else text,
    }


def _reference(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema(kind: type) -> _Schema:
    """Return the JSON Schema of a row."""
    hints = get_type_hints(kind)
    names = {each.name.rstrip("_"): hints[each.name] for each in fields(kind)}
    return {
        "type": "object",
        "required": list(names),
        "properties": {name: _type(hint) for name, hint in names.items()},
        "description": (getdoc(kind) or "").partition("\n")[0],
    }


def _type(hint: Any) -> _Schema:
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not type(None)]
        return {"type": [_SIMPLE[each] for each in inner] + ["null"]}
    return {"type": _SIMPLE[hint]}


_PROBLEM: _Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457); `problems` holds every fault.",
    "required": ["type", "title", "status", "detail", "problems"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "where", "reason", "remedy"],
                "properties": {
                    name: {"type": "string"}
                    for name in ("code", "where", "reason", "remedy")
                },
            },
        },
    },
}
