import json
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.core.json import dump
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.hospital.mapping import to_transactions
from adapters.hospital.source import ExportFolder, resources_of
from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import references
from tests.plugins.shared_data import shared_data

SYSTEM = "https://ehr.example/id"


def _patient(number: str, bsn: str) -> dict[str, object]:
    identifier = [{"system": systems.BSN_SYSTEM, "value": bsn}]
    return {"resourceType": "Patient", "id": number, "identifier": identifier}


ANNA = _patient("anna", "999900006")
BRAM = _patient("bram", "999900018")
DOCTOR = {
    "resourceType": "Practitioner",
    "id": "doctor",
    "identifier": [{"system": systems.UZI_PERSON, "value": "900012345"}],
}


def _resource(kind: str, own_id: str, **more: object) -> dict[str, object]:
    return {"resourceType": kind, "id": own_id, **more}


def _to(reference: str) -> dict[str, str]:
    return {"reference": reference}


def _mapped(*resources: object, kind: str = "collection") -> Mapped:
    entries = [{"resource": resource} for resource in resources]
    bundle = {"resourceType": "Bundle", "type": kind, "entry": entries}
    return to_transactions(resources_of(Record("a.json", json.dumps(bundle).encode())))


def _urls(bundle: dict[str, object]) -> list[str]:
    return [entry["request"]["url"].split("?")[0] for entry in bundle["entry"]]


def test_a_resource_of_two_inhabitants_is_not_taken() -> None:
    device = _resource("Device", "d")
    uses = [
        _resource("DeviceUseStatement", "1", subject=_to("Patient/anna"), device=_to("Device/d")),
        _resource("DeviceUseStatement", "2", subject=_to("Patient/bram"), device=_to("Device/d")),
    ]

    with pytest.raises(InvalidRecord):
        _mapped(ANNA, BRAM, device, *uses)


@pytest.mark.parametrize("kind", ["document", "message", "history", None])
def test_a_bundle_that_is_no_export_is_not_taken(kind: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        _mapped(ANNA, kind=kind)

    assert caught.value.issues[0].expression == "Bundle.type"


def test_a_deletion_is_not_taken() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "Goal/1"}}],
    }

    with pytest.raises(InvalidRecord) as caught:
        resources_of(Record("a.json", json.dumps(bundle).encode()))

    assert caught.value.issues[0].expression == "Bundle.entry[0]"


def test_two_versions_of_one_resource_in_one_export_are_not_taken() -> None:
    with pytest.raises(InvalidRecord):
        _mapped(ANNA, {**ANNA, "gender": "female"})


def test_a_resource_that_an_export_repeats_is_pushed_once() -> None:
    goal = _resource("Goal", "1", subject=_to("Patient/anna"))

    (bundle,) = _mapped(ANNA, goal, ANNA, goal).bundles

    assert _urls(bundle) == ["Patient", "Goal/1"]


def test_each_inhabitant_has_a_bundle_with_the_directory_entries_it_needs() -> None:
    role = _resource("PractitionerRole", "role", practitioner=_to("Practitioner/doctor"))
    mapped = _mapped(
        ANNA,
        BRAM,
        DOCTOR,
        role,
        _resource(
            "Goal", "1", subject=_to("Patient/anna"), expressedBy=_to("PractitionerRole/role")
        ),
        _resource("Goal", "2", subject=_to("Patient/bram")),
        _resource("Organization", "nobody-refers-here"),
    )

    assert [_urls(bundle) for bundle in mapped.bundles] == [
        ["Patient", "Practitioner", "PractitionerRole/role", "Goal/1"],
        ["Patient", "Goal/2"],
        ["Organization/nobody-refers-here"],
    ]


def test_what_names_no_patient_belongs_to_the_patient_it_hangs_on() -> None:
    mapped = _mapped(
        ANNA,
        BRAM,
        _resource("Device", "d"),
        _resource("DeviceUseStatement", "1", subject=_to("Patient/bram"), device=_to("Device/d")),
        _resource("Provenance", "p", target=[_to("DeviceUseStatement/1")]),
    )

    assert [_urls(bundle) for bundle in mapped.bundles] == [
        ["Patient"],
        ["Patient", "Device/d", "DeviceUseStatement/1", "Provenance/p"],
    ]


def test_references_within_the_export_become_those_of_the_entries_and_others_stay() -> None:
    goal = _resource(
        "Goal", "1", subject=_to("Patient/anna"), expressedBy=_to("Practitioner/elsewhere")
    )

    entries = _mapped(ANNA, goal).bundles[0]["entry"]

    assert list(references(entries[1]["resource"])) == [
        entries[0]["fullUrl"],
        "Practitioner/elsewhere",
    ]


def test_references_by_full_url_are_followed() -> None:
    url = "https://ehr.example/fhir/Patient/anna"
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [
            {"fullUrl": url, "resource": ANNA, "search": {"mode": "match"}},
            {"resource": _resource("Goal", "1", subject=_to(url))},
            {"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}},
        ],
    }

    (made,) = to_transactions(resources_of(Record("a", json.dumps(bundle).encode()))).bundles

    assert list(references(made["entry"][1]["resource"])) == [made["entry"][0]["fullUrl"]]
    assert len(made["entry"]) == 2


def test_a_resource_is_known_by_identifier_else_by_id_else_by_what_it_says() -> None:
    known = {"resourceType": "Goal", "identifier": [{"system": SYSTEM, "value": "1"}]}
    nameless = {"resourceType": "Goal", "note": [{"text": "rust"}]}

    urls = [
        entry["request"]["url"]
        for entry in _mapped(ANNA, known, _resource("Goal", "own"), nameless).bundles[0]["entry"]
    ]

    assert urls[0].startswith("Patient?identifier=")
    assert urls[1] == "Goal?identifier=https%3A%2F%2Fehr.example%2Fid%7C1"
    assert urls[2] == "Goal/own"
    assert urls[3].startswith("Goal/")
    assert len(urls[3]) == len("Goal/") + 36


def test_equal_content_of_two_inhabitants_stays_two_resources() -> None:
    device = {"resourceType": "Device", "status": "active"}

    (one,) = _mapped(ANNA, device).bundles
    (other,) = _mapped(BRAM, device).bundles

    assert one["entry"][1]["request"]["url"] != other["entry"][1]["request"]["url"]


def test_a_file_takes_along_what_it_refers_to_in_other_files(tmp_path: Path) -> None:
    goal = _resource(
        "Goal", "1", subject=_to("Patient/anna"), expressedBy=_to("Practitioner/doctor")
    )
    for name, resource in (("goal", goal), ("patient", ANNA), ("doctor", DOCTOR), ("other", BRAM)):
        (tmp_path / f"{name}.json").write_text(json.dumps(resource))
    source = ExportFolder(tmp_path)
    records = {record.name: record for record in source.records()}

    (bundle,) = to_transactions(source.export(records["goal.json"])).bundles

    assert sorted(_urls(bundle)) == ["Goal/1", "Patient", "Practitioner"]


def test_a_file_that_names_no_patient_takes_along_what_refers_to_it(tmp_path: Path) -> None:
    use = _resource("DeviceUseStatement", "1", subject=_to("Patient/anna"), device=_to("Device/d"))
    for name, resource in (
        ("device", _resource("Device", "d", owner=_to("Organization/o"))),
        ("organization", _resource("Organization", "o")),
        ("patient", ANNA),
        ("use", use),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(resource))
    source = ExportFolder(tmp_path)
    records = {record.name: record for record in source.records()}

    mapped = {name: to_transactions(source.export(record)) for name, record in records.items()}

    (device,) = mapped["device.json"].bundles
    (organization,) = mapped["organization.json"].bundles
    assert sorted(_urls(device)) == [
        "Device/d",
        "DeviceUseStatement/1",
        "Organization/o",
        "Patient",
    ]
    assert _urls(organization) == ["Organization/o"]


def test_ndjson_holds_a_resource_a_line(tmp_path: Path) -> None:
    lines = [ANNA, _resource("Goal", "1", subject=_to("Patient/anna"))]
    (tmp_path / "a.ndjson").write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    source = ExportFolder(tmp_path)
    (record,) = source.records()

    (bundle,) = to_transactions(source.export(record)).bundles

    assert _urls(bundle) == ["Patient", "Goal/1"]


def test_a_bad_line_of_ndjson_is_named_by_its_number() -> None:
    content = json.dumps(ANNA).encode() + b"\n\n{"

    with pytest.raises(InvalidRecord) as caught:
        resources_of(Record("a.ndjson", content))

    assert caught.value.issues[0].text.startswith("line 3: ")


def test_content_goes_out_as_it_came_in() -> None:
    content = (
        b'{"resourceType":"Observation","id":"o","_status":{"id":"s"},"status":"final",'
        b'"extension":[{"url":"https://ehr.example/x","valueDecimal":1.50}],'
        b'"valueQuantity":{"value":72.0}}'
    )

    (bundle,) = to_transactions(resources_of(Record("a.json", content))).bundles

    resource = bundle["entry"][0]["resource"]
    assert dump(resource) == content
    assert resource["valueQuantity"]["value"].as_tuple() == Decimal("72.0").as_tuple()


def test_the_national_examples_are_one_bundle_that_refers_within_itself(tmp_path: Path) -> None:
    for path in shared_data("pzp-examples").glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    source = ExportFolder(tmp_path)
    lines = b"\n".join(
        dump(item.resource) for record in source.records() for item in resources_of(record)
    )

    first, again = (to_transactions(resources_of(Record("a.ndjson", lines))) for _ in range(2))

    (bundle,) = first.bundles
    inside = {entry["fullUrl"] for entry in bundle["entry"]}
    assert len(bundle["entry"]) == 23
    assert {
        reference for entry in bundle["entry"] for reference in references(entry["resource"])
    } <= inside
    assert dump(bundle) == dump(again.bundles[0])
