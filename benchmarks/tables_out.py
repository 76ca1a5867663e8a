"""Measures how long a large table takes to leave in each format, and how much memory.

Usage: .venv/bin/python benchmarks/tables_out.py [rows] [columns]

Each format is written in a process of its own: processor seconds, the most memory the
process held, and the size of the file. "none" only makes the rows.
"""

import resource
import subprocess
import sys
import time
from datetime import date
from tempfile import TemporaryFile

from survey_app.interchange.outgoing import Book, Column, OutTable
from survey_app.services.exporting import FORMATS

KINDS = ("text", "integer", "number", "flag")
#: Tagged and statistical CSV cost what CSV does; they need columns of a result.
MEASURED = ("none", "csv", "json", "datapackage", "sqlite", "parquet", "xlsx")


def book(rows, columns):
    """Return a book of one table of texts, integers, numbers and flags in turn."""

    def lines():
        for row in range(rows):
            values = (f"group {row % 50}", row, row / 7, row % 2 == 0)
            yield tuple(values[place % 4] for place in range(columns))

    own = tuple(Column(f"c{n}", KINDS[n % 4], f"c{n}", "") for n in range(columns))
    table = OutTable("estimates", "Table", "", own, lines, rows)
    return Book("b", "Book", "en", False, date(2026, 1, 1), "2026-01", (table,), ())


def measure(form, rows, columns):
    """Write one format and print what it took."""
    made = book(rows, columns)
    started = time.process_time()
    with TemporaryFile() as file:
        if form == "none":
            for _ in made.tables[0].rows():
                pass
        else:
            FORMATS[form].writer(made, file)
        size = file.seek(0, 2) / 1e6
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{form:<12} {seconds:5.1f} s  {memory:4.0f} MB  {size:5.1f} MB file")


def main(rows="100000", columns="50"):
    """Measure every format in a process of its own."""
    for form in MEASURED:
        command = [sys.executable, __file__, form, rows, columns]
        subprocess.run(command, check=True, timeout=300)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(*sys.argv[1:])
