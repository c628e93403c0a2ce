"""What stays where a record moved away from: the Patient that was replaced, or his last version.

https://hl7.org/fhir/R4/patient.html#links
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from hub.search.index import index
from hub.storage.body import content, said, with_members
from hub.storage.pseudonym import rid, section_of
from hub.storage.rows import NewVersion
from hub.storage.sealing import Keyring
from hub.write.found import Known
from hub.write.names import Name
from hub.write.own_number import OwnNumber
from hub.write.parties import Party
from hub.write.sealed import seal
from profiles.text.parse import parse

_CATEGORY = "GGC002"


@dataclass(frozen=True, slots=True)
class Departure:
    """Of whom, by which source, when, and who came in his place: an address, `Patient/id`."""

    prior: Party
    custodian: str
    at: datetime
    survivor: str
    keyring: Keyring


def replaced(one: Departure, number: OwnNumber) -> tuple[NewVersion, str]:
    """The version of the prior that says by whom he was replaced, and his address.

    He is read by his id, and found by no number: that is the survivor's now. One that was never
    delivered is made, known by this `number`.
    """
    word = one.prior.word
    raw = word.body if word else _unheard_of(number)
    patient = parse(raw)
    link = {"other": {"reference": one.survivor}, "type": "replaced-by"}
    said_before = patient.get("link")
    links = [*(said_before if isinstance(said_before, list) else ()), link]
    members: dict[str, Any] = {"active": False, "link": links}
    name = Name("Patient", word.id if word else str(uuid4()))
    columns = _columns(one, name, word, "PUT")
    stored = {**patient, **members, "id": name.id}
    body = content(with_members(raw, members), {}).body(
        name.id, columns.version, columns.last_updated, one.custodian
    )
    found_by = index(stored, one.keyring, columns.section)
    new = replace(
        columns,
        digest=one.keyring.digest(said(stored), columns.rid),
        tokens=found_by.tokens,
        references=found_by.references,
        dates=found_by.dates,
    )
    return replace(new, sealed=seal(new, name, body, one.keyring)), name.address


def withdrawn(one: Departure, word: Known) -> NewVersion:
    """The last version of this source's word on a Patient who was never the one that it meant."""
    name = Name("Patient", word.id)
    new = replace(_columns(one, name, word, "DELETE"), deleted=True)
    return replace(new, sealed=seal(new, name, b"", one.keyring))


def deleted_along(
    rows: Sequence[Known], pat: Any, at: datetime, keyring: Keyring
) -> list[NewVersion]:
    """What this source had deleted there goes along, so that its past does not stay behind."""
    return [_deleted(row, pat, at, keyring) for row in rows]


def _deleted(row: Known, pat: Any, at: datetime, keyring: Keyring) -> NewVersion:
    new = NewVersion(
        rid=row.rid,
        said_by=row.said_by,
        type=row.type,
        version=row.newest + 1,
        method="DELETE",
        last_updated=max(at, row.last_updated),
        pat=pat,
        section=section_of(keyring, pat, row.custodian, row.category),
        custodian=row.custodian,
        category=row.category,
        deleted=True,
        rank=row.rank,
    )
    return replace(new, sealed=seal(new, Name(row.type, row.id), b"", keyring))


def _columns(one: Departure, name: Name, word: Known | None, method: str) -> NewVersion:
    pat = one.prior.name.pat
    category = word.category if word else _CATEGORY
    return NewVersion(
        rid=rid(one.keyring, "Patient", name.id),
        said_by=one.custodian,
        type="Patient",
        version=word.newest + 1 if word else 1,
        method=method,
        last_updated=one.at,
        pat=pat,
        section=section_of(one.keyring, pat, one.custodian, category),
        custodian=one.custodian,
        category=category,
        deleted=False,
    )


def _unheard_of(number: OwnNumber) -> bytes:
    identifier: Mapping[str, str] = {"system": number.system, "value": number.value}
    return msgspec.json.encode({"resourceType": "Patient", "identifier": [identifier]})
