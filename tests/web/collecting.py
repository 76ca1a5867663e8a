"""ODK Collect as it speaks to a server, and forms as it writes them."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from survey_app.services import devices
from survey_app.services.devices import NewDevice
from survey_app.store.database import connect

ROUND = "valley-2026"
HERE_AND_NOW = datetime.now(UTC).date()
LISTED = "{http://openrosa.org/xforms/xformsList}"
MESSAGE = "{http://openrosa.org/http/response}"
HEADERS = {
    "X-OpenRosa-Version": "1.0",
    "Date": "Tue, 24 Nov 2026 02:15:00 GMT",  # 14:15, with a clock of 12 hours
    "User-Agent": "org.odk.collect.android/v2024.2.4 Dalvik/2.1.0",
}


def multipart(parts, fields=()):
    """Return a body as OkHttp writes it: names in UTF-8, whatever a header may hold."""
    head = b'--5c9d2e\r\nContent-Disposition: form-data; name="%b"'
    body = b"".join(
        head % name.encode() + b'; filename="%b"\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n'
        % (file.encode(), kind.encode(), len(content), content)
        for name, file, kind, content in parts
    )  # fmt: skip
    for name, text in fields:
        body += head % name.encode() + b"\r\n\r\n%b\r\n" % text
    return body + b"--5c9d2e--\r\n"


class Collect:
    """ODK Collect on a tablet: its headers, its addresses, its way of sending."""

    def __init__(self, app, database, name="C1", **options):
        self.client, self.database = app.test_client(), database
        db = connect(database)
        wanted = NewDevice(name, "enumerator", **options)
        self.device, self.token = devices.add(db, wanted, "test", HERE_AND_NOW)
        db.close()
        self.base = f"/openrosa/{self.token}"

    def ask(self, method, address, headers=(), **request):
        """Ask as Collect does: with its device's number behind every address."""
        path = address.removeprefix("http://localhost")
        mark = "&" if "?" in path else "?"
        return self.client.open(
            f"{path}{mark}deviceID=collect%3AXyZ123",
            method=method,
            headers=HEADERS | dict(headers),
            **request,
        )

    def get(self, address, **headers):
        return self.ask("GET", address, headers)

    def listed(self, query=""):
        """Return the forms of the list, as Collect reads it: strictly."""
        reply = self.get(f"{self.base}/formList{query}")
        assert reply.status_code == 200, reply.text
        assert "text/xml" in reply.headers["Content-Type"]
        assert reply.headers["X-OpenRosa-Version"]
        root = ET.fromstring(reply.data)
        assert root.tag == f"{LISTED}xforms"
        return [
            {part.tag.removeprefix(LISTED): part.text for part in each}
            for each in root.findall(f"{LISTED}xform")
        ]

    def form(self, form_id=ROUND):
        (entry,) = self.listed(f"?formID={form_id}")
        reply = self.get(entry["downloadUrl"])
        assert reply.status_code == 200
        return reply.data

    def send(self, xml, files=(), incomplete=False, name="Living_2026.xml"):
        """Post a form filled in, with what belongs to it."""
        parts = [("xml_submission_file", name, "text/xml", xml)]
        parts += [(each, each, "image/jpeg", content) for each, content in files]
        fields = [("*isIncomplete*", b"yes")] if incomplete else []
        return self.ask(
            "POST", f"{self.base}/submission", data=multipart(parts, fields),
            content_type="multipart/form-data; boundary=5c9d2e",
        )  # fmt: skip

    def status(self, xml, **options):
        return self.send(xml, **options).status_code


ANSWERS = {
    "survey.language": "en", "survey.place": f"{ROUND}-north0", "survey.day": "2026-03-02",
    "survey.half_day": "pm", "SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer",
    "PL1.1": "3", "DEM1": "woman", "DEM3": "river hill", "END1": "Nobody tells us <anything>.",
    "survey.receipt": "ACDE-7HJK",
}  # fmt: skip


def filled(instance=None, version="trust.1", form=ROUND, meta="", extra="", **answers):
    """Return a form filled in, as Collect writes it."""
    root = ET.Element("data", {"id": form, "version": version})
    for node, text in (ANSWERS | answers).items():
        ET.SubElement(root, node).text = text
    written = ET.tostring(root, encoding="unicode").removesuffix("</data>")
    instance = f"uuid:{uuid.uuid4()}" if instance is None else instance
    ids = f"<orx:instanceID>{instance}</orx:instanceID>{meta}"
    return (
        f"<?xml version='1.0' ?>{written}{extra}"
        f'<orx:meta xmlns:orx="http://openrosa.org/xforms">{ids}</orx:meta></data>'
    ).encode()


def corrected(instance, earlier, **answers):
    meta = f"<orx:deprecatedID>{earlier}</orx:deprecatedID>"
    return filled(instance, meta=meta, **answers)


def kept(db):
    """Return the responses that came by this protocol."""
    return list(db.query("select * from responses where origin = 'tablet'"))


def messages(reply):
    root = ET.fromstring(reply.data)
    assert root.tag == f"{MESSAGE}OpenRosaResponse"
    (found,) = root.findall(f"{MESSAGE}message")
    return found.get("nature"), found.text


def dump(db):
    db.execute("pragma wal_checkpoint(truncate)")
    (row,) = db.query("pragma database_list")
    return Path(row["file"]).read_bytes()
