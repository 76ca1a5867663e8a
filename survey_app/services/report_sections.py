"""The chapters of a report that show what people said: words, drawings and numbers.

Groups stand in the order of the questionnaire, never by their scores: a report is no
league table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from survey_app.core.community import Decision
from survey_app.core.measurement.groups import CROSS
from survey_app.core.strips import Axis, differences, numbers, points, strip
from survey_app.i18n import N_
from survey_app.interchange.paper import (
    Block,
    Cell,
    Column,
    Drawing,
    Points,
    Question,
    Section,
    Table,
)
from survey_app.interchange.strip_svg import bar_svg, strip_svg
from survey_app.services.report_words import NONE, Row, Wording

#: The tables of a release by name.
Tables = Mapping[str, Sequence[Row]]

VERDICTS = {
    "behind": N_("clearly behind"),
    "ahead": N_("clearly ahead"),
    "better": N_("better"),
    "worse": N_("worse"),
    "stable": N_("stable"),
    "cannot_tell": N_("cannot tell"),
}
SHAPES = {
    "behind": "diamond",
    "worse": "diamond",
    "ahead": "square",
    "better": "square",
}
#: A change smaller than this does not matter; it is shaded.
MARGIN = 0.5


def headlines(rows: Iterable[Row]) -> list[Row]:
    """Return what a report shows first of everybody: constructs, items or numbers."""
    whole = [row for row in rows if row["by"] is None]
    for kind in ("construct", "item", "number"):
        if found := [row for row in whole if row["kind"] == kind]:
            return found
    return []


def scores(tables: Tables, words: Wording) -> Section:
    """Return how everybody is: each headline measure with its interval."""
    _, rows = words._, headlines(tables["estimates"])
    is_number = bool(rows) and rows[0]["kind"] == "number"
    limits = [row[key] for row in rows for key in ("ci_low", "ci_high")]
    axis = (
        numbers(limits, is_mirrored=words.is_mirrored)
        if is_number
        else points(is_mirrored=words.is_mirrored)
    )
    columns = (
        Column(_("Measure"), 3.4),
        Column(words.span(axis.low, axis.high), 3),
        Column(_("Mean"), 1, is_number=True),
        Column(_("Interval"), 1.7, is_number=True),
        Column(_("People"), 1, is_number=True),
    )
    table = Table(
        columns,
        tuple(_score(row, axis, words) for row in rows),
        _(
            "Dot: the mean. Line: its interval, in which the truth lies in 95 of"
            " 100 such surveys."
        ),
    )  # fmt: skip
    found = () if is_number else _extremes(rows, words)
    return Section(_("How are we?"), (*found, table))


def _score(row: Row, axis: Axis, words: Wording) -> tuple[Cell, ...]:
    name = words.names.measure(row["of"])
    if row["suppressed"]:
        return (name, words.too_few, NONE, NONE, NONE)
    low, high = row["ci_low"], row["ci_high"]
    mean, between = words.points(row["mean"]), words.between(low, high)
    drawn = strip_svg(axis, strip(axis, row["mean"], low, high), "circle")
    return (name, Drawing(drawn, f"{mean} ({between})"), mean, between,
            words.whole(row["n"]))  # fmt: skip


def _extremes(rows: Sequence[Row], words: Wording) -> Iterator[Block]:
    """Yield what is highest and lowest of all."""
    shown = sorted(
        (row for row in rows if row["mean"] is not None), key=lambda row: row["mean"]
    )
    if not shown:
        return
    highest = words._("Highest of all: %(measure)s, %(mean)s of 10")
    lowest = words._("Lowest of all: %(measure)s, %(mean)s of 10")
    yield Points(
        tuple(
            text % {"measure": words.names.measure(row["of"]),
                    "mean": words.points(row["mean"])}
            for text, row in ((highest, shown[-1]), (lowest, shown[0]))
        )
    )  # fmt: skip


def gaps(tables: Tables, words: Wording) -> Section:
    """Return who is left behind: every group clearly behind or ahead of the others."""
    _ = words._
    looked_at = [row for row in tables["gaps"] if CROSS not in row["by"]]
    clear = [row for row in looked_at if row["verdict"] in ("behind", "ahead")]
    told = [row for row in looked_at if not row["suppressed"]]
    said = _(
        "{clear} of {all} gaps are clear: at least one point, and certain."
    ).format(clear=words.whole(len(clear)), all=words.whole(len(told)))
    groupings = dict.fromkeys(row["by"] for row in in_order(looked_at, tables))
    divided = _("People were divided by: {groupings}.").format(
        groupings=words.listed(words.names.groupings(groupings))
    )
    if not clear:
        return Section(
            _("Who is left behind?"), (words.lead(said), words.text(divided))
        )
    table = _differences(
        [(_group(row, words), row["gap"], row) for row in in_order(clear, tables)],
        _("Points above or below everyone else. Diamond: behind; square: ahead."),
        words,
    )
    return Section(
        _("Who is left behind?"), (words.lead(said), words.text(divided), table)
    )


def changes(tables: Tables, words: Wording) -> Section | None:
    """Return what changed since the round before, None where there is none before."""
    _, rows = words._, tables.get("comparisons", ())
    if not rows:
        return None
    whole = [row for row in rows if row["by"] is None]
    groups = [
        row for row in rows if row["by"] and row["verdict"] in ("better", "worse")
    ]
    caption = _(
        "Points gained or lost since {round}. What lies inside the shaded band does not"
        " matter. Diamond: worse; square: better."
    ).format(
        round=words.apart(rows[0]["from"])
    )  # fmt: skip
    blocks = [_differences(
        [(words.names.measure(row["of"]), row["change"], row) for row in whole],
        caption, words, MARGIN,
    )]  # fmt: skip
    if groups:
        ordered = in_order(groups, tables)
        blocks.append(
            _differences(
                [(_group(row, words), row["change"], row) for row in ordered],
                _("Groups for which something is clearly better or worse"),
                words,
                MARGIN,
            )
        )
    return Section(_("What changed?"), tuple(blocks))


def _differences(
    found: Sequence[tuple[str, float | None, Row]],
    caption: str,
    words: Wording,
    band: float | None = None,
) -> Table:
    """Return a table of differences: the name, the value and the row of each."""
    limits = [row[key] for _, _, row in found for key in ("ci_low", "ci_high")]
    axis = differences(limits, is_mirrored=words.is_mirrored)
    span = words.span_signed(axis.low, axis.high)
    columns = (
        Column(words._("Measure"), 3.6),
        Column(span, 2.8),
        Column(words._("Points"), 0.9, is_number=True),
        Column(words._("Interval"), 1.7, is_number=True),
        Column(words._("In words"), 1.5),
    )
    rows = (_difference(name, value, row, (axis, band), words)
            for name, value, row in found)  # fmt: skip
    return Table(columns, tuple(rows), caption)


def _difference(
    name: str,
    value: float | None,
    row: Row,
    scale: tuple[Axis, float | None],
    words: Wording,
) -> tuple[Cell, ...]:
    if row["suppressed"] or value is None:
        return (name, words.too_few, NONE, NONE, NONE)
    axis, band = scale
    low, high, verdict = row["ci_low"], row["ci_high"], row["verdict"]
    drawn = strip_svg(
        axis, strip(axis, value, low, high), SHAPES.get(verdict, "hollow"), band
    )
    said = words._(VERDICTS[verdict]) if verdict in VERDICTS else words.too_few
    points_ = words.signed(value)
    between = words.between_signed(low, high)
    return (name, Drawing(drawn, f"{points_} ({between})"), points_, between, said)


def respondents(tables: Tables, words: Wording) -> Section | None:
    """Return who answered, None where a release does not hold it."""
    _, rows = words._, tables.get("respondents", ())
    if not rows:
        return None
    whole = [row["n"] for row in rows if row["by"] is None and not row["suppressed"]]
    said = [
        words.lead(_("%(n)s people answered.") % {"n": words.whole(n)}) for n in whole
    ]
    columns = (
        Column(_("Grouping"), 3),
        Column(_("Group"), 4),
        Column(_("People"), 2.6, is_number=True),
    )
    lines = tuple(
        (words.names.grouping(row["by"]), words.names.group(row["by"], row["group"]),
         words.too_few if row["suppressed"] else words.whole(row["n"]))
        for row in rows
        if row["by"] and CROSS not in row["by"]
    )  # fmt: skip
    return Section(_("Who answered?"), (*said, Table(columns, lines)))


def answers(tables: Tables, words: Wording) -> Section | None:
    """Return how many gave each answer, None where a release does not hold it."""
    rows = [row for row in tables.get("answers", ()) if row["kind"] == "answer"]
    if not rows:
        return None
    columns = (
        Column(words._("Answer"), 4),
        Column(words.span(0, 100), 2.2),
        Column(words._("Share"), 1, is_number=True),
        Column(words._("People"), 1, is_number=True),
    )
    blocks: list[Block] = []
    for of in dict.fromkeys(row["of"] for row in rows):
        lines = [_answer(row, words) for row in rows if row["of"] == of]
        blocks.append(Table(columns, tuple(lines), words.names.measure(of)))
    return Section(words._("Annex: what people answered"), tuple(blocks))


def _answer(row: Row, words: Wording) -> tuple[Cell, ...]:
    label = words.names.answer(row["of"], row["answer"])
    if row["suppressed"] or row["share"] is None:
        return (label, words.too_few, NONE, NONE)
    said = words.percent(row["share"])
    drawn = bar_svg(row["share"], is_mirrored=words.is_mirrored)
    return (label, Drawing(drawn, said), said, words.whole(row["n"]))


def decisions(found: Sequence[Decision], words: Wording) -> Section | None:
    """Return what was done because of what people said, None where nothing was."""
    if not found:
        return None
    blocks: list[Block] = []
    for each in found:
        for title, labels in (
            (words._("You said"), each.said),
            (words._("We did"), each.done),
        ):
            blocks += [words.soft(title), words.theirs(labels)]
    return Section(words._("You said, we did"), tuple(blocks))


def questions(words: Wording) -> Section:
    """Return the questionnaire: every question and answer in all its languages."""
    instrument = words.asked.instrument
    said = words._("Every question in the languages it was asked in: {languages}.")
    languages = words.listed(map(words.names.language_name, instrument.languages))
    blocks: list[Block] = [words.text(said.format(languages=languages))]
    for item in instrument.items:
        options = tuple(
            (option.code, words.in_each(option.label, instrument.languages))
            for option in instrument.options(item)
        )
        texts = words.in_each(item.text, instrument.languages)
        if texts:
            blocks.append(Question(item.item_id, texts, options))
    return Section(words._("Annex: the questionnaire"), tuple(blocks))


def _group(row: Row, words: Wording) -> str:
    who = words.names.group(row["by"], row["group"])
    named = {"people": who, "measure": words.names.measure(row["of"])}
    return words._("%(people)s, %(measure)s") % named


def in_order(rows: Iterable[Row], tables: Tables) -> list[Row]:
    """Return rows in the order of the questionnaire, as the estimates have it."""
    place: dict[object, int] = {}
    for row in tables["estimates"]:
        for key in (row["of"], (row["by"],), (row["by"], row["group"])):
            place.setdefault(key, len(place))
    last = len(place)

    def order(row: Row) -> tuple[int, int, int]:
        keys = ((row["by"],), (row["by"], row["group"]), row["of"])
        by, group, of = (place.get(key, last) for key in keys)
        return by, group, of

    return sorted(rows, key=order)
