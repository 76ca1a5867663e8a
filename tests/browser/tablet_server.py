"""What a tablet hears from a server: a package of the world's open round, and receipts."""

import base64
import hashlib
import io
import json
import math
import struct
import wave
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from survey_app.core.questionnaire.instrument import encode
from survey_app.core.questionnaire.sealing import Sealed, from_text, open_sealed
from survey_app.store import instruments, rounds
from survey_app.store.database import connect

ROUND = "valley-2026"
VECTORS = Path(__file__).parent.parent / "vectors" / "sealed.json"
KEY = json.loads(VECTORS.read_text(encoding="utf-8"))["survey_key"]
DECLINES = ("dont_know", "refused")
SPOKEN = ("en", "ar")
SETTINGS = {
    "mode": "interviewer",
    "autoplay": False,
    "on_attempts": "seal",
    "idle_seconds": 60,
}


def sound():
    """Return a tenth of a second of a tone, as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        tone = (int(8000 * math.sin(n / 3)) for n in range(800))
        file.writeframes(b"".join(struct.pack("<h", level) for level in tone))
    return out.getvalue()


#: One green square.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+"
    "FABJADveWkH6oAAAAAElFTkSuQmCC"
)


class TabletServer:
    """Answers the tablet API of one window, and opens what was sent."""

    def __init__(self, world_file, document=None, **settings):
        self.kept = []
        self.is_reachable = True
        self.files = {}
        self.package = self._package(world_file, document, SETTINGS | settings)

    def answer(self, route):
        """Answer one request of the tablet."""
        if not self.is_reachable:
            return route.abort("internetdisconnected")
        address = route.request.url.partition("/api/v1/")[2]
        if address == "package":
            return route.fulfill(json=self.package)
        if address == "responses":
            return route.fulfill(json={"results": self._keep(route.request)})
        if address == "token":
            return route.fulfill(json={"device": "ok"})
        if address == "checkin":
            return route.fulfill(json={"device": "ok", "expires_on": "2099-12-31"})
        content, kind = self.files[address.removeprefix("media/")]
        return route.fulfill(body=content, content_type=kind)

    def _keep(self, request):
        packets = request.post_data_json
        self.kept += [json.loads(opened(each)) for each in packets]
        return [
            {
                "response_id": each["response_id"],
                "state": "kept",
                "hash": hashlib.sha256(from_text(each["ct"])).hexdigest(),
                "problems": [],
            }
            for each in packets
        ]

    def _package(self, world_file, document, settings):
        db = connect(world_file)
        document = document or json.loads(encode(instruments.get(db, "trust.1")))
        places = [
            {
                "place_id": place.place_id,
                "name": place.name,
                "community": place.community,
                "community_name": place.community_name,
            }
            for place in rounds.places(db, ROUND)
        ]
        db.close()
        short = {"by": "gender", "group": "woman", "target": 10, "done": 3}
        return {
            "v": 1,
            "device": {"id": "d1", "enumerator": "E1"},
            "expires_on": "2099-12-31",
            "name": "Notes",
            "rounds": [
                {
                    "round_id": ROUND, "name": "2026", "title": document["title"], "about": {"en": "Asked by the council."},
                    "slug": "valley", "instrument_id": "trust.1", "is_open": True, "places": places, "settings": settings,
                    "key": {"key_id": KEY["key_id"], "public": KEY["public"]},
                    "targets": [short | {"place_id": places[0]["place_id"]}],
                }
            ],
            "instruments": {"trust.1": document},
            "media": {"trust.1": list(self._media(document))},
        }  # fmt: skip

    def _media(self, document):
        for language in SPOKEN:
            for item in document["items"]:
                yield self._heard({"item": item["item_id"], "option": None}, language)
            for scale in document["scales"].values():
                for option in scale["options"]:
                    part = {"scale": scale["scale_id"], "option": option["code"]}
                    yield self._heard(part, language)
            for code in DECLINES:
                yield self._heard({"scale": "@decline", "option": code}, language)
        drawn = {"item": "DEM1", "option": "woman", "language": None}
        yield self._medium(drawn, "picture", PICTURE, "image/png")

    def _heard(self, part, language):
        return self._medium(
            part | {"language": language}, "audio", sound(), "audio/wav"
        )

    def _medium(self, part, kind, content, media_type):
        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = (content, media_type)
        about = {"kind": kind, "sha256": digest, "type": media_type}
        return part | about | {"bytes": len(content)}


def opened(packet):
    """Return the plain packet inside a sealed one, as the survey's server reads it."""
    number = int.from_bytes(from_text(KEY["private"]["d"]), "big")
    parts = (from_text(packet[name]) for name in ("epk", "iv", "ct"))
    names = (packet[name] for name in ("round_id", "response_id", "key_id"))
    return open_sealed(Sealed(*names, *parts), derive_private_key(number, SECP256R1()))
