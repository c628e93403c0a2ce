"""What the handoff has that an offer hands over, as it is kept here at that moment.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current
from hub.transfer.handoff import Held, held_in
from profiles.resource.read import element, objects, words
from profiles.search.references import local_literal
from profiles.transfer.choice import is_handoff, is_offer

_UNDER_WAY = "in-progress"


async def held_by(
    connection: Connection, keyring: Keyring, task: Mapping[str, Any], own: str
) -> Held | None:
    """Of the fullest one that it names; None where it is no offer that begins or goes on so.

    Nothing but a number of sections comes of it: whether it may be handed over is decided where its
    references are kept. Raises Damaged.
    """
    if task.get("status") != _UNDER_WAY or not is_offer(task):
        return None
    names = dict[UUID, str]()
    for one in objects(task.get("input")):
        address = local_literal(words(element(one, "valueReference"), "reference"))
        if address is not None and address[0] == "Composition":
            names |= names_meant(keyring, own, *address)
    found = []
    for row in await lookup(connection, list(names), (), ()) if names else ():
        document = msgspec.json.decode(unseal_current(row, keyring).body)
        found += [held_in(document)] if is_handoff(document) else []
    return max(found, key=lambda one: one.filled, default=None)
