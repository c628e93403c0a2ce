"""What an open resource refers to and consent closes goes out as withheld, never as left out.

Of who provides wishes the national guide asks a data-absent-reason where something may not be told.
https://hl7.org/fhir/R4/extension-data-absent-reason.html
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from consent.data_category import TREATMENT_DATA, category_of
from consent.decision import Deny
from hub.access.dossier import Dossier
from hub.storage.stored import Stored
from profiles.identifiers import BSN_DIGITS, is_bsn, with_numbers
from profiles.resource.compartment import DIRECTORY
from profiles.search.references import local_literal
from profiles.systems import BSN_SYSTEM, HL7

MASKED: Mapping[str, Any] = {
    "extension": [{"url": f"{HL7}data-absent-reason", "valueCode": "masked"}]
}
"""In the place of a Reference."""
_OF_TYPES = frozenset({None, TREATMENT_DATA})
"""The categories that a type of resource falls under; the others are within one."""
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"]*)')
_HIDDEN = "*" * BSN_DIGITS
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_Closes = Callable[[str], bool]


def masked(dossier: Dossier, stored: Stored, custodian: str) -> Stored:
    """The same; each reference to what the inhabitant closes to this asker is withheld.

    By the names that the hub has. Whose record it is, who has it open knows.
    """
    closes = _closing(dossier, stored.type, custodian)
    if closes is None or not _may_refer(stored.body, closes):
        return stored
    read = json.loads(stored.body, parse_float=Decimal)
    told = _told(read, closes)
    return stored if told == read else msgspec.structs.replace(stored, body=_ENCODER.encode(told))


def without(stored: Stored, is_another: _Closes) -> Stored:
    """The same; each reference to another person, and each BSN, in words too, is withheld."""
    if not stored.body:
        return stored
    read = json.loads(stored.body, parse_float=Decimal)
    told = _told(read, is_another, numbers=True)
    return stored if told == read else msgspec.structs.replace(stored, body=_ENCODER.encode(told))


def masks(dossier: Dossier, resource_type: str, custodian: str) -> bool:
    """Whether anything is that a resource of this type may not refer to."""
    return _closing(dossier, resource_type, custodian) is not None


def closed_to_any(dossier: Dossier, resource_type: str) -> _Closes | None:
    """Whether a resource of this type, of any custodian, may not refer to an address; None: to all.

    What is withheld by one custodian may stand in what another keeps.
    """
    custodians = {custodian for custodian, _ in dossier.scope.sections}
    found = [one for each in custodians if (one := _closing(dossier, resource_type, each))]
    return (lambda address: any(closes(address) for closes in found)) if found else None


def _closing(dossier: Dossier, resource_type: str, custodian: str) -> _Closes | None:
    category = category_of(resource_type)
    return dossier.once(
        f"closes {custodian} {category}", lambda: _closed_to(dossier, category, custodian)
    )


def _closed_to(dossier: Dossier, category: str | None, custodian: str) -> _Closes | None:
    """Whether an address is closed; None where nothing is that it can refer to.

    What is open within a section that is closed refers to what was never chosen about: as it was.
    """
    sections, singles = dossier.scope.sections, dossier.scope.singles
    by_itself = {name for (*_, name), one in singles.items() if isinstance(one, Deny)}
    closed = {
        category
        for (who, category), one in sections.items()
        if who == custodian and category in _OF_TYPES and isinstance(one, Deny)
    }
    if category in closed:
        closed = set()
    if not (by_itself or closed):
        return None
    return lambda address: (
        not address.startswith("Patient/") and (address in by_itself or _is_within(address, closed))
    )


def _may_refer(body: bytes, closes: _Closes) -> bool:
    """Whether it has a reference to what is closed, or one that only a parser can read."""
    if b"\\u" in body:  # by which a name can be written otherwise
        return True
    return any(
        b"\\" in url or ((address := local_literal(url.decode())) and closes("/".join(address)))
        for url in _REFERENCE.findall(body)
    )


def _is_within(address: str, closed: set[str | None]) -> bool:
    kind = address.partition("/")[0]
    return kind not in DIRECTORY and category_of(kind) in closed


def _told(node: Any, closes: _Closes, *, numbers: bool = False) -> Any:
    if isinstance(node, list):
        return [_told(one, closes, numbers=numbers) for one in node]
    if numbers and isinstance(node, str):
        return with_numbers(node, lambda one: _HIDDEN if is_bsn(one) else one)
    if not isinstance(node, dict):
        return node
    url = node.get("reference")
    address = local_literal(url) if isinstance(url, str) else None
    if address is not None and closes("/".join(address)):
        return dict(MASKED)
    if numbers and node.get("system") == BSN_SYSTEM:
        return dict(MASKED)
    return {name: _told(value, closes, numbers=numbers) for name, value in node.items()}
