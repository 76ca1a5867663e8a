"""Scripts for R, Stata and Python that set up the design of a file of single answers.

Each reads data.csv, tells means of one item by one key, and holds them against
table.csv, which the program itself computed of the same file.
"""

from collections.abc import Mapping
from typing import BinaryIO

from survey_app.interchange.microdata_file import MicrodataFile

_R = """\
# Run in this folder: Rscript analyse.R
library(survey)
options(survey.lonely.psu = "adjust")
why <- c(@KINDS@)
d <- read.csv("data.csv", na.strings = why, fileEncoding = "UTF-8-BOM")
d$everybody <- 1
design <- svydesign(ids = ~@UNIT@, strata = @R_STRATA@, weights = ~weight,
                    data = d, nest = TRUE)
found <- svyby(~@OF@, ~@BY@, design, svymean, na.rm = TRUE)
print(found)
table <- read.csv("table.csv", fileEncoding = "UTF-8-BOM")
found <- found[match(table$group, found$@BY@), ]
stopifnot(all(abs(found$@OF@ - table$mean) < 1e-8))
stopifnot(all(abs(found$se - table$se) < 1e-8))
cat("The table of the program is reproduced.\\n")
"""

_STATA = """\
* Run in this folder: do analyse.do
version 14
import delimited using data.csv, clear varnames(1) encoding("utf-8") ///
    case(preserve) stringcols(_all)
quietly ds
foreach v of varlist `r(varlist)' {
@STATA_KINDS@
}
quietly destring, replace
generate everybody = 1
svyset @STATA_UNIT@ [pweight = weight], @STATA_STRATA@singleunit(centered)
svy: mean @OF@, over(@BY@)
* Hold it against table.csv: the same means and standard errors.
"""

_PYTHON = '''\
"""Run in this folder: python analyse.py; needs nothing but Python itself."""

import csv
from collections import defaultdict
from math import sqrt

WHY = {@KINDS@}


def rows(name):
    with open(name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def mean(people, of, inside):
    """Weighted mean and standard error of the people inside, as R's svymean."""
    asked = [p for p in people if inside(p) and p[of] not in WHY]
    total = sum(float(p["weight"]) for p in asked)
    centre = sum(float(p["weight"]) * float(p[of]) for p in asked) / total
    units = {(@PY_STRATUM@, @PY_UNIT@): 0.0 for number, p in enumerate(people)}
    for number, p in enumerate(people):
        if inside(p) and p[of] not in WHY:
            part = float(p["weight"]) * (float(p[of]) - centre) / total
            units[@PY_STRATUM@, @PY_UNIT@] += part
    strata = defaultdict(list)
    for (stratum, _), part in units.items():
        strata[stratum].append(part)
    variance = 0.0
    for parts in strata.values():
        n = len(parts)
        middle = sum(parts) / n if n > 1 else 0.0
        scale = n / (n - 1) if n > 1 else 1.0
        variance += scale * sum((x - middle) ** 2 for x in parts)
    return len(asked), centre, sqrt(variance)


people = rows("data.csv")
for p in people:
    p["everybody"] = "1"
for line in rows("table.csv"):
    n, centre, se = mean(people, "@OF@", lambda p: p["@BY@"] == line["group"])
    print("@OF@", "@BY@", line["group"], n, round(centre, 4), round(se, 4))
    assert n == int(line["n"])
    assert abs(centre - float(line["mean"])) < 1e-8
    assert abs(se - float(line["se"])) < 1e-8
print("The table of the program is reproduced.")
'''

SCRIPTS = {"analyse.R": _R, "analyse.do": _STATA, "analyse.py": _PYTHON}


def write_script(
    name: str, file: MicrodataFile, of: str, by: str, out: BinaryIO
) -> None:
    """Write one of SCRIPTS: means of the column `of` by the column `by`."""
    text = SCRIPTS[name]
    for place, value in _places(file, of, by).items():
        text = text.replace(place, value)
    out.write(text.encode())


def _places(file: MicrodataFile, of: str, by: str) -> Mapping[str, str]:
    unit, stratum = file.field("unit"), file.field("stratum")
    letters = [
        f'    quietly replace `v\' = ".{chr(ord("a") + place)}" if `v\' == "{kind}"'
        for place, kind in enumerate(file.kinds.values())
    ]
    return {
        "@OF@": of,
        "@BY@": by,
        "@KINDS@": ", ".join(f'"{kind}"' for kind in file.kinds.values()),
        "@STATA_KINDS@": "\n".join(letters),
        "@UNIT@": unit.name if unit else "1",
        "@STATA_UNIT@": unit.name if unit else "_n",
        "@R_STRATA@": f"~{stratum.name}" if stratum else "NULL",
        "@STATA_STRATA@": f"strata({stratum.name}) " if stratum else "",
        "@PY_UNIT@": f'p["{unit.name}"]' if unit else "number",
        "@PY_STRATUM@": f'p["{stratum.name}"]' if stratum else '""',
    }
