"""A resource read as a wish: every spelling of yes, no, otherwise, unknown and not asked."""

from datetime import date
from typing import Any

import pytest

from hub.pages.mijn.said import Said, said_in
from profiles import systems
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.builders import a_goal, a_privacy_consent, a_treatment_directive

TODAY = date(2026, 11, 29)
PATIENT = "Patient/a"
CPR, OTHER = "89666000", {"system": systems.NULL_FLAVOR, "code": "OTH"}


def read(resource: dict[str, Any]) -> Said:
    [said] = said_in({"id": "x", **resource}, TODAY)
    return said


def directive(kind: str | None = None, text: str | None = None, **members: Any) -> dict[str, Any]:
    coding = {"system": systems.SNOMED, "code": CPR}
    provision: dict[str, Any] = {"code": [{"coding": [coding]}]}
    if kind:
        provision["type"] = kind
    if text is not None:
        members["modifierExtension"] = [{"url": SPECIFICATION_OTHER, "valueString": text}]
    return a_treatment_directive(PATIENT, provision=provision, **members)


def observation(code: str, **value: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": systems.SNOMED, "code": code}]},
        "subject": {"reference": PATIENT},
        "effectiveDateTime": "2026-03",
        **value,
    }


@pytest.mark.parametrize(
    ("kind", "text", "state", "what"),
    [
        ("permit", None, "DECIDED", "permit"),
        ("deny", None, "DECIDED", "deny"),
        (None, "Alleen als mijn zoon erbij is", "OTHERWISE", ""),
        ("permit", "Alleen kort", "OTHERWISE", "permit"),
        (None, "Onbekend", "UNKNOWN", ""),
        (None, "niet besproken.", "NOT_ASKED", ""),
        (None, None, "UNSAID", ""),
        ("permit", "onbekend", "OTHERWISE", "permit"),
    ],
)
def test_a_directive_says_what_it_says(
    kind: str | None, text: str | None, state: str, what: str
) -> None:
    said = read(directive(kind, text))

    assert (said.about, said.state, said.what) == (CPR, state, what)
    assert said.written == (text or "")
    assert said.day == "2026-10-01"


@pytest.mark.parametrize(
    ("members", "ended"),
    [
        ({"status": "inactive"}, "ended"),
        ({"status": "entered-in-error"}, "mistake"),
        ({"status": "draft"}, "draft"),
        ({}, ""),
    ],
)
def test_what_holds_no_more_is_known(members: dict[str, Any], ended: str) -> None:
    said = read(directive("deny", **members))

    assert (said.ended, said.what) == (ended, "deny")


@pytest.mark.parametrize(
    ("until", "ended"), [("2026-11-28", "ended"), ("2026-11-29", ""), ("2026-11", ""), ("x", "")]
)
def test_it_ends_with_the_day_that_it_names(until: str, ended: str) -> None:
    consent = directive("deny")
    consent["provision"]["period"] = {"end": until}

    assert read(consent).ended == ended


def test_an_icd_is_known_by_the_digits_in_its_text() -> None:
    consent = directive("permit")
    consent["provision"]["code"] = [
        {"coding": [OTHER], "text": "Uitzetten van ICD (SNOMED CT - 400231000146108)"}
    ]

    assert read(consent).about == "400231000146108"


def test_another_limit_is_called_as_its_source_calls_it() -> None:
    consent = directive("deny")
    consent["provision"]["code"] = [{"coding": [OTHER], "text": "Dialyse"}]

    said = read(consent)

    assert (said.about, said.called) == ("other", "Dialyse")


def test_a_goal_has_either_date_and_the_forms_own_code() -> None:
    code = {"coding": [{"system": systems.SNOMED, "code": "225353007"}]}

    said = read(a_goal(PATIENT, description=code, statusDate="2026-01-02"))

    assert (said.what, said.day) == ("713148004", "2026-01-02")
    assert read(a_goal(PATIENT, lifecycleStatus="completed")).ended == "ended"
    assert read(a_goal(PATIENT, lifecycleStatus="entered-in-error")).ended == "mistake"


@pytest.mark.parametrize(
    ("value", "state", "what", "written"),
    [
        ({"valueString": "Bij mijn kat"}, "DECIDED", "", "Bij mijn kat"),
        (
            {"valueCodeableConcept": {"coding": [{"system": systems.SNOMED, "code": "264362003"}]}},
            "DECIDED",
            "264362003",
            "",
        ),
        (
            {"valueCodeableConcept": {"coding": [OTHER], "text": "bijna-thuis-huis"}},
            "DECIDED",
            "OTH",
            "bijna-thuis-huis",
        ),
        (
            {"valueCodeableConcept": {"coding": [{**OTHER, "code": "UNK"}]}},
            "UNKNOWN",
            "UNK",
            "",
        ),
        (
            {
                "dataAbsentReason": {
                    "coding": [{"system": systems.DATA_ABSENT_REASON, "code": "not-asked"}]
                }
            },
            "NOT_ASKED",
            "",
            "",
        ),
        ({}, "UNSAID", "", ""),
    ],
)
def test_an_observation_says_what_it_says(
    value: dict[str, Any], state: str, what: str, written: str
) -> None:
    said = read(observation("395091006", **value))

    assert (said.about, said.state, said.what, said.written) == (
        *("395091006", state, what),
        written,
    )


@pytest.mark.parametrize(
    "resource",
    [
        a_privacy_consent(PATIENT),
        {"resourceType": "Observation", "code": {"coding": [{"code": "29463-7"}]}},
        {"resourceType": "Patient"},
        {},
    ],
)
def test_what_is_no_wish_is_none(resource: dict[str, Any]) -> None:
    assert list(said_in(resource, TODAY)) == []


@pytest.mark.parametrize("odd", [None, [], "x", 1, {"coding": [None, {"code": 1}]}, [{}]])
def test_whatever_shape_it_has_reading_never_fails(odd: Any) -> None:
    for base in (directive("deny"), a_goal(PATIENT), observation("395091006")):
        for name in base:
            if name not in {"resourceType", "scope", "category", "code", "description"}:
                list(said_in({"id": "x", **base, name: odd}, TODAY))
