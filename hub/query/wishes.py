"""What is kept of one inhabitant's wishes and is open to the asker, for whoever reads them whole.

One search, decided as any is, one row of the ledger. docs/decisions/0053-one-sheet.md
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hub.access.access import Access
from hub.query.own_record import organizations_called
from hub.query.search import Limits, SearchAsked, Stored, search_record
from hub.security.errand import Errand
from hub.security.granted import may_bring
from profiles import systems
from profiles.identifiers import BSN
from profiles.resource.read import element, has, words

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
KINDS = ("Patient", *(way.partition(":")[0] for way in _OF_PATIENT))
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
        every = [self.patient, *self.stored] if self.patient else []
        read = (json.loads(one.body, parse_float=Decimal) for one in every)
        return [one for one in read if not has(one.get("scope"), _PRIVACY)]


async def wishes_of_number(access: Access, errand: Errand, limits: Limits, bsn: BSN) -> Wishes:
    """By his BSN.

    Raises:
        Forbidden: the asker may not search. Unavailable: his choices change at this moment.
    """
    pairs = (("identifier", f"{systems.BSN_SYSTEM}|{bsn.value}"),)
    return await _wishes(access, errand, limits, pairs)


async def wishes_of_patient(access: Access, errand: Errand, limits: Limits, name: str) -> Wishes:
    """By the id of his Patient, as the asker calls it; raises as `wishes_of_number`."""
    return await _wishes(access, errand, limits, (("_id", name),))


async def _wishes(
    access: Access, errand: Errand, limits: Limits, pairs: Sequence[tuple[str, str]]
) -> Wishes:
    ways = tuple(_ways(errand))
    mitz = access.mitz if access.leaves_to_mitz(errand) else None
    asked = mitz is None or not mitz.is_away
    answered = await search_record(access, errand, SearchAsked("Patient", (*pairs, *ways), limits))
    patient = next(iter(answered.matches), None)
    whole = not answered.damaged and answered.all_along and answered.next is None
    if patient is None:
        return Wishes(None, is_whole=whole, is_asked=asked)
    found = Wishes(patient, (*answered.matches[1:], *answered.along), is_whole=whole)
    uras = {_ura(one) for one in found.resources()} - {""}
    names = await organizations_called(access, uras)
    return Wishes(found.patient, found.stored, names, whole, asked)


def _ways(errand: Errand) -> Iterator[tuple[str, str]]:
    """What comes along, of what the asker's token may see at all."""
    for way in _OF_PATIENT:
        if may_bring(errand.client, way.partition(":")[0]):
            yield MARK, way
    for way in _NAMED:
        if may_bring(errand.client, way.partition(":")[0]):
            yield "_include:iterate", way


def _ura(resource: Mapping[str, Any]) -> str:
    system, _, ura = words(element(resource, "meta"), "source").rpartition("#")
    return ura if system == systems.URA_SYSTEM else ""
