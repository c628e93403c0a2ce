"""What an answer to an offer, or its beginning, refers to: as it is kept here."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from hub.errors import Unprocessable
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from hub.write.linking import namings_of
from profiles.identifiers import BSN, is_bsn
from profiles.resource.compartment import APART, CLOSE, numbers_of
from profiles.search.references import local_literal

NOWHERE = (
    "an offer refers to what is in the directory; who makes it refers to what he keeps of the same "
    "inhabitant too, by Type/id"
)


async def kept_references(
    connection: Connection,
    keyring: Keyring,
    task: Mapping[str, Any],
    own: str,
    whose: UUID | None,
    also: Collection[str] = (),
) -> dict[str, str]:
    """Each reference of this part of a Task, and what the hub keeps it as.

    `whose` is the inhabitant whose record `own` may refer to beside the directory, None for nobody;
    `also` are addresses in it that others keep, and handed to this case.

    Raises:
        Unprocessable: one leads elsewhere, or a number is another's.
    """
    said = [text for _, text, must in namings_of(task) if must]
    meant = {text: _meant(keyring, own, text) for text in said}
    rows = await lookup(connection, {rid for names in meant.values() for rid in names}, (), ())
    found = {text: _kept(names, rows, own, whose, also) for text, names in meant.items()}
    if None in found.values() or not _numbers_fit(keyring, task, whose):
        raise Unprocessable(NOWHERE, expression="Task", rule="REFERENCE")
    return {text: name for text, name in found.items() if name and name != text}


def _meant(keyring: Keyring, own: str, text: str) -> dict[UUID, str]:
    address = local_literal(text)
    if address is None:
        return {}
    names = names_meant(keyring, own, *address)
    return {rid: f"{address[0]}/{name}" for rid, name in names.items()}


def _kept(
    names: Mapping[UUID, str],
    rows: Iterable[Row],
    own: str,
    whose: UUID | None,
    also: Collection[str],
) -> str | None:
    open_here = {
        row["rid"]
        for row in rows
        if not row["deleted"]
        and (
            (row["pat"] is None and row["type"] not in {APART, CLOSE})
            or (row["pat"] == whose and _is_own(row, own))
        )
    }
    handed = {rid for rid, name in names.items() if name in also}
    return next((name for rid, name in names.items() if rid in open_here | handed), None)


def _is_own(row: Row, own: str) -> bool:
    """A Patient is one for all who speak of him."""
    return bool(row["type"] == "Patient" or row["custodian"] == own)


def _numbers_fit(keyring: Keyring, task: Mapping[str, Any], whose: UUID | None) -> bool:
    numbers = numbers_of({"resourceType": "Task", **task})
    return all(is_bsn(one) and inhabitant(keyring, BSN(one)).pat == whose for one in numbers)
