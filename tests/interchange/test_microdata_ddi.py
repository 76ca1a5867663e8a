"""The description of a file in DDI-Codebook 2.5: elements in the order of its schema."""

import io
from datetime import date
from xml.etree import ElementTree as ET

import numpy as np

from survey_app.interchange.microdata_ddi import NAMESPACE, STUDY, write_ddi
from survey_app.interchange.microdata_file import Field, MicrodataFile, names

#: What may stand in an element, in this order, by the schema of DDI-Codebook 2.5.
ORDER = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "docDscr": "citation guide docStatus docSrc controlledVocabUsed notes",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "stdyInfo": "studyBudget subject abstract sumDscr qualityStatement notes exPostEvaluation",
    "sumDscr": "timePrd collDate nation geogCover geogUnit geoBndBox boundPoly anlyUnit universe dataKind",
    "method": "dataColl notes anlyInfo stdyClas dataProcessing codingInstructions",
    "dataColl": "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame targetSampleSize deviat collMode resInstru instrumentDevelopment sources collSitu actMin ConOps weight cleanOps",
    "anlyInfo": "respRate EstSmpErr dataAppr",
    "dataAccs": "setAvail useStmt notes",
    "useStmt": "confDec specPerm restrctn contact citReq deposReq conditions disclaimer",
    "fileDscr": "fileTxt locMap notes",
    "fileTxt": "fileName fileCitation dataFingerprint fileCont fileStrc dimensns fileType",
    "dimensns": "caseQnty varQnty logRecL recPrCas recNumTot",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe TotlResp sumStat txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap catLevel notes",
    "qstn": "preQTxt qstnLit postQTxt forward backward ivuInstr",
    "valrng": "item range key notes",
    "invalrng": "item range key notes",
    "catgry": "catValu labl txt catStat mrow",
}  # fmt: skip
KINDS = {-1: "dont_know", -2: "refused"}
FILE = MicrodataFile(
    "microdata-1", "Valley <2026>", "ar", True, date(2026, 4, 1),
    (
        Field("pl1_1", "PL1.1", "answer", "Trust \u202e& more", "How much?",
              np.array([1, 2, -1, -2], np.int16), {1: "None", 2: "=A lot"}),
        Field("weight", "weight", "weight", "Weight", "", np.ones(4), {}),
    ),
    KINDS, {-1: "Does not know", -2: "Refused"},
    {fact: f"about {fact}" for _, fact in STUDY}, (),
)  # fmt: skip


def described(file=FILE):
    out = io.BytesIO()
    write_ddi(file, out)
    return ET.fromstring(out.getvalue())


def bare(element):
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def test_every_element_is_where_the_schema_wants_it():
    for element in described().iter():
        inside = [bare(child) for child in element]
        if inside:
            allowed = ORDER[bare(element)].split()
            places = [allowed.index(name) for name in inside]
            assert places == sorted(places), bare(element)


def test_every_text_names_its_language_and_holds_no_turned_direction():
    root = described()
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    texts = [
        e for e in root.iter() if bare(e) in ("titl", "labl", "qstnLit", "abstract")
    ]
    assert {element.get(language) for element in texts} == {"ar"}
    assert not any("\u202e" in (element.text or "") for element in root.iter())


def test_variables_have_their_codes_and_kinds_of_missing_values():
    ns = {"d": NAMESPACE}
    trust, weight = described().findall("d:dataDscr/d:var", ns)
    assert [c.text for c in trust.findall("d:catgry/d:catValu", ns)] == [
        "1", "2", "dont_know", "refused",
    ]  # fmt: skip
    assert [c.get("missing") for c in trust.findall("d:catgry", ns)] == [
        None,
        None,
        "Y",
        "Y",
    ]
    assert [i.get("VALUE") for i in trust.findall("d:invalrng/d:item", ns)] == [
        *KINDS.values()
    ]
    assert weight.get("wgt") == "wgt"
    size = described().find("d:fileDscr/d:fileTxt/d:dimensns", ns)
    assert [child.text for child in size] == ["4", "2"]


def test_names_fit_every_program_and_are_no_two_alike():
    found = names(["a" * 40, "a" * 41, "A" * 50, "é", "", "by"])
    assert len(set(found)) == 6
    assert max(map(len, found)) <= 32
    assert found[3:] == ["v", "v_2", "v_by"]
