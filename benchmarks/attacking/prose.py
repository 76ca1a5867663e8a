"""Reads what pages, posters and reports tell in words, as rows under contract keys.

In English: the numbers are the same in every language. `Lexicon` has the words of a
round, which anybody can read in its questionnaire.
"""

import re
from html.parser import HTMLParser
from io import BytesIO

from survey_app.core.questionnaire.instrument import say

#: Marks that keep a name's direction, and what is drawn for minus and for a thousand.
MARKS = str.maketrans(
    {"\u2212": "-", ",": None} | dict.fromkeys("\u2066\u2067\u2068\u2069\u200e\u200f")
)
NUMBER = r"([+-]?\d+(?:\.\d+)?)"
#: A chapter of a report -> how it begins.
CHAPTERS = {
    "scores": "How are we?",
    "gaps": "Who is left behind?",
    "changes": "What changed?",
    "respondents": "Who answered?",
    "methods": "How this was made",
    "answers": "Annex: what people answered",
    "questions": "Annex: the questionnaire",
}
TOO_FEW = "too few answers to show"


class Lexicon:
    """What the words of a round stand for: (code, ...) by text."""

    def __init__(self, round_name, earlier, instrument, names, groupings):
        self.round, self.earlier = round_name, earlier
        self.measures, self.groups, self.answers = {}, {}, {}
        for item in instrument.items:
            self.measures[flat(names.measure(item.item_id))] = item.item_id
            self.answers[item.item_id] = {
                flat(say(each.label, "en")): each.code
                for each in instrument.options(item)
            }
        # A construct may be called like its only item: it is what headlines tell of.
        for each in instrument.constructs:
            self.measures[flat(names.measure(each.construct_id))] = each.construct_id
        self.constructs = {each.construct_id for each in instrument.constructs}
        for by, codes in groupings.items():
            for code in codes:
                own = self.groups.setdefault(flat(names.group(by, code)), [])
                own.append((by, code))
        self.groupings = {flat(names.grouping(by)): by for by in groupings}

    def kind(self, of):
        """Return the kind of what is told of a measure's mean."""
        return "construct" if of in self.constructs else "item"


def flat(text):
    """Return a text with single blanks, plain signs for numbers and no marks."""
    return " ".join(text.translate(MARKS).split())


def told(path, lexicon):
    """Return the rows of a page, poster or report, by table."""
    text = flat(TEXT_OF[path.suffix](path.read_bytes()))
    return _report(text, lexicon) if "SHA-256" in text else _page(text, lexicon)


class _Words(HTMLParser):
    """Keeps what a browser shows."""

    def __init__(self):
        super().__init__()
        self.found, self.skipped = [], 0

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in ("script", "style", "title")

    def handle_endtag(self, tag):
        self.skipped -= tag in ("script", "style", "title")

    def handle_data(self, data):
        if not self.skipped:
            self.found.append(data)


def _of_html(content):
    words = _Words()
    words.feed(content.decode())
    return " ".join(words.found)


def _of_pdf(content):
    from pypdf import PdfReader  # noqa: PLC0415 (only where there is such a file)

    pages = [
        page.extract_text().splitlines() for page in PdfReader(BytesIO(content)).pages
    ]
    # The foot of a report's page stands between the lines of a table.
    return " ".join(
        line for lines in pages for line in lines if " · Report of round " not in line
    )


def _of_docx(content):
    from docx import Document  # noqa: PLC0415 (only where there is such a file)

    found = []
    for block in Document(BytesIO(content)).iter_inner_content():
        if hasattr(block, "rows"):
            found += [cell.text for row in block.rows for cell in row.cells]
        else:
            found.append(block.text)
    return " ".join(found)


TEXT_OF = {".html": _of_html, ".pdf": _of_pdf, ".docx": _of_docx}


def _after(text, names):
    """Yield (name, what stands between it and the next name) of a text."""
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    hits = list(pattern.finditer(text))
    ends = [hit.start() for hit in hits[1:]] + [len(text)]
    for hit, end in zip(hits, ends, strict=False):
        yield hit.group(), text[hit.end() : end]


def _report(text, lexicon):
    chapters = _chapters(text)
    tables = {
        "estimates": list(_scores(chapters["scores"], lexicon)),
        "gaps": list(_gaps(chapters["gaps"], lexicon)),
        "comparisons": list(_changes(chapters["changes"], lexicon)),
        "respondents": list(_people(chapters["respondents"], lexicon)),
        "answers": list(_answers(chapters["answers"], lexicon)),
    }
    return {name: rows for name, rows in tables.items() if rows}


def _chapters(text):
    """Return the text of each chapter; the contents name them first."""
    found = dict.fromkeys(CHAPTERS, "")
    named = {title: name for name, title in CHAPTERS.items()}
    for title, words in _after(text, named):
        found[named[title]] += f" {words}"
    return found


def _row(lexicon, of, by=None, group=None, **numbers):
    return {"round": lexicon.round, "of": of, "by": by, "group": group,
            "suppressed": False, **numbers}  # fmt: skip


def _scores(text, lexicon):
    for name, words in _after(text, lexicon.measures):
        if hit := re.match(rf" {NUMBER} (?:{NUMBER} to {NUMBER}|–) {NUMBER}", words):
            mean, low, high, n = map(_number, hit.groups())
            of = lexicon.measures[name]
            yield _row(lexicon, of, kind=lexicon.kind(of), mean=mean, n=n,
                       ci_low=low, ci_high=high)  # fmt: skip


def _groups_of(lexicon):
    return {
        f"{people}{measure}": (of, places)
        for people, places in lexicon.groups.items()
        for measure, of in ((f" {name}", of) for name, of in lexicon.measures.items())
    }


def _gaps(text, lexicon):
    # Commas are taken out of all texts: "women, trust" is "women trust".
    known = _groups_of(lexicon)
    for name, words in _after(text, known):
        if hit := re.match(rf" {NUMBER} {NUMBER} to {NUMBER} clearly", words):
            gap, low, high = map(_number, hit.groups())
            of, places = known[name]
            for place in places:
                yield _row(lexicon, of, *place, gap=gap, ci_low=low, ci_high=high)


def _changes(text, lexicon):
    grouped = _groups_of(lexicon)
    whole = {name: (of, [(None, None)]) for name, of in lexicon.measures.items()}
    known = whole | grouped
    for name, words in _after(text, known):
        if hit := re.match(rf" {NUMBER} (?:{NUMBER} to {NUMBER}|–) ", words):
            of, places = known[name]
            for place in places:
                yield _change(lexicon, of, place, hit.group(1))


def _change(lexicon, of, place, change):
    row = _row(lexicon, of, *place, change=_number(change), gap_change=None)
    return row | {"from": lexicon.earlier, "to": lexicon.round}


def _people(text, lexicon):
    if hit := re.search(rf"{NUMBER} people answered", text):
        yield _counted(lexicon, None, None, hit.group(1))
    known = {
        f"{title} {people}": [place for place in places if place[0] == by]
        for title, by in lexicon.groupings.items()
        for people, places in lexicon.groups.items()
    }
    for name, words in _after(text, known):
        for by, group in known[name]:
            if hit := re.match(rf" {NUMBER}", words):
                yield _counted(lexicon, by, group, hit.group(1))
            elif words.startswith(f" {TOO_FEW}"):
                yield _counted(lexicon, by, group, None)


def _counted(lexicon, by, group, n):
    return {"round": lexicon.round, "by": by, "group": group,
            "n": _number(n), "suppressed": n is None}  # fmt: skip


def _answers(text, lexicon):
    for question, words in _after(text, lexicon.measures):
        of = lexicon.measures[question]
        labels = lexicon.answers.get(of, {})
        for label, numbers in _after(words, labels) if labels else ():
            hit = re.match(rf" {NUMBER}% {NUMBER}", numbers)
            if hit or numbers.startswith(f" {TOO_FEW}"):
                share, n = map(_number, hit.groups()) if hit else (None, None)
                yield _row(lexicon, of, kind="answer", answer=labels[label],
                           share=None if hit is None else share / 100, n=n) | {
                               "suppressed": hit is None}  # fmt: skip


def _page(text, lexicon):
    """Return what a community's page or poster tells."""
    tables = {"estimates": [], "gaps": [], "comparisons": [], "respondents": []}
    if hit := re.search(rf"About {NUMBER} people answered\.", text):
        tables["respondents"].append(_counted(lexicon, None, None, hit.group(1)))
    for name, words in _after(text, lexicon.measures):
        of = lexicon.measures[name]
        tables["estimates"] += _of_topic(words, of, lexicon)
        if hit := re.search(rf"(higher|lower) than when .*? by {NUMBER} points", words):
            sign = "" if hit.group(1) == "higher" else "-"
            row = _change(lexicon, of, (None, None), sign + hit.group(2))
            tables["comparisons"].append(row)
    tables["gaps"] += _behind(text, lexicon)
    return {name: rows for name, rows in tables.items() if rows}


def _of_topic(words, of, lexicon):
    if hit := re.search(rf"(?:The level is [a-z ]+|On average): {NUMBER}", words):
        kind = lexicon.kind(of)
        yield _row(lexicon, of, kind=kind, mean=_number(hit.group(1)))
    if hit := re.search(rf"{NUMBER} of 100[;]? ?(?:most likely|too few)", words):
        yield _row(lexicon, of, kind="share", mean=_number(hit.group(1)) / 100)


def _behind(text, lexicon):
    told_of = r": “(.+?)” is lower than among everyone else "
    for hit in re.finditer(rf"{told_of}{NUMBER} against {NUMBER} of 10", text):
        before = text[: hit.start()]
        people = [each for each in lexicon.groups if before.endswith(each)]
        for place in lexicon.groups[max(people, key=len)]:
            of = lexicon.measures[hit.group(1)]
            mean, rest = _number(hit.group(2)), _number(hit.group(3))
            yield _row(lexicon, of, *place, mean=mean, rest_mean=rest)


def _number(text):
    return None if text is None else float(text)
