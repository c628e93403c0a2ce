"""The drafts that move a record: as they were sent, but for whom they name.

docs/decisions/0080-merges.md
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec

from hub.languages.stored import LEFT_OUT
from hub.storage.body import relink, with_members
from hub.storage.own_id import as_said
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.linking import namings_of
from hub.write.parties import RESULT, Asked, Parties
from profiles.identifiers import with_numbers
from profiles.search.references import local_literal
from profiles.systems import URA_SYSTEM
from profiles.text.parse import parse

UNMERGE = "unmerge"
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


@dataclass(frozen=True, slots=True)
class Carrying:
    """`word` is the survivor's Patient, `provenance` what tells of the merge."""

    word: Draft
    moved: tuple[Draft, ...]
    provenance: Draft

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """All, in the order in which they are written."""
        return (self.word, *self.moved, self.provenance)


def carrying(
    asked: Asked,
    parties: Parties,
    rows: Sequence[Known],
    emptied: Collection[str],
    found: Found,
    at: str,
) -> Carrying:
    """The drafts of these rows; of the `emptied` Consents, by id, nothing holds any longer."""
    word = _word(asked, parties, found)
    urn = str(word.full_url)
    stays = _staying(rows, parties, found)
    moved = tuple(_moved(row, parties, urn, stays, emptied, found) for row in rows)
    told = provenance_of(asked.event, [word, *moved], found.custodian, at, asked.reason)
    return Carrying(word, moved, told)


def _word(asked: Asked, parties: Parties, found: Found) -> Draft:
    """As it was sent along, or as it stands."""
    own = parties.survivor.word
    said = as_said(found.keyring, found.custodian, own.id) if own else None
    raw = asked.raw if asked.result is not None or own is None else own.body
    resource = parse(raw)
    if said is None:
        resource.pop("id", None)
    return Draft(
        method="PUT",
        type="Patient",
        expression=RESULT,
        resource=resource,
        raw=_ENCODER.encode(resource) if said is None else raw,
        id=said,
        full_url=f"urn:uuid:{uuid4()}",
    )


def referred_by(rows: Iterable[Known], keyring: Keyring) -> frozenset[UUID]:
    """What these refer to, by the names of the database: some of it may be another's."""
    literal = (
        local_literal(text)
        for row in rows
        if row.type != "Bundle" and not row.deleted
        for _, text, is_reference in namings_of(parse(row.body))
        if is_reference
    )
    return frozenset(rid(keyring, *one) for one in literal if one is not None)


def _staying(rows: Sequence[Known], parties: Parties, found: Found) -> frozenset[str]:
    """What is in the record that something moves out of, and does not move: by address."""
    moving = {row.rid for row in rows}
    return frozenset(
        row.address
        for words in found.by_rid.values()
        for row in words.values()
        if row.pat == parties.prior.name.pat and row.rid not in moving and row.type != "Patient"
    )


def _moved(
    row: Known,
    parties: Parties,
    urn: str,
    stays: frozenset[str],
    emptied: Collection[str],
    found: Found,
) -> Draft:
    said = as_said(found.keyring, found.custodian, row.id)
    prior = parties.prior.word.address if parties.prior.word else ""
    namings = namings_of(parse(row.body)) if row.type != "Bundle" else ()
    links = {
        text: urn for _, text, _ in namings if text == prior or text.startswith(f"{prior}/_history")
    }
    links |= {prior: urn}
    raw = row.body if row.type == "Bundle" else relink(row.body, links)
    if row.type == "Consent" and row.id in emptied:
        raw = with_members(raw, {"status": "inactive"})
    lost = {text for _, text, _ in namings if text.partition("/_history")[0] in stays}
    resource = parse(raw)
    if lost or parties.prior.numbered:
        resource = mended(resource, lost, _numbers(parties))
        raw = _ENCODER.encode(resource)
    return Draft(
        method="PUT", type=row.type, expression=row.type, resource=resource, raw=raw, id=said
    )


def _numbers(parties: Parties) -> Mapping[str, str]:
    """The wrong BSN, and the right one where it is known; by which others are never found."""
    return {parties.prior.bsn: parties.survivor.bsn} if parties.prior.bsn else {}


def mended(node: Any, lost: Collection[str], numbers: Mapping[str, str]) -> Any:
    """The tree without the `lost`, which lead into another's record, and with his own BSN.

    In words the BSN is his own too; of other numbers nobody knows what they are.
    """
    if isinstance(node, list):
        return [mended(one, lost, numbers) for one in node]
    if isinstance(node, str) and numbers:
        return with_numbers(node, lambda one: numbers.get(one, one))
    if not isinstance(node, dict):
        return node
    made = {name: mended(value, lost, numbers) for name, value in node.items()}
    said = made.get("reference")
    if isinstance(said, str) and said in lost:
        del made["reference"]
        made.setdefault("display", LEFT_OUT)
    return made


def provenance_of(
    about: tuple[str, str], drafts: Sequence[Draft], custodian: str, at: str, reason: str
) -> Draft:
    """That it was done, by whom, on which message. https://hl7.org/fhir/R4/provenance.html."""
    number = {"system": URA_SYSTEM, "value": custodian}
    event = dict(zip(("system", "value"), about, strict=True))
    resource = {
        "resourceType": "Provenance",
        "target": [{"reference": one.full_url or f"{one.type}/{one.id}"} for one in drafts],
        "recorded": at,
        "activity": {
            "coding": [{"system": _LIFECYCLE, "code": "unmerge" if reason == UNMERGE else "merge"}],
            "text": reason,
        },
        "agent": [
            {
                "type": {"coding": [{"system": _AGENT, "code": "author"}]},
                "who": {"identifier": number},
            }
        ],
        "entity": [{"role": "source", "what": {"identifier": event}}],
    }
    return Draft(
        method="POST",
        type="Provenance",
        expression="Provenance",
        resource=resource,
        raw=msgspec.json.encode(resource),
    )
