"""Translations as a gettext file, which every PO editor opens."""

from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from survey_app.core.questionnaire.translation_exchange import Line, Lines
from survey_app.errors import Problem, Rejected

#: No day or hour: the same texts, the same bytes.
HEADER = (
    """Texts of a questionnaire of survey_app. How to translate: docs/translating.md"""
)
_DATED = (
    "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team",
    "Report-Msgid-Bugs-To",
)  # fmt: skip


def write(name: str, found: Lines) -> bytes:
    """Return the lines as a PO file; where a text stands is its context."""
    catalog = Catalog(
        project=name, version="0", header_comment=f"# {HEADER}", fuzzy=False
    )
    for line in found.lines:
        message = catalog.add(
            line.source,
            line.text,
            context=line.key,
            auto_comments=[line.note] if line.note else [],
        )
        # A sign of per cent in a question is no placeholder of a program.
        message.flags.discard("python-format")
    out = BytesIO()
    write_po(out, catalog, width=0)
    head = f'"Language: {found.language}\\n"\n'
    text = out.getvalue().decode()
    kept = [
        each
        for each in text.splitlines(keepends=True)
        if not each.startswith(tuple(f'"{key}:' for key in _DATED))
    ]
    return "".join(kept).replace('"MIME-Version', head + '"MIME-Version', 1).encode()


def read(name: str, content: bytes) -> Lines:
    """Return the lines of a PO file; raise Rejected with every fault.

    A text marked as fuzzy is no translation yet.
    """
    try:
        text = content.decode("utf-8-sig")
        catalog = read_po(BytesIO(text.encode()), abort_invalid=True)
    except (UnicodeDecodeError, PoFileError, ValueError, LookupError) as error:
        facts = {"reason": str(error)[:200]}
        raise Rejected([Problem(name, "file.damaged", facts)]) from None
    messages = [message for message in catalog if message.id]
    if plural := [m for m in messages if not isinstance(m.id, str)]:
        raise Rejected(
            [Problem(_where(name, m.lineno), "translation.plural") for m in plural]
        )
    lines = tuple(
        Line(m.context or "", str(m.id), "" if m.fuzzy else str(m.string or ""))
        for m in messages
    )
    return Lines(_language(text), lines)


def _where(name: str, line: int | None) -> str:
    return f"{name}:{line}" if line else name


def _language(text: str) -> str:
    """Return the language a file names in its head, "" without one."""
    for line in text.splitlines():
        if line.startswith('"Language:'):
            return line.removeprefix('"Language:').split("\\n")[0].strip(' "')
    return ""
