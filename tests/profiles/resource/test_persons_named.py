"""Where a resource names an inhabitant: each way that can be told, and what only looks like one."""

import pytest

from profiles.resource.persons_named import persons_named
from profiles.systems import BSN_SYSTEM
from tests.builders import a_bsn

BSN = a_bsn()
URL = "https://example.org/of"
NARRATIVE = {"status": "generated", "div": f"<div>voor BSN {BSN}</div>"}


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"actor": [{"reference": "Patient/1"}]}, "actor[0].reference"),
        ({"actor": [{"reference": "https://example.org/fhir/Patient/1"}]}, "actor[0].reference"),
        ({"actor": [{"reference": "Patient/1/_history/2"}]}, "actor[0].reference"),
        ({"actor": [{"reference": "Patient?identifier=urn:x|1"}]}, "actor[0].reference"),
        ({"actor": [{"type": "RelatedPerson", "display": "Jan"}]}, "actor[0]"),
        (
            {"actor": [{"identifier": {"system": BSN_SYSTEM, "value": BSN}}]},
            "actor[0].identifier.value",
        ),
        ({"contained": [{"resourceType": "Patient", "id": "p"}]}, "contained[0]"),
        ({"contained": [{"resourceType": "Person", "id": "p"}]}, "contained[0]"),
        (
            {"contained": [{"resourceType": "Group", "member": [{"entity": {"type": "Patient"}}]}]},
            "contained[0].member[0].entity",
        ),
        (
            {"extension": [{"url": URL, "valueReference": {"reference": "Patient/1"}}]},
            "extension[0].valueReference.reference",
        ),
        ({"extension": [{"url": URL, "valueUri": "Patient/1"}]}, "extension[0].valueUri"),
        ({"extension": [{"url": URL, "valueString": f"bsn {BSN}"}]}, "extension[0].valueString"),
        ({"identifier": [{"value": BSN}]}, "identifier[0].value"),
        ({"comment": f"voor {BSN}."}, "comment"),
        ({"text": NARRATIVE}, "text.div"),
        (
            {"_comment": {"extension": [{"url": URL, "valueString": BSN}]}},
            "comment.extension[0].valueString",
        ),
    ],
)
def test_it_names_somebody(members: dict, place: str) -> None:
    [at] = persons_named({"resourceType": "Schedule", **members})

    assert at == f"Schedule.{place}"


@pytest.mark.parametrize(
    "members",
    [
        {"actor": [{"reference": "Practitioner/1"}, {"reference": "urn:uuid:1"}]},
        {"actor": [{"type": "Practitioner", "display": "J. Arts"}, {"display": "Spreekuur"}]},
        {"actor": [{"reference": "https://example.org/StructureDefinition/Patient"}]},
        {"identifier": [{"system": "urn:uzi", "value": BSN}], "comment": f"UZI {BSN}"},
        {"telecom": [{"system": "phone", "value": BSN}]},
        {"serviceType": [{"coding": [{"system": "urn:x", "code": BSN}], "text": f"code {BSN}"}]},
        {"comment": "036-5123456, 123456789, abc" + BSN + "def"},
        {"identifier": [{"system": BSN_SYSTEM, "_value": {"id": "masked"}}]},
        {"contained": [{"resourceType": "Practitioner", "id": "p"}]},
        {"comment": 1, "actor": [None, 2]},
    ],
)
def test_what_only_looks_like_it_is_nobody(members: dict) -> None:
    assert list(persons_named({"resourceType": "Schedule", **members})) == []
