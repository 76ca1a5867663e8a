"""Writes tables as text: CSV, HXL-tagged CSV, SDMX-CSV and JSON."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO

from survey_app.interchange.outgoing import Book, Column, OutTable, Row, Value, inert

#: Excel takes UTF-8 for UTF-8 only with its signature.
WITH_SIGNATURE = "utf-8-sig"


def csv_lines(
    lines: Iterable[Iterable[Value]], out: BinaryIO, encoding: str = "utf-8"
) -> None:
    """Write lines as CSV, each text so that no spreadsheet takes it for a formula."""
    text = TextIOWrapper(out, encoding, newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for line in lines:
        writer.writerow([cell(value) for value in line])
    text.detach()


def cell(value: Value) -> Value:
    """Return what CSV writes for a value; true and false as JSON has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    found: Value = inert(value)
    return found


def write_csv(book: Book, out: BinaryIO) -> None:
    """Write a table as CSV: names of columns, then rows."""
    (table,) = book.tables
    csv_lines(_with_names(table), out, WITH_SIGNATURE)


def write_hxl(book: Book, out: BinaryIO) -> None:
    """Write a table as CSV with headings and a row of HXL hashtags above the rows."""
    (table,) = book.tables
    csv_lines(_tagged(table, book.language), out)


def write_json(book: Book, out: BinaryIO) -> None:
    """Write all tables as one JSON object, each a list of objects.

    Signs that mean something in HTML are written as escapes.
    """
    out.write(b"{")
    for number, table in enumerate(book.everything):
        start = ",\n" if number else "\n"
        out.write(f"{start}{json.dumps(table.name)}: [".encode())
        for place, row in enumerate(table.rows()):
            out.write(b",\n " if place else b"\n ")
            out.write(_escaped(dict(zip(table.names, row, strict=True))))
        out.write(b"]")
    out.write(b"\n}\n")


def _escaped(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode()


def _with_names(table: OutTable) -> Iterator[Iterable[Value]]:
    yield table.names
    yield from table.rows()


#: column -> HXL hashtag. `{language}` is that of the words.
HASHTAGS = {
    "round": "#meta+round+code",
    "from": "#meta+round+start+code",
    "to": "#meta+round+end+code",
    "of": "#indicator+code",
    "of_label": "#indicator+name+i_{language}",
    "kind": "#indicator+type+code",
    "kind_label": "#indicator+type+name+i_{language}",
    "by": "#group+type+code",
    "by_label": "#group+type+name+i_{language}",
    "group": "#group+code",
    "group_label": "#group+name+i_{language}",
    "about": "#group+rated+code",
    "about_label": "#group+rated+name+i_{language}",
    "answer": "#item+answer+code",
    "answer_label": "#item+answer+name+i_{language}",
    "n": "#respondee+num",
    "n_from": "#respondee+start+num",
    "n_to": "#respondee+end+num",
    "mean": "#indicator+value+num",
    "share": "#indicator+value+num",
    "gap": "#indicator+gap+num",
    "change": "#indicator+change+num",
    "slope": "#indicator+slope+num",
    "verdict": "#status+code",
    "verdict_label": "#status+name+i_{language}",
    "suppressed": "#status+withheld+bool",
}
#: What has no tag of its own: a number about the indicator, or something else of it.
OTHER_NUMBER, OTHER_TEXT = "#indicator+{name}+num", "#meta+{name}"


def hashtag(column: Column, language: str) -> str:
    """Return the HXL hashtag of a column.

    >>> hashtag(Column("ci_low", "number", "", ""), "en")
    '#indicator+ci_low+num'
    >>> hashtag(Column("group_label", "text", "", ""), "ar-TN")
    '#group+name+i_ar'
    """
    other = OTHER_TEXT if column.kind == "text" else OTHER_NUMBER
    tag = HASHTAGS.get(column.name, other)
    return tag.format(name=column.name, language=language.partition("-")[0].lower())


def _tagged(table: OutTable, language: str) -> Iterator[Iterable[Value]]:
    yield tuple(column.title for column in table.columns)
    yield tuple(hashtag(column, language) for column in table.columns)
    yield from table.rows()


#: Which groupings have a dimension of their own, as SDMX's cross-domain lists name it.
DIMENSIONS = {"community": "REF_AREA", "gender": "SEX", "age": "AGE"}
#: SDMX's own codes for what is asked in every country.
SDMX_CODES = {"woman": "F", "man": "M"}
ALL = "_T"
#: table -> the column that is its observation.
OBSERVED = {
    "estimates": "mean",
    "gaps": "gap",
    "answers": "share",
    "comparisons": "change",
}
#: kind of number -> unit of measure
UNITS = {"share": "SHARE", "answer": "SHARE", "declined": "SHARE", "number": "NUMBER"}
SDMX_HEADER = (
    *("DATAFLOW", "TIME_PERIOD", "INDICATOR", "STATISTIC", "CATEGORY"),
    *("REF_AREA", "SEX", "AGE", "BREAKDOWN", "GROUP"),
    *("OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS"),
    *("LOWER_BOUND", "UPPER_BOUND", "STD_ERROR", "SAMPLE_SIZE"),
)


def write_sdmx(book: Book, out: BinaryIO) -> None:
    """Write a table as SDMX-CSV 1.0: one observation a row.

    A withheld one has OBS_STATUS Q (missing, suppressed) and CONF_STATUS C whatever
    the reason; all others A (normal) and F (free).
    """
    (table,) = book.tables
    csv_lines(_observations(table, book.period), out)


def _observations(table: OutTable, period: str) -> Iterator[Iterable[Value]]:
    yield SDMX_HEADER
    flow = f"SURVEY_APP:{table.name.upper()}(1.0)"
    observed = OBSERVED[table.name]
    for row in table.rows():
        yield _observation(
            dict(zip(table.names, row, strict=True)), flow, period, observed
        )


def _observation(row: dict[str, Value], flow: str, period: str, observed: str) -> Row:
    kind = str(row.get("kind") or observed)
    status = ("Q", "C") if row["suppressed"] else ("A", "F")
    if row[observed] is None and not row["suppressed"]:
        status = ("M", "F")  # it does not apply
    return (
        *(flow, period, row["of"], kind, row.get("answer") or ALL),
        *_dimensions(row.get("by"), row.get("group")),
        *(row[observed], UNITS.get(kind, "POINTS_0_10"), *status),
        *(row.get("ci_low"), row.get("ci_high"), row.get("se")),
        row.get("n", row.get("n_to")),
    )


def _dimensions(by: Value, group: Value) -> list[str]:
    """Return area, sex, age, other grouping and its group; _T is everybody."""
    own = dict.fromkeys(DIMENSIONS.values(), ALL)
    rest: list[tuple[str, str]] = []
    parts = zip(str(by).split("*"), str(group).split("*"), strict=False)
    for name, code in parts if by is not None else ():
        if dimension := DIMENSIONS.get(name):
            own[dimension] = SDMX_CODES.get(code, code)
        else:
            rest.append((name, code))
    names, codes = zip(*rest, strict=True) if rest else ((ALL,), (ALL,))
    return [*own.values(), "*".join(names), "*".join(codes)]
