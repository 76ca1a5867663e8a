"""Addresses for other hubs: where we stand, bundles in, bundles out; a token opens."""

import re
from collections.abc import Callable

import msgspec
from flask import Blueprint, Response, request

from survey_app.core.hubs import Card, Position
from survey_app.errors import Problem, Rejected
from survey_app.interchange.bundles import LARGEST
from survey_app.services import hubs
from survey_app.services.hub_line import Standing
from survey_app.services.syncing import Hub, Made
from survey_app.store import hubs as store
from survey_app.store.database import Database
from survey_app.web import access, context

bp = Blueprint("hubs", __name__, url_prefix="/api/v1/sync")

JSON, BUNDLE = "application/json", "application/octet-stream"


@bp.get("/<hub_id>")
@access.open_to_hubs
def stand(hub_id: str) -> Response:
    """Say which hub this is, and how far it took what another sent."""
    ours = _hub()
    with context.desk().reading() as db:
        return _standing(ours(db), hubs.named(db, hub_id))


@bp.post("/<hub_id>")
@access.open_to_hubs
@access.takes(LARGEST)
def receive(hub_id: str) -> Response:
    """Take a bundle, all of it or nothing; say how far this hub is then."""
    written, ours, desk = request.get_data(cache=False), _hub(), context.desk()
    desk.write(lambda db: ours(db).take(written))
    with desk.reading() as db:
        return _standing(ours(db), hubs.named(db, hub_id))


@bp.get("/<hub_id>/bundle")
@access.open_to_hubs
def give(hub_id: str) -> Response:
    """Give the bundle that follows what a hub took, nothing where nothing is new."""
    after, ours = _position(), _hub()

    def work(db: Database) -> Made | None:
        return ours(db).next_for(hubs.named(db, hub_id), after)

    made = context.desk().write(work)
    if made is None:
        return Response(status=204)
    return Response(made.written, mimetype=BUNDLE)


def _hub() -> Callable[[Database], Hub]:
    """Return what makes this hub of a database; writers know nothing of requests."""
    secret, today = context.secrets().secret, context.now().date()
    return lambda db: Hub(db, secret, today)


def _standing(hub: Hub, sender: Card) -> Response:
    position = store.taken(hub.db, sender.hub_id)
    told = Standing(hub.card.hub_id, position)
    return Response(msgspec.json.encode(told), mimetype=JSON)


def _position() -> Position:
    """Return the position asked after, the very first unless told; raise Rejected."""
    nothing = Position()
    digest = request.args.get("digest", nothing.digest)
    number = request.args.get("number", "0")
    if not re.fullmatch("[0-9]{1,9}", number) or not re.fullmatch(
        "[0-9a-f]{64}", digest
    ):
        raise Rejected([Problem("number", "hub.position")])
    return Position(int(number), digest)
