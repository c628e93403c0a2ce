"""What is written in an offer, as it is kept: whose it is and when, and nobody's name in it.

docs/decisions/0096-questions-about-an-offer.md
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current
from hub.transfer.notes import NOTE, with_note
from hub.transfer.open.gives_away import What, gives_away
from hub.transfer.party import Actor
from hub.transfer.reading import provider_of
from hub.transfer.refused import Refused
from hub.write.case_here import Kept, refusal

_TELLS: Mapping[What, str] = {
    "BSN": "a BSN tells who it is about, which the candidate may not know yet: leave it out",
    "identifier": "a number of the patient tells who it is about: leave it out",
    "name": "a name tells who it is about, which the candidate may not know yet: say it without",
    "birthDate": "a date of birth tells who it is about: say the age at most",
    "address": "an address tells who it is about: say the place at most",
    "telecom": "a telephone number or address of the patient tells who it is: leave it out",
}


async def noted(
    connection: Connection,
    keyring: Keyring,
    kept: Kept,
    text: str | None,
    who: Actor,
    now: datetime,
) -> Mapping[str, Sequence[Any]]:
    """The notes of the Task with this one behind them; nothing where there is none.

    Raises:
        Unprocessable: T-NAMELESS, it tells a candidate who it is about. Damaged.
    """
    if text is None:
        return {}
    candidate = provider_of(kept.task)
    if who.ura != candidate and "for" not in kept.task:
        told = gives_away(text, await _patients(connection, keyring, kept.row["pat"]))
        if told is not None:
            raise refusal(Refused("T-NAMELESS", _TELLS[told], "Task.note"))
    by_candidate = who.word_of == candidate
    return {NOTE: with_note(kept.task, text, by_candidate=by_candidate, now=now)}


async def _patients(connection: Connection, keyring: Keyring, whose: UUID) -> list[Any]:
    """What is said of him now, by whoever says it."""
    rows = await lookup(connection, (), (), [whose])
    return [msgspec.json.decode(unseal_current(row, keyring).body) for row in rows]
