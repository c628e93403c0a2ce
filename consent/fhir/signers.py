"""Who signed a privacy Consent: the inhabitant, who stands for him, or only who wrote it down.

https://hl7.org/fhir/R4/consent-definitions.html#Consent.performer
"""

import re
from collections.abc import Mapping
from typing import Any

from consent.fhir.elements import mapping, sequence
from profiles import systems

_ADDRESS = re.compile(r"(?P<address>RelatedPerson/[A-Za-z0-9.-]{1,64})(/_history/[A-Za-z0-9.-]+)?")
_KNOWN = re.compile(
    r"(.+/)?(RelatedPerson|Practitioner|PractitionerRole|Organization)/[A-Za-z0-9.-]{1,64}"
    r"(/_history/[A-Za-z0-9.-]+)?|urn:uuid:[0-9a-f-]{36}"
    r"|(RelatedPerson|Practitioner|PractitionerRole|Organization)\?\S+"
)
_PROFESSIONAL = frozenset({systems.URA_SYSTEM, systems.UZI_PERSON, systems.AGB_SYSTEM, systems.BIG})


def same_person(consent: Mapping[str, Any]) -> bool:
    """Whether the inhabitant is a performer: decided it himself, alone or with others."""
    patient = _who(consent.get("patient"))
    return bool(patient) and any(patient & _who(one) for one in sequence(consent.get("performer")))


def signed_by(consent: Mapping[str, Any]) -> tuple[str, ...]:
    """`RelatedPerson/id` of each performer that is one of this record, whatever he is to him."""
    said = [mapping(one).get("reference") for one in sequence(consent.get("performer"))]
    found = [_ADDRESS.fullmatch(one) for one in said if isinstance(one, str)]
    return tuple(sorted({one["address"] for one in found if one}))


def is_signed(consent: Mapping[str, Any]) -> bool:
    """Whether a performer names somebody who can be told apart: else nobody knows who decided."""
    return same_person(consent) or any(map(_is_known, sequence(consent.get("performer"))))


def _is_known(reference: object) -> bool:
    said = mapping(reference).get("reference")
    if isinstance(said, str):
        return _KNOWN.fullmatch(said) is not None
    return mapping(mapping(reference).get("identifier")).get("system") in _PROFESSIONAL


def _who(reference: object) -> frozenset[tuple[str, str]]:
    literal = mapping(reference).get("reference")
    identifier = mapping(mapping(reference).get("identifier"))
    pairs = (("", literal), (identifier.get("system"), identifier.get("value")))
    return frozenset(
        (system, value)
        for system, value in pairs
        if isinstance(system, str) and isinstance(value, str) and value
    )
