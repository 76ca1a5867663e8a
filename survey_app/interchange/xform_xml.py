"""Writes an XForm as XML: the same form, the same bytes.

The form of https://getodk.github.io/xforms-spec/ that ODK Collect, KoboCollect and
Enketo read: secondary instance none, choices in place, all words in itext.
"""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from survey_app.core.questionnaire.instrument import say
from survey_app.interchange import xform, xform_names
from survey_app.interchange.outgoing import harmless
from survey_app.interchange.xform import Bind, Control, MediaForm, Text, XForm

NAMESPACES = {
    "xmlns": "http://www.w3.org/2002/xforms",
    "xmlns:h": "http://www.w3.org/1999/xhtml",
    "xmlns:jr": "http://openrosa.org/javarosa",
    "xmlns:odk": "http://www.opendatakit.org/xforms",
    "xmlns:orx": "http://openrosa.org/xforms",
    "xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
}
#: Where a program that fills in forms finds files, by what they are.
_FOLDERS = {"audio": "jr://audio/", "image": "jr://images/"}
#: Where in its sentence the receipt code stands.
_RECEIPT = "{receipt}"


def write(form: XForm) -> bytes:
    """Return the form as it is downloaded."""
    screens = list(xform.screens(form))
    controls = [each for screen in screens for each in screen]
    binds = [*(each.bind for each in controls), *xform.hidden(form)]
    root = ET.Element("h:html", NAMESPACES)
    head = ET.SubElement(root, "h:head")
    _text(ET.SubElement(head, "h:title"), _title(form))
    model = ET.SubElement(head, "model", {"odk:xforms-version": "1.0.0"})
    _itext(model, form, _texts(controls))
    _instance(model, form, binds)
    for bind in binds:
        _bind(model, bind, _fault(controls, bind))
    _meta(model)
    body = ET.SubElement(root, "h:body", {"class": "pages"})
    for screen in screens:
        _screen(body, screen)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _title(form: XForm) -> str:
    return say(form.title, form.instrument.languages[0]) or form.form_id


def _texts(controls: Iterable[Control]) -> list[Text]:
    """Return every text once, in the order they are met."""
    found: dict[str, Text] = {}
    for control in controls:
        faults = [control.fault] if control.fault else []
        for text in (control.text, *faults, *(text for _, text in control.choices)):
            found.setdefault(text.name, text)
    return list(found.values())


def _itext(model: ET.Element, form: XForm, texts: list[Text]) -> None:
    itext = ET.SubElement(model, "itext")
    for place, language in enumerate(form.instrument.languages):
        name = f"{form.language_names[language]} ({language})"
        default = {} if place else {"default": "true()"}
        translation = ET.SubElement(itext, "translation", {"lang": name} | default)
        for text in texts:
            entry = ET.SubElement(translation, "text", {"id": text.name})
            _spoken(ET.SubElement(entry, "value"), say(text.labels, language))
            for kind, name_of_file in _files(form, text, language):
                value = ET.SubElement(entry, "value", {"form": kind})
                value.text = _FOLDERS[kind] + name_of_file


def _files(form: XForm, text: Text, language: str) -> Iterator[tuple[MediaForm, str]]:
    """Yield what is heard and seen with a text, each with its file name."""
    if text.slot is not None:
        for each in (language, None):
            yield from form.media.get((text.slot, each), ())


def _spoken(value: ET.Element, words: str) -> None:
    before, mark, after = words.partition(_RECEIPT)
    _text(value, before)
    if mark:
        path = f"/data/{xform_names.RECEIPT}"
        ET.SubElement(value, "output", {"value": path}).tail = harmless(after)


def _instance(model: ET.Element, form: XForm, binds: list[Bind]) -> None:
    instance = ET.SubElement(model, "instance")
    names = {"id": form.form_id, "version": form.version}
    data = ET.SubElement(instance, "data", names)
    for bind in binds:
        ET.SubElement(data, bind.node)
    meta = ET.SubElement(data, "orx:meta")
    ET.SubElement(meta, "orx:instanceID")


def _bind(model: ET.Element, bind: Bind, fault: Text | None) -> None:
    path = f"/data/{bind.node}"
    facts = {
        "nodeset": path,
        "type": bind.type,
        "relevant": bind.relevant,
        "required": "true()" if bind.is_required else "",
        "readonly": "true()" if bind.is_shown_only else "",
        "constraint": bind.constraint,
        "jr:constraintMsg": f"jr:itext('{fault.name}')" if fault else "",
        "calculate": bind.calculate,
    }
    ET.SubElement(model, "bind", {name: text for name, text in facts.items() if text})
    if bind.first:
        when = {"event": "odk-instance-first-load", "ref": path, "value": bind.first}
        ET.SubElement(model, "setvalue", when)


def _meta(model: ET.Element) -> None:
    """Let the program make the id by which a form filled in is known."""
    path = "/data/orx:meta/orx:instanceID"
    facts = {"type": "string", "readonly": "true()", "jr:preload": "uid"}
    ET.SubElement(model, "bind", {"nodeset": path} | facts)


def _fault(controls: list[Control], bind: Bind) -> Text | None:
    return next((each.fault for each in controls if each.bind is bind), None)


def _screen(body: ET.Element, controls: tuple[Control, ...]) -> None:
    parent = body
    if len(controls) > 1:
        parent = ET.SubElement(body, "group", {"appearance": "field-list"})
    for control in controls:
        _control(parent, control)


def _control(parent: ET.Element, control: Control) -> None:
    shown = {"appearance": control.appearance} if control.appearance else {}
    facts = {"ref": f"/data/{control.bind.node}"} | shown
    found = ET.SubElement(parent, control.kind, facts)
    _label(found, control.text)
    for value, text in control.choices:
        item = ET.SubElement(found, "item")
        _label(item, text)
        ET.SubElement(item, "value").text = value


def _label(parent: ET.Element, text: Text) -> None:
    ET.SubElement(parent, "label", {"ref": f"jr:itext('{text.name}')"})


def _text(element: ET.Element, text: str) -> None:
    element.text = harmless(text)
