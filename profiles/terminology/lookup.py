"""What is known of one code, and how two stand to each other.

https://hl7.org/fhir/R4/codesystem-operation-lookup.html
https://hl7.org/fhir/R4/codesystem-operation-subsumes.html
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from profiles.systems import SNOMED
from profiles.terminology import snomed
from profiles.terminology.at_hand import AtHand
from profiles.terminology.coded import NoSuchCode, NotAtHand

Part = dict[str, Any]


class Known(NamedTuple):
    """A concept: what its system is called, in which version; `properties` as parts of one each."""

    name: str
    version: str
    display: str
    designations: list[dict[str, Any]]
    properties: list[list[Part]]


def lookup(hand: AtHand, system: str, code: str, version: str = "") -> Known:
    """What is at hand of it.

    Raises:
        NotAtHand: neither the system nor a value set that names the code is at hand. NoSuchCode.
    """
    defined = hand.code_system(system, version)
    concepts = hand.concepts(system)
    concept = concepts.concept(code) if concepts else None
    names = hand.names.of(system, code)
    if concept is None and concepts is not None and hand.is_complete(system):
        raise NoSuchCode(f"{hand.called(system)} has no such code")
    if concept is None and code not in hand.listed.get(system, ()):
        raise _not_at_hand(hand, system, code)
    found = list(_properties(hand, system, code)) if concept else []
    return Known(
        name=hand.called(system),
        version=str((defined or {}).get("version", "")),
        display=names[0] if names else code,
        designations=[dict(one) for one in (concept or {}).get("designation", ())],
        properties=found,
    )


def subsumes(hand: AtHand, system: str, code: str, other: str, version: str = "") -> str:
    """`equivalent`, `subsumes`, `subsumed-by` or `not-subsumed`, of two codes of a system.

    Raises:
        NotAtHand: not all of the system is at hand. NoSuchCode: it has not both, or is not ordered
            by kind.
    """
    hand.code_system(system, version)
    concepts = hand.concepts(system)
    if concepts is None or not hand.is_complete(system):
        raise _not_at_hand(hand, system, code)
    for one in (code, other):
        if concepts.concept(one) is None:
            raise NoSuchCode(f"{hand.called(system)} has no such code")
    if code == other:
        return "equivalent"
    if not concepts.is_by_kind:
        raise NoSuchCode(f"{hand.called(system)} does not order its codes by kind")
    if concepts.subsumes(code, other):
        return "subsumes"
    return "subsumed-by" if concepts.subsumes(other, code) else "not-subsumed"


def _not_at_hand(hand: AtHand, system: str, code: str) -> Exception:
    fault = snomed.fault(code) if system == SNOMED else None
    if fault:
        return NoSuchCode(fault)
    called = hand.called(system) if system in hand.listed else "this code system"
    return NotAtHand(f"{called} is not here; ask a terminology server that has it")


def _properties(hand: AtHand, system: str, code: str) -> Iterator[list[Part]]:
    concepts = hand.concepts(system)
    concept = concepts.concept(code) if concepts else None
    if concepts is None or concept is None:
        return
    if "definition" in concept:
        yield _property("definition", {"valueString": concept["definition"]})
    yield _property("inactive", {"valueBoolean": code in concepts.inactive})
    for name, codes in (("parent", sorted(concepts.above(code))), ("child", concepts.below(code))):
        for one in codes:
            yield _property(name, {"valueCode": one})
    for each in concept.get("property", ()):
        if each["code"] not in {"parent", "child", "inactive"}:
            value = {name: said for name, said in each.items() if name.startswith("value")}
            yield _property(each["code"], value)


def _property(code: str, value: dict[str, Any]) -> list[Part]:
    [said] = value.values()
    [kind] = value
    return [{"name": "code", "valueCode": code}, {"name": "value", kind: said}]
