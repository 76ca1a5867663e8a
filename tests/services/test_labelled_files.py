"""SPSS and Stata files in programs of others: pyreadstat, and R's haven where it is."""

import json
import os
import shutil
import subprocess
from datetime import date
from functools import cache
from math import isnan

import numpy as np
import pyreadstat
import pytest

from survey_app.interchange.microdata_file import Field, MicrodataFile
from survey_app.interchange.microdata_formats import write_dta as write_people_dta
from survey_app.interchange.microdata_formats import write_sav as write_people_sav
from survey_app.interchange.out_labelled import write_dta, write_sav
from survey_app.interchange.outgoing import Book, Column, OutTable

PEOPLE = MicrodataFile(
    "microdata-1", "Valley", "ar", True, date(2026, 4, 1),
    (
        Field("a", "A", "answer", "الثقة", "How much?",
              np.array([1, 2, -1, -2], np.int16), {1: "لا", 2: "نعم"}),
        Field("weight", "weight", "weight", "Weight", "",
              np.array([0.5, 1.5, 1.0, 1.0]), {}),
    ),
    {-1: "dont_know", -2: "refused"}, {-1: "Does not know", -2: "Refused"}, {}, (),
)  # fmt: skip
ROWS = (("PL1", "woman", 120, -0.25, False), ("PL1", "man", None, None, True))
GAPS = OutTable(
    "gaps", "Who is left behind", "Every group",
    tuple(
        Column(name, kind, f"The {name}", f"What {name} means")
        for name, kind in (("of", "text"), ("by", "text"), ("n", "integer"),
                           ("gap", "number"), ("suppressed", "flag"))
    ),
    lambda: ROWS, len(ROWS),
)  # fmt: skip
BOOK = Book("b", "العيش معا", "ar", True, date(2026, 4, 1), "2026-04", (GAPS,), ())

HAVEN = """
library(haven)
args <- commandArgs(TRUE)
d <- if (args[2] == "sav") read_sav(args[1], user_na = TRUE) else read_dta(args[1])
column <- function(x) list(
  label = attr(x, "label"),
  labels = as.list(attr(x, "labels")),
  tags = if (is.double(x)) na_tag(x) else NULL,
  low = attr(x, "na_range")[1],
  values = as.vector(unclass(x)))
quoted <- function(x) if (is.character(x)) encodeString(x, quote = '"') else
  ifelse(is.na(x), "null", format(x, digits = 15, trim = TRUE))
told <- function(x) if (is.null(x)) "null" else if (is.list(x)) paste0("{", paste(
  sprintf('"%s": %s', names(x), vapply(x, told, "")), collapse = ", "), "}") else
  paste0("[", paste(ifelse(is.na(x), "null", quoted(x)), collapse = ", "), "]")
cat(enc2utf8(told(lapply(d, column))))
"""


@cache
def has_haven():
    """Return whether R is here, with the package that reads SPSS and Stata files."""
    if not shutil.which("Rscript"):
        return False
    asked = ["Rscript", "-e", "library(haven)"]
    ran = subprocess.run(asked, capture_output=True, timeout=60, check=False)
    return ran.returncode == 0


def by_haven(path):
    """Return {column: (label, words of values, values with missing ones)}."""
    asked = ["Rscript", "--encoding=UTF-8", "-e", HAVEN, path, path.suffix[1:]]
    ran = subprocess.run(
        asked,
        capture_output=True,
        timeout=60,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert ran.returncode == 0, ran.stderr.decode()
    found = {}
    for name, each in json.loads(ran.stdout).items():
        tags = each["tags"] or [None] * len(each["values"])
        values = [tag or value for tag, value in zip(tags, each["values"], strict=True)]
        words = {code[0]: word for word, code in (each["labels"] or {}).items()}
        found[name] = each["label"][0], words, values
    return found


def by_pyreadstat(path):
    reader = getattr(pyreadstat, f"read_{path.suffix[1:]}")
    columns, about = reader(str(path), user_missing=True, output_format="dict")
    return {
        name: (
            about.column_names_to_labels[name],
            about.variable_value_labels.get(name, {}),
            [_none(value) for value in values],
        )
        for name, values in columns.items()
    }


def _none(value):
    return None if isinstance(value, float) and isnan(value) else value


READERS = [by_pyreadstat, *([by_haven] if has_haven() else [])]
MISSING = {"sav": [-1, -2], "dta": ["a", "b"]}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("form", "write"), [("sav", write_people_sav), ("dta", write_people_dta)]
)
def test_labels_kinds_of_missing_values_and_weights_survive(
    tmp_path, form, write, read
):
    path = tmp_path / f"people.{form}"
    with path.open("wb") as out:
        write(PEOPLE, out)
    found = read(path)
    label, words, values = found["a"]
    assert label == "الثقة"
    assert (words[1], words[2]) == ("لا", "نعم")
    assert values == [1, 2, *MISSING[form]]
    assert found["weight"][2] == [0.5, 1.5, 1.0, 1.0]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("form", "write"), [("sav", write_sav), ("dta", write_dta)])
def test_a_table_keeps_labels_numbers_and_what_is_withheld(tmp_path, form, write, read):
    path = tmp_path / f"gaps.{form}"
    with path.open("wb") as out:
        write(BOOK, out)
    found = read(path)
    assert [*found] == ["of", "grouping", "n", "gap", "suppressed"]
    assert found["gap"][0].startswith("The gap")
    assert found["grouping"][2] == ["woman", "man"]
    assert found["n"][2] == [120, None]
    assert found["gap"][2] == [-0.25, None]
    assert found["suppressed"][2] == [0, 1]
