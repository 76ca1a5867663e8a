"""Runs docs/examples/valley.ipynb and keeps what its cells show.

Usage: python -m tests.write_notebook, after its cells were changed.
"""

import ast
import io
import json
import os
import tempfile
from contextlib import chdir, redirect_stdout
from itertools import count
from pathlib import Path

from survey_app.services.demonstration import building
from survey_app.store.database import create

PATH = Path(__file__).parent.parent / "docs" / "examples" / "valley.ipynb"
#: What the notebook opens.
DATABASE = "survey.db"


def demonstration(folder):
    """Make the demonstration a notebook reads, as `survey-app demo` does."""
    db = create(Path(folder) / DATABASE)
    building.build(db, building.RESPONDENTS, building.SEED, lambda _: None)
    db.close()


def executed(notebook, folder):
    """Return the notebook with the outputs of its cells, run in order in a folder."""
    names, places = {"__name__": "__main__"}, count(1)
    with chdir(folder):
        cells = [
            _executed(cell, names, next(places))
            if cell["cell_type"] == "code"
            else cell
            for cell in notebook["cells"]
        ]
    return notebook | {"cells": cells}


def _executed(cell, names, place):
    outputs = _run("".join(cell["source"]), names, place)
    return cell | {"execution_count": place, "outputs": outputs}


def _run(source, names, place):
    """Run a cell; return what it printed and what its last line is worth."""
    tree, printed, worth = ast.parse(source), io.StringIO(), None
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if last:
            worth = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    outputs = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if worth is not None:
        outputs.append(
            {
                "data": _shown(worth),
                "execution_count": place,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


def _shown(worth):
    """Return a value as notebooks keep it: drawn where it can be, else as text."""
    drawn = getattr(worth, "_repr_html_", None)
    if drawn is None:
        return {"text/plain": [repr(worth)]}
    return {"text/html": [drawn()], "text/plain": [f"a table of {len(worth)} rows"]}


def written(notebook):
    """Return a notebook as it is kept."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + os.linesep


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as own:
        demonstration(own)
        found = executed(json.loads(PATH.read_text(encoding="utf-8")), own)
        PATH.write_text(written(found), encoding="utf-8")
