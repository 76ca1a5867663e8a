"""The tablet's program: its modules in one file, in their order, and nothing for people."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from survey_app.web.tablet_program import MODULES, in_order, program

STATIC = Path(__file__).parent.parent.parent / "survey_app" / "web" / "static"
#: A line of a module that begins or ends a name other modules use.
USUAL = re.compile(
    r"(import \{[^}]*\} from \"[./]+/\w+\.js\";|export (async )?(const|function|class) )",
    re.S,
)


def modules():
    paths = [path for pattern in MODULES for path in STATIC.glob(pattern)]
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def test_every_module_but_the_worker_is_in_it_after_what_it_needs():
    sources = modules()
    names = in_order(sources)
    assert set(names) == set(sources) - {"worker"}
    assert names[-1] == "main"
    for name in names:
        for needed in re.findall(r'from "[./]+/(\w+)\.js"', sources[name]):
            assert names.index(needed) < names.index(name)


def test_modules_in_a_circle_are_refused():
    circle = {
        "main": 'import { a } from "./a.js";',
        "a": 'import { b } from "./b.js";',
        "b": 'import { a } from "./a.js";',
    }
    with pytest.raises(ValueError, match="main a b a"):
        in_order(circle)


@pytest.mark.parametrize("name", sorted(modules()))
def test_modules_are_written_as_the_program_can_join_them(name):
    """No other form of import or export, and no text over several lines."""
    source = modules()[name]
    for found in re.finditer(r"^(import|export)\b", source, re.M):
        assert USUAL.match(source, found.start()), source[found.start() :][:60]
    assert "/*" not in source
    for line in source.splitlines():
        assert line.count("`") % 2 == 0, line


def test_it_does_what_the_modules_do(tmp_path):
    """Node reads it as it reads the modules; a page is not needed for that."""
    (tmp_path / "words.js").write_text(
        "// What it is.\nexport const once = 1;\nexport async function twice() {\n  return once + once;\n}\n"
    )
    (tmp_path / "main.js").write_text(
        'import { once as first, twice } from "./words.js";\n\nexport const all = async () => [first, await twice()];\n'
    )
    folder = tmp_path / "static"
    (folder / "collect").mkdir(parents=True)
    for name in ("words.js", "main.js"):
        (tmp_path / name).rename(folder / "collect" / name)
    joined = program(folder)
    assert "What it is" not in joined
    (tmp_path / "joined.mjs").write_text(joined)
    tried = "import('./joined.mjs').then(({ main }) => main.all()).then((found) => console.log(JSON.stringify(found)))"
    done = subprocess.run(
        ["node", "-e", tried],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [1, 2]


def test_everything_a_tablet_keeps_is_small(app):
    """60 KB with the questionnaire, of which 40 items in 3 languages are 6.4 KB."""
    client = app.test_client()
    worker = client.get("/collect/worker.js").get_data(as_text=True)
    shell = json.loads(re.match(r"const SHELL = (\{.*?\});\n", worker)[1])
    sizes = {"worker": len(gzip.compress(worker.encode()))}
    for address, _ in shell["files"]:
        with client.get(address) as reply:
            sizes[address] = len(gzip.compress(reply.data))
    assert sum(sizes.values()) < 53_000, sizes
