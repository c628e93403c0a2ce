"""The same form again, corrected, and entered in error."""

import json
import re

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.pzp.form.treatment_limit import LIMITS
from tests.adapters.gp.records import (
    BSN,
    SOURCE,
    JsonObject,
    a_form,
    a_record,
    as_file,
    coded,
    item,
    mapped,
    text,
)

DO_NOT = item("1386", coded(systems.TREATMENT_DECISION, "2"))
CPR = "treatment-directive/89666000"
WITHDRAWN = "entered-in-error"


def _entries(form: JsonObject, **elements: object) -> dict[str, JsonObject]:
    bundle = to_transaction(as_file(a_record(form, **elements))).bundles[0]
    return {entry["request"]["url"]: entry for entry in bundle["entry"]}


def _status(resource: JsonObject) -> str:
    return resource.get("lifecycleStatus", resource.get("status"))


def test_the_same_form_gives_the_same_bytes() -> None:
    first, second = (
        json.dumps(to_transaction(as_file(a_record(a_form(DO_NOT)))).bundles) for _ in range(2)
    )

    assert first == second


def test_a_correction_updates_what_the_form_said_before() -> None:
    before = _entries(a_form(DO_NOT))
    after = _entries(a_form(item("1386", coded(systems.TREATMENT_DECISION, "0")), status="amended"))

    assert before.keys() <= after.keys()


def test_a_form_is_named_by_itself_else_by_its_record_else_by_its_id() -> None:
    without = {"identifier": {}}
    by_record = a_form(**without)
    names = [
        _entries(a_form()),
        _entries(by_record),
        _entries(a_form(**without, id="r-1"), identifier={"system": SOURCE}),
        _entries(a_form(**without, id="r-2"), identifier={"system": SOURCE}),
    ]

    encounters = [{url for url in entries if url.startswith("Encounter")} for entries in names]
    assert len(set.union(*encounters)) == len(names)


def test_what_a_server_gave_the_source_does_not_make_a_form_look_changed() -> None:
    first = _entries(a_form(id="1", meta={"versionId": "1", "lastUpdated": "2024-03-05T10:00:00Z"}))
    second = _entries(a_form(id="1", meta={"versionId": "2"}))

    assert first == second


def test_a_limit_that_an_amended_form_no_longer_says_is_withdrawn() -> None:
    resources = mapped(a_record(a_form(status="amended")))

    assert all(resources[limit.kind]["status"] == WITHDRAWN for limit in LIMITS)
    assert all("type" not in resources[limit.kind].get("provision", {}) for limit in LIMITS)
    assert resources["encounter"]["status"] == "finished"


def test_an_amended_form_withdraws_nothing_that_it_says() -> None:
    resources = mapped(a_record(a_form(DO_NOT, status="amended")))

    assert resources[CPR]["status"] == "active"
    assert resources[CPR]["provision"]["type"] == "deny"


def test_a_completed_form_withdraws_nothing() -> None:
    resources = mapped(a_record(a_form(DO_NOT)))

    assert WITHDRAWN not in {_status(resource) for resource in resources.values()}


def test_a_form_entered_in_error_takes_everything_back() -> None:
    said = mapped(a_record(a_form(DO_NOT, item("1190", text("Rust")), item("975", text("Ven")))))
    resources = mapped(a_record(a_form(DO_NOT, status=WITHDRAWN)))

    assert said.keys() <= resources.keys()
    assert resources["contact/representative"]["active"] is False
    clinical = [
        resource
        for resource in resources.values()
        if resource["resourceType"] not in {"Patient", "RelatedPerson", "Provenance"}
    ]
    assert {_status(resource) for resource in clinical} == {WITHDRAWN}


def test_only_the_patient_carries_the_bsn() -> None:
    entries = _entries(a_form(DO_NOT))

    others = {url: entry for url, entry in entries.items() if not url.startswith("Patient?")}
    assert len(others) == len(entries) - 1
    assert BSN not in json.dumps(others)
    assert not any(BSN in entry["fullUrl"] for entry in entries.values())


def test_without_an_own_system_identifiers_are_urns() -> None:
    record = a_record(a_form(), identifier={"value": "record-1"})

    [identifier] = mapped(record)["encounter"]["identifier"]

    assert identifier["system"] == systems.URN
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier["value"])
