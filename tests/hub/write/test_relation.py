"""What declares that a source treats an inhabitant, and what does not."""

from typing import Any

import pytest

from hub.write.relation import RELATING, declares
from profiles import systems
from tests.builders import registered_with

GP = "90000101"


def of(kind: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": "active", **members}


def document(code: str, system: str = systems.SNOMED) -> dict[str, Any]:
    return of("Composition", type={"coding": [{"system": system, "code": code}]})


@pytest.mark.parametrize(
    "status", ["entered-in-error", "cancelled", "revoked", "rejected", "failed"]
)
@pytest.mark.parametrize("kind", sorted(RELATING))
def test_what_never_was_or_came_to_nothing_declares_nothing(kind: str, status: str) -> None:
    said = document("371535009") if kind == "Composition" else of(kind)
    assert declares(said, GP)
    assert not declares(said | {"status": status}, GP)


@pytest.mark.parametrize(
    "said",
    [
        {},
        of("Goal"),
        of("Observation"),
        of("Composition"),
        document("34133-9", systems.LOINC),
        document("371535009", systems.LOINC),
        of("Patient"),
        of("Patient", **registered_with("90000202")),
        of("Patient", generalPractitioner=[{"reference": "Practitioner/1"}]),
        of("Patient", generalPractitioner=[{"identifier": {"value": GP}}]),
    ],
)
def test_nothing_else_does(said: dict[str, Any]) -> None:
    assert not declares(said, GP)


def test_the_practice_that_he_is_registered_with_does() -> None:
    assert declares(of("Patient", **registered_with(GP)), GP)
    number = {"system": systems.URA_SYSTEM, "value": "101"}
    assert declares(of("Patient", generalPractitioner=[{"identifier": number}]), "00000101")
