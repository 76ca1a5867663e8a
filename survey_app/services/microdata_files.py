"""Files of single answers in words, packed with all that explains them."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256
from io import BytesIO, StringIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np

from survey_app import i18n
from survey_app.core.applications import Application
from survey_app.core.disclosure import microdata
from survey_app.core.disclosure.microdata import KINDS, Variable
from survey_app.core.estimation.estimates import figures
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.scoring import Measure
from survey_app.core.questionnaire.instrument import say
from survey_app.core.sampling.design import lay_out
from survey_app.interchange import microdata_file as plain
from survey_app.interchange import microdata_formats as formats
from survey_app.interchange.microdata_ddi import write_ddi
from survey_app.interchange.microdata_file import Field, MicrodataFile
from survey_app.interchange.microdata_scripts import SCRIPTS, write_script
from survey_app.interchange.outgoing import harmless
from survey_app.services import microdata as requests
from survey_app.services.microdata import Found
from survey_app.services.naming import Names
from survey_app.words.microdata import MISSING_WORDS, SAMPLE_WORDS, TERMS, TICKED

Writer = Callable[[MicrodataFile, BinaryIO], None]

#: Programs of statistics, by the ending of the files they read.
FORMATS: dict[str, Writer] = {
    "csv": plain.write_csv,
    "xlsx": formats.write_book,
    "sav": formats.write_sav,
    "dta": formats.write_dta,
    "parquet": formats.write_parquet,
}
#: Kinds of columns an example table can be made of.
_ANSWERED = ("answer", "band", "tick")


@dataclass(frozen=True, slots=True)
class Package:
    """A finished file: its name, its bytes and their SHA-256."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return sha256(self.content).hexdigest()


def terms(language: str) -> list[str]:
    """Return what a recipient agrees to, in a language."""
    return [i18n.gettext_for(language)(each) for each in TERMS]


def agreement(language: str) -> str:
    """Return the SHA-256 of the terms in a language: what an application keeps."""
    return sha256("\n".join(terms(language)).encode()).hexdigest()


def package(
    application: Application, found: Found, language: str, form: str, today: date
) -> Package:
    """Return the zip of a file in one of FORMATS, with codebook, report and scripts.

    Raise SurveyError where the program needs an extra for it.
    """
    file = worded(application, found, language, today)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, write in _parts(application, found, file, form):
            info = ZipInfo(name, datetime.combine(today, time()).timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w") as part:
                write(part)  # type: ignore[arg-type]  # IO[bytes], as BinaryIO
    return Package(f"{file.name}.zip", out.getvalue())


def _parts(
    application: Application, found: Found, file: MicrodataFile, form: str
) -> Iterator[tuple[str, Callable[[BinaryIO], None]]]:
    for each in dict.fromkeys((form, "csv")):
        yield f"data.{each}", partial(FORMATS[each], file)
    yield "codebook.csv", lambda out: plain.write_codebook(file, out)
    yield "codebook.xml", lambda out: write_ddi(file, out)
    report = json.dumps(asdict(found.report), ensure_ascii=False, indent=1)
    yield "report.json", lambda out: _write(out, report)
    yield "README.txt", lambda out: _write(out, _readme(application, file))
    if example := _example(file):
        of, by = example
        yield "table.csv", lambda out: _write(out, _table(file, of, by))
        names = of.name, by.name if by else "everybody"
        for name in SCRIPTS:
            yield name, partial(write_script, name, file, *names)


def _write(out: BinaryIO, text: str) -> None:
    out.write(text.encode())


def worded(
    application: Application, found: Found, language: str, today: date
) -> MicrodataFile:
    """Return the part of a file that an application gets, in a language."""
    gettext = i18n.gettext_for(language)
    speak = _Speaker(found, language)
    chosen = microdata.part(found.kept, requests.wanted(application))
    names = plain.names(f"{v.of}_{v.option}" if v.option else v.of for v in chosen)
    survey_round = found.data.survey_round
    title = f"{survey_round.survey} {survey_round.name}"
    kinds = {code: name for name, code in KINDS.items()}
    return MicrodataFile(
        name=f"microdata-{application.application_id}",
        title=title,
        language=language,
        is_mirrored=i18n.language(language).direction == "rtl",
        made_on=today,
        fields=tuple(map(speak.field, names, chosen)),
        kinds=kinds,
        kind_labels={code: gettext(MISSING_WORDS[n]) for code, n in kinds.items()},
        facts=_facts(found, language),
        notes=tuple(terms(language)),
    )


class _Speaker:
    """Says what variables and their codes mean in a language."""

    def __init__(self, found: Found, language: str) -> None:
        self.names, self.language = Names(found.data, language), language
        self.instrument = found.data.instrument
        self._ = i18n.gettext_for(language)
        self.items = {item.item_id: item for item in self.instrument.items}

    def field(self, name: str, variable: Variable) -> Field:
        """Return a variable as a column with words."""
        label, labels = _SAYS[variable.kind](self, variable)
        item = self.items.get(variable.of)
        question = say(item.text, self.language) if item else ""
        facts = (name, variable.of, variable.kind, label, question)
        return Field(*facts, variable.values, labels)

    def key(self, variable: Variable) -> tuple[str, dict[int, str]]:
        """Return the name of a key and of its groups, those put together as one."""
        labels = {
            code: " / ".join(self._people(variable.of, each) for each in category)
            for code, category in variable.codes.items()
        }
        return self.names.grouping(variable.of), labels

    def answer(self, variable: Variable) -> tuple[str, dict[int, str]]:
        """Return the words of an item and its options."""
        item = self.items[variable.of]
        options = {option.code: option for option in self.instrument.options(item)}
        labels = {
            code: self.names.option(options[str(option)])
            for code, option in variable.codes.items()
        }
        return self.names.measure(variable.of), labels

    def tick(self, variable: Variable) -> tuple[str, dict[int, str]]:
        """Return the words of one option of several."""
        (option,) = (
            each
            for each in self.instrument.options(self.items[variable.of])
            if each.code == variable.option
        )
        label = f"{self.names.measure(variable.of)} – {self.names.option(option)}"
        return label, {code: self._(text) for code, text in TICKED.items()}

    def band(self, variable: Variable) -> tuple[str, dict[int, str]]:
        """Return the words of a number and from where to where its bands go."""
        labels = {code: str(text) for code, text in variable.codes.items()}
        return self.names.measure(variable.of), labels

    def sample(self, variable: Variable) -> tuple[str, dict[int, str]]:
        """Return the words for weights, strata and units."""
        return self._(SAMPLE_WORDS[variable.kind]), {}

    def _people(self, by: str, combination: object) -> str:
        codes = combination if isinstance(combination, tuple) else (str(combination),)
        return " + ".join(self.names.group(by, code) for code in codes)


_SAYS: Mapping[str, Callable[[_Speaker, Variable], tuple[str, dict[int, str]]]] = {
    "key": _Speaker.key,
    "answer": _Speaker.answer,
    "tick": _Speaker.tick,
    "band": _Speaker.band,
    "weight": _Speaker.sample,
    "stratum": _Speaker.sample,
    "unit": _Speaker.sample,
}

#: What a description of the study says in every case, in the terms DDI's readers know.
_STUDY = {
    "unit": i18n.N_("One person"),
    "universe": i18n.N_("Adults who agreed to take part"),
    "data_kind": i18n.N_("Survey data: answers of single people, made harder to know"),
    "time_method": i18n.N_("Repeated cross-section"),
    "weight": i18n.N_(
        "The column “weight” has the mean 1. It is shared by many people, so that it "
        "tells no place and no size of a population."
    ),
    "disclosure": i18n.N_(
        "Values were put together or withheld until at least 5 people share each look, "
        "each sensitive question has two different answers among them, and less than 3 "
        "in 100 people are expected to be found."
    ),
    "errors": i18n.N_(
        "By linearisation, with units and strata where they are in the file. The "
        "scripts beside the file show how."
    ),
    "conditions": i18n.N_("By request, decided on by two people, until the last day."),
}


def _facts(found: Found, language: str) -> dict[str, str]:
    gettext = i18n.gettext_for(language)
    survey_round = found.data.survey_round
    facts = {name: gettext(text) for name, text in _STUDY.items()}
    days = (survey_round.opened_on, survey_round.closed_on)
    return facts | {
        "abstract": say(survey_round.title, language),
        "collector": say(survey_round.about, language),
        "period": " – ".join(f"{day:%Y-%m}" for day in days if day),
        "instrument": say(found.data.instrument.title, language),
        "sampling": survey_round.sample or "",
        "agreement": " ".join(terms(language)),
    }


def _example(file: MicrodataFile) -> tuple[Field, Field | None] | None:
    """Return which column an example table is made of, and by which groups."""
    of = next((f for f in file.fields if f.role in _ANSWERED and f.labels), None)
    return None if of is None else (of, file.field("key"))


def _table(file: MicrodataFile, of: Field, by: Field | None) -> str:
    """Return means of a column by groups as CSV, computed of this very file."""
    weights, stratum, unit = (file.field(r) for r in ("weight", "stratum", "unit"))
    rows = range(file.rows)
    design, order = lay_out(
        weights.values.tolist() if weights else [1.0] * file.rows,
        [str(s) for s in stratum.values.tolist()] if stratum else [""] * file.rows,
        [str(u) for u in (unit.values.tolist() if unit else rows)],
    )
    values = np.where(of.values < 0, np.nan, of.values.astype(np.float64))[order]
    groups = by.values[order] if by else np.ones(file.rows, dtype=np.int16)
    codes = sorted(set(groups[(groups >= 0) & ~np.isnan(values)].tolist()))
    members = groups[:, None] == np.array(codes)
    made = figures(
        Frame(design, {}, {}, {}, {}, {}), [Measure(of.of, "number", values)], members
    )
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("variable", "by", "group", "n", "mean", "se"))
    for place, code in enumerate(codes):
        n, mean, se = made.n[place, 0], made.mean[place, 0], made.se[place, 0]
        name = by.name if by else "everybody"
        writer.writerow(
            (of.name, name, code, int(n), repr(float(mean)), repr(float(se)))
        )
    return "\ufeff" + text.getvalue()


#: What the file beside the data says first: purpose, recipient, last day.
_README = (
    i18n.N_("Purpose: {text}"),
    i18n.N_("For: {text}"),
    i18n.N_("Delete all copies by: {text}"),
)


def _readme(application: Application, file: MicrodataFile) -> str:
    gettext = i18n.gettext_for(file.language)
    about = (application.purpose, application.recipient, application.until.isoformat())
    lines = [file.title, ""]
    lines += [
        harmless(gettext(words).format(text=text))
        for words, text in zip(_README, about, strict=True)
    ]
    lines += ["", *(f"* {each}" for each in file.notes), ""]
    return "\r\n".join(lines)
