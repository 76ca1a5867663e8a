"""Hubs: who we are to others, who they are to us, and what was agreed."""

from collections.abc import Mapping, Sequence
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from survey_app.core.hubs import KINDS, Card, Direction, Kind
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.interchange import bundles
from survey_app.interchange.bundles import Keys
from survey_app.services import at_rest
from survey_app.store import hubs as store
from survey_app.store.database import Database, writing
from survey_app.store.hubs import Identity

LONGEST_NAME = 60
_SIGNING, _SEALING = "hub signing", "hub sealing"


def introduce(db: Database, name: str, secret: str, today: date) -> Card:
    """Return the card of this hub; its keys are made when it first gets a name.

    Raise Rejected for a name that is empty or too long, Conflict for another name than
    the first: others know the hub by it.
    """
    found = " ".join(name.split())
    if not 0 < len(found) <= LONGEST_NAME:
        raise Rejected([Problem("name", "hub.name", {"most": LONGEST_NAME})])
    with writing(db):
        known = store.identity(db)
        if known is None:
            store.set_identity(db, _new(found, secret), today)
        elif known.name != found:
            raise Conflict("hub.has_name", name=known.name)
    return ourselves(db, secret)[0]


def ourselves(db: Database, secret: str) -> tuple[Card, Keys]:
    """Return this hub's card and keys; raise Conflict where it has none that open."""
    known = store.identity(db)
    if known is None:
        raise Conflict("hub.no_name")
    signing = at_rest.reveal(known.signing, _SIGNING, secret)
    sealing = at_rest.reveal(known.sealing, _SEALING, secret)
    if signing is None or sealing is None:
        raise Conflict("hub.other_secret")
    keys = Keys(
        Ed25519PrivateKey.from_private_bytes(signing),
        X25519PrivateKey.from_private_bytes(sealing),
    )
    return keys.card(known.name), keys


def take_card(db: Database, written: bytes, today: date) -> Card:
    """Keep another hub by its card and return it; raise Rejected, Conflict."""
    card = bundles.read_card(written)
    for known in store.everybody(db):
        if known.name == card.name and known.hub_id != card.hub_id:
            raise Conflict("hub.name_taken", name=card.name)
    store.add(db, card, today)
    return card


def named(db: Database, name: str) -> Card:
    """Return the hub of a name or id; raise NotFound."""
    known = store.everybody(db)
    for card in known:
        if name in (card.name, card.hub_id):
            return card
    raise NotFound(
        "hub.unknown", hub=name[:60], known=", ".join(c.name for c in known) or "-"
    )


def only(db: Database) -> Card:
    """Return the one other hub there is; raise Conflict if it is not one."""
    known = store.everybody(db)
    if len(known) != 1:
        names = ", ".join(card.name for card in known) or "-"
        raise Conflict("hub.which", known=names)
    return known[0]


def agree(
    db: Database, card: Card, direction: Direction, rounds: Sequence[str],
    kind: str, today: date,
) -> None:  # fmt: skip
    """Keep what may be given to a hub or taken from it; "nothing" ends it.

    Raise Rejected for a kind there is not.
    """
    if kind not in (*KINDS, "nothing"):
        facts = {"kind": kind, "known": ", ".join((*KINDS, "nothing"))}
        raise Rejected([Problem("kind", "hub.kind", facts)])
    found = next((each for each in KINDS if each == kind), None)
    store.agree(db, card.hub_id, direction, dict.fromkeys(rounds, found), today)


def rows(db: Database) -> list[dict[str, object]]:
    """Return what is known of every other hub: agreements, bundles sent and taken."""
    return [
        {
            "hub": card.name,
            "fingerprint": card.fingerprint,
            "gives": _listed(store.agreed(db, card.hub_id, "give")),
            "takes": _listed(store.agreed(db, card.hub_id, "take")),
            "sent": store.last_sent(db, card.hub_id).number,
            "taken": store.taken(db, card.hub_id).number,
            "releases": len(store.figures(db, card.hub_id)),
        }
        for card in store.everybody(db)
    ]


def _listed(agreed: Mapping[str, Kind]) -> str:
    return ", ".join(f"{round_id} ({kind})" for round_id, kind in agreed.items())


def _new(name: str, secret: str) -> Identity:
    signing = Ed25519PrivateKey.generate().private_bytes_raw()
    sealing = X25519PrivateKey.generate().private_bytes_raw()
    return Identity(
        name,
        at_rest.conceal(signing, _SIGNING, secret),
        at_rest.conceal(sealing, _SEALING, secret),
    )
