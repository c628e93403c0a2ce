"""The Task of the nursing handoff, from STU3 to R4 and back."""

from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.stu3 import to_r4, to_stu3
from tests.profiles.stu3.comparing import plain

ROLE = "http://nictiz.nl/fhir/StructureDefinition/practitionerrole-reference"
LOCATION = (
    "http://nuts-foundation.github.io/nl-generic-functions-ig/StructureDefinition/"
    "task-stu3-location"
)


def a_task(**members: Any) -> dict[str, Any]:
    """A handoff that a nurse offers."""
    agent = {
        "reference": "Practitioner/nurse",
        "extension": [{"url": ROLE, "valueReference": {"reference": "PractitionerRole/of-nurse"}}],
    }
    return {
        "resourceType": "Task",
        "id": "t1",
        "status": "requested",
        "intent": "order",
        "for": {"reference": "Patient/p1"},
        "requester": {"agent": agent},
        "owner": {"reference": "Organization/o1"},
        **members,
    }


def test_a_task_is_valid_r4_and_comes_back_as_it_was() -> None:
    made = to_r4(a_task())

    assert check_structure(made.resource) == []
    assert made.lost == ()
    assert plain(to_stu3(made.resource).resource) == plain(a_task())


def test_who_asks_is_the_role_that_stood_beside_him() -> None:
    made = to_r4(a_task()).resource

    assert made["requester"]["reference"] == "PractitionerRole/of-nurse"


def test_on_whose_behalf_is_kept_and_told() -> None:
    task = a_task()
    task["requester"]["onBehalfOf"] = {"reference": "Organization/o2"}

    made = to_r4(task)

    assert [one.expression for one in made.lost] == ["Task.requester.onBehalfOf"]
    assert plain(to_stu3(made.resource).resource) == plain(task)


def test_a_context_is_an_encounter_and_a_reason_a_reason_code() -> None:
    task = a_task(context={"reference": "Encounter/e1"}, reason={"text": "valt vaak"})

    made = to_r4(task).resource

    assert made["encounter"] == {"reference": "Encounter/e1"}
    assert made["reasonCode"] == {"text": "valt vaak"}
    assert plain(to_stu3(made).resource) == plain(task)


def test_a_context_that_is_no_encounter_is_kept_for_r4_allows_none_there() -> None:
    task = a_task(context={"reference": "EpisodeOfCare/e1"})

    made = to_r4(task)

    assert "encounter" not in made.resource
    assert [one.expression for one in made.lost] == ["Task.context"]
    assert plain(to_stu3(made.resource).resource) == plain(task)


def test_where_it_is_routed_to_is_an_element_in_r4() -> None:
    routed = {"url": LOCATION, "valueReference": {"reference": "Location/l1"}}

    made = to_r4(a_task(extension=[routed])).resource

    assert made["location"] == {"reference": "Location/l1"}
    assert plain(to_stu3(made).resource) == plain(a_task(extension=[routed]))


def test_where_it_is_routed_to_is_read_by_either_guide_and_written_by_one() -> None:
    service = LOCATION.replace("location", "healthcareservice")
    written = [
        {"url": service, "valueReference": {"reference": "HealthcareService/h1"}},
        {"url": LOCATION, "valueReference": {"reference": "Location/l1"}},
    ]
    other = "https://nuts-foundation.github.io/nl-eoverdracht-routering-ig/StructureDefinition/"
    read = [{**one, "url": other + one["url"].rpartition("/")[2]} for one in written]

    made = to_r4(a_task(extension=read)).resource

    assert made["location"] == {"reference": "Location/l1"}
    assert plain(to_stu3(made).resource) == plain(a_task(extension=written))


def test_what_only_r4_has_comes_back_to_r4() -> None:
    task = to_r4(a_task()).resource | {"insurance": [{"reference": "Coverage/c1"}]}

    assert plain(to_r4(to_stu3(task).resource).resource) == plain(task)


def refused(task: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRecord) as found:
        to_r4(task)
    return [(one.code, one.expression) for one in found.value.issues]


def test_an_unknown_modifier_is_refused_by_its_place() -> None:
    modifier = {"url": "https://vendor.example/not-really", "valueBoolean": True}

    assert refused(a_task(modifierExtension=[modifier])) == [
        ("not-supported", "Task.modifierExtension[0]")
    ]


def test_what_is_no_stu3_is_refused_by_its_place() -> None:
    task = a_task(encounter={"reference": "Encounter/e1"}, input=[{"valueString": "x"}])

    assert refused(task) == [
        ("structure", "Task.encounter"),
        ("required", "Task.input[0].type"),
    ]


def test_a_type_that_is_not_converted_is_refused_by_its_place() -> None:
    assert refused({"resourceType": "Slot", "status": "free"}) == [("not-supported", "Resource")]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": {"resourceType": "Slot"}}],
    }
    assert refused(bundle) == [("not-supported", "Bundle.entry[0].resource")]
