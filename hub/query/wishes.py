"""What is kept of one inhabitant's wishes and is open to the asker, for whoever reads them whole.

One search, decided as any is, one row of the ledger. docs/decisions/0053-one-sheet.md
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from msgspec import structs

from hub.access.access import Access
from hub.query.own_record import organizations_called
from hub.query.search import Limits, SearchAsked, Stored, search_record
from hub.security.errand import Errand
from hub.security.granted import may_bring
from profiles import systems
from profiles.identifiers import BSN
from profiles.pzp.reading.record import source, ura_of
from profiles.resource.read import has

_OF_PATIENT = (
    "Consent:patient", "Goal:patient", "Observation:patient", "DeviceUseStatement:patient",
    "Device:patient", "QuestionnaireResponse:patient", "Procedure:patient", "Encounter:patient",
    "Communication:patient", "CommunicationRequest:patient", "RelatedPerson:patient",
    "Composition:patient", "DocumentReference:patient",
)  # fmt: skip
_NAMED = (
    "Consent:actor", "Procedure:performer", "Encounter:participant", "Observation:performer",
    "Communication:sender", "CommunicationRequest:requester", "Composition:author",
    "DocumentReference:author", "PractitionerRole:practitioner",
)  # fmt: skip
_TYPE = "Patient"
KINDS = (_TYPE, *(way.partition(":")[0] for way in _OF_PATIENT))
"""The types that wishes are read from."""
MARK = "_revinclude"
"""In the ledger's row of a search that read the wishes whole."""
_PRIVACY = (systems.CONSENT_SCOPE, "patient-privacy")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was found; no patient where nothing is, or nothing is open.

    `names` are those of the organisations by URA; `is_whole` that nothing is left out. `is_asked`
    is false while Mitz, where it has a say, can't be asked about anybody: before this question.
    """

    patient: Stored | None
    stored: Sequence[Stored] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    is_asked: bool = True

    def resources(self) -> list[dict[str, Any]]:
        """The Patient and the rest, without choices about exchange, which are no wishes."""
        return [read for _, read in self.bodies()]

    def bodies(self) -> list[tuple[Stored, dict[str, Any]]]:
        """The same, each beside what it was read from."""
        every = [self.patient, *self.stored] if self.patient else []
        read = ((one, json.loads(one.body, parse_float=Decimal)) for one in every)
        return [(one, tree) for one, tree in read if not has(tree.get("scope"), _PRIVACY)]


async def wishes_of_number(
    access: Access, errand: Errand, limits: Limits, bsn: BSN, operation: str = ""
) -> Wishes:
    """By his BSN; `operation` names in the ledger what asks.

    Raises:
        Forbidden: the asker may not search. Unavailable: his choices change at this moment.
    """
    pairs = (("identifier", f"{systems.BSN_SYSTEM}|{bsn.value}"),)
    return await _wishes(access, errand, SearchAsked(_TYPE, pairs, limits, operation=operation))


async def wishes_of_patient(
    access: Access, errand: Errand, limits: Limits, name: str, operation: str = ""
) -> Wishes:
    """By the id of his Patient, as the asker calls it; likewise."""
    pairs = (("_id", name),)
    return await _wishes(access, errand, SearchAsked(_TYPE, pairs, limits, operation=operation))


def sees_all(errand: Errand) -> bool:
    """Whether his token may see every type that wishes are read from."""
    return all(may_bring(errand.client, kind) for kind in KINDS)


async def _wishes(access: Access, errand: Errand, search: SearchAsked) -> Wishes:
    ways = tuple(_ways(errand))
    mitz = access.mitz if access.leaves_to_mitz(errand) else None
    asked = mitz is None or not mitz.is_away
    search = structs.replace(search, pairs=(*search.pairs, *ways))
    answered = await search_record(access, errand, search)
    patient = next(iter(answered.matches), None)
    whole = not answered.damaged and answered.all_along and answered.next is None
    if patient is None:
        return Wishes(None, is_whole=whole, is_asked=asked)
    found = Wishes(patient, (*answered.matches[1:], *answered.along), is_whole=whole)
    uras = {ura_of(source(one)) for one in found.resources()} - {""}
    names = await organizations_called(access, uras, urgent=errand.urgent)
    return Wishes(found.patient, found.stored, names, whole, asked)


def _ways(errand: Errand) -> Iterator[tuple[str, str]]:
    """What comes along, of what the asker's token may see at all."""
    for way in _OF_PATIENT:
        if may_bring(errand.client, way.partition(":")[0]):
            yield MARK, way
    for way in _NAMED:
        if may_bring(errand.client, way.partition(":")[0]):
            yield "_include:iterate", way
