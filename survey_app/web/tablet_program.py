"""The tablet's program as one file, made of its modules.

A far server answers one request in one delay and forty-five in many, and one file packs
better than many. The modules stay what is written, read and tested: each becomes
a function that gives what it exports, without comments and indentation.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

#: The module that draws the screens; every other one is reached from it.
ENTRY = "main"
#: Modules of their own folder, and the one they share with the server's tests.
MODULES = ("collect/*.js", "routing.js")

_IMPORT = re.compile(r'^import \{([^}]*)\} from "[./]+/(\w+)\.js";$', re.M)
_EXPORT = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.M)


def program(folder: Path) -> str:
    """Return the program made of the modules of a folder of static files.

    It exports every module under its name, for whoever tries it in a browser.
    """
    sources = {
        path.stem: path.read_text(encoding="utf-8")
        for pattern in MODULES
        for path in sorted(folder.glob(pattern))
    }
    names = in_order(sources)
    parts = [_part(name, sources[name]) for name in names]
    exported = ",".join(f"m_{name} as {name}" for name in names)
    return "\n".join([*parts, f"export {{{exported}}};", ""])


def in_order(sources: Mapping[str, str], entry: str = ENTRY) -> list[str]:
    """Return the modules an entry needs, each after those it imports itself.

    Raise ValueError for modules that import each other in a circle.
    """
    found: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"import in a circle: {' '.join((*above, name))}")
        for _, needed in _IMPORT.findall(sources[name]):
            visit(needed, (*above, name))
        if name not in found:
            found.append(name)

    visit(entry, ())
    return found


def _part(name: str, source: str) -> str:
    """Return a module as a constant: what it exports, by name."""
    exported = ",".join(each for _, each in _EXPORT.findall(source))
    code = _EXPORT.sub(r"\1", _IMPORT.sub(_taken, source))
    lines = "\n".join(_told(code))
    return f"const m_{name}=(()=>{{\n{lines}\nreturn {{{exported}}};\n}})();"


def _taken(found: re.Match[str]) -> str:
    names = ",".join(each.strip() for each in found[1].split(",") if each.strip())
    return f"const {{{names.replace(' as ', ':')}}}=m_{found[2]};"


def _told(code: str) -> Iterator[str]:
    """Yield the lines that say something to a machine."""
    for line in map(str.strip, code.splitlines()):
        if line and not line.startswith("//"):
            yield line


@cache
def cached_program(folder: Path) -> str:
    """Return the program, made once a process."""
    return program(folder)
