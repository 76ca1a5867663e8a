"""The notebook in the documents runs, and shows what it says it shows."""

import json

from tests import write_notebook


def test_the_notebook_shows_what_its_cells_give_on_the_demonstration(tmp_path):
    kept = json.loads(write_notebook.PATH.read_text(encoding="utf-8"))
    write_notebook.demonstration(tmp_path)
    run = write_notebook.executed(kept, tmp_path)
    for cell, own in zip(kept["cells"], run["cells"], strict=True):
        assert cell == own, "".join(cell["source"])
    outputs = [out for cell in run["cells"] for out in cell.get("outputs", ())]
    assert len(outputs) > 5
