"""Finds texts by words in any language: SQLite's full-text search, in memory.

Three signs in a row are what is looked up, so that words are found within others, as
Arabic and Swahili build them.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing

#: Shorter words are found by looking at every text.
SHORTEST = 3


def search(
    texts: Iterable[tuple[int, str]], words: Sequence[str], most: int
) -> list[int]:
    """Return the numbers of the texts that hold all words, the best first."""
    if not words:
        return []
    long = [word for word in words if len(word) >= SHORTEST]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("create virtual table t using fts5 (text, tokenize = 'trigram')")
        db.executemany("insert into t (rowid, text) values (?, ?)", texts)
        asked = " ".join(f'"{word}"' for word in long)
        rows = (
            db.execute(
                "select rowid, text from t where t match ? order by rank", [asked]
            )
            if long
            else db.execute("select rowid, text from t")
        )
        short = [word for word in words if len(word) < SHORTEST]
        found = (n for n, text in rows if all(word in text for word in short))
        return [number for number, _ in zip(found, range(most), strict=False)]
