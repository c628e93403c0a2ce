"""On what grounds a RelatedPerson in FHIR R4 may decide for an inhabitant; what is unknown: none.

https://hl7.org/fhir/R4/relatedperson.html
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from consent.asker import Ground
from consent.fhir.elements import day, mapping, only, sequence
from consent.related_person import RelatedPerson
from profiles import systems

_OF_FAMILY: Mapping[Ground, tuple[str, ...]] = {
    "parent": ("FTH", "MTH", "PRN", "NFTH", "NMTH", "ADOPTF", "ADOPTM", "ADOPTP"),
    "guardian": ("GUARD",),
    "proxy": ("HPOWATT",),
    "spouse": ("HUSB", "WIFE", "SPS", "DOMPART"),
    "child": ("SONC", "DAUC", "CHILD", "SON", "DAU", "NCHILD", "SONADOPT", "DAUADOPT", "CHLDADOPT"),
    "sibling": ("BRO", "SIS", "SIB", "NBRO", "NSIS", "NSIB", "HBRO", "HSIS", "HSIB"),
}
GROUND_OF: Mapping[tuple[str, str], Ground] = {
    **{(systems.ROLE_CODE, code): ground for ground, codes in _OF_FAMILY.items() for code in codes},
    (systems.CONTACT_ROLE, "03"): "curator",
    (systems.CONTACT_ROLE, "11"): "guardian",
    (systems.CONTACT_ROLE, "15"): "mentor",
    (systems.SNOMED, "310141000146103"): "proxy",
}
"""Code of a relation or role to the ground of BW 7:465 that it names.

A stepmother, a foster father, a friend, who looks after money (COD472 04, 14) and a "legal
representative" of unknown kind (24) are none. docs/decisions/0033-who-signed.md
"""


def related_person(
    resource: Mapping[str, Any], address: str, custodian: str, *, desk: bool = False
) -> RelatedPerson | None:
    """What `custodian` says here; None where that gives no ground, or is not understood."""
    period = resource.get("period", {})
    grounds = tuple(sorted(set(_grounds(resource))))
    understood = only(period, frozenset({"id", "start", "end"}))
    if not grounds or not understood or resource.get("active", True) is not True:
        return None
    if "modifierExtension" in resource or "implicitRules" in resource:
        return None
    bounds = {bound: mapping(period)[bound] for bound in ("start", "end") if bound in period}
    days: dict[str, date | None] = {bound: day(said) for bound, said in bounds.items()}
    if None in days.values():
        return None
    return RelatedPerson(
        address=address,
        custodian=custodian,
        grounds=grounds,
        starts=days.get("start"),
        ends=days.get("end"),
        desk=desk,
    )


def _grounds(resource: Mapping[str, Any]) -> Iterator[Ground]:
    for concept in sequence(resource.get("relationship")):
        for coding in sequence(mapping(concept).get("coding")):
            system, code = mapping(coding).get("system"), mapping(coding).get("code")
            ground = GROUND_OF.get((str(system), str(code)))
            if ground is not None:
                yield ground
