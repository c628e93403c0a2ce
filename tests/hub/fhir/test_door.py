"""Bad input at the door: the right status, an OperationOutcome, nothing stored, server alive."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from hub import errors
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

SECRET = "Vlinderhof"


async def alive(source: Caller) -> bool:
    return (await source.post(a_patient())).status_code == 201


def nested(depth: int) -> bytes:
    return b'{"resourceType":"Patient","extension":' + b"[" * depth + b"]" * depth + b"}"


MALFORMED = {
    "no JSON": b"Vlinderhof",
    "nothing": b"",
    "cut off": b'{"resourceType":"Patient","name":[{"family":"Vlinderhof"',
    "a list": b'["Vlinderhof"]',
    "a string": b'"Vlinderhof"',
    "null": b"null",
    "twice the same name": b'{"resourceType":"Patient","active":true,"active":false}',
    "NaN": b'{"resourceType":"Patient","multipleBirthInteger":NaN}',
    "not UTF-8": b'{"resourceType":"Patient","name":[{"family":"Vlinderhof\xff"}]}',
    "half a surrogate": b'{"resourceType":"Patient","name":[{"family":"Vlinderhof\\ud800"}]}',
    "a byte order mark": b'\xef\xbb\xbf{"resourceType":"Patient"}',
    "UTF-16": '{"resourceType":"Patient"}'.encode("utf-16"),
    "XML": b'<Patient xmlns="http://hl7.org/fhir"><name value="Vlinderhof"/></Patient>',
    "a nought byte": b'{"resourceType":"Patient"\x00}',
    "very deep": nested(100_000),
    "rather deep": nested(70),
    "a comment": b'{"resourceType":"Patient"/* Vlinderhof */}',
    "a comma too many": b'{"resourceType":"Patient",}',
    "a number of a million digits": b'{"resourceType":"Patient","a":' + b"9" * 1_000_000 + b"}",
}


@pytest.mark.parametrize("what", MALFORMED)
async def test_what_is_not_json_is_refused(region: Region, what: str) -> None:
    source = await region.organization()

    for path in ("Patient", ""):
        answer = await source("POST", path, MALFORMED[what])
        assert answer.status_code == 400, answer.text
        assert fault(answer)["severity"] in {"error", "fatal"}
        assert SECRET not in answer.text
    assert await alive(source)


WRONG = {
    "no type": ({}, 400),
    "a type that is a number": ({"resourceType": 5}, 400),
    "another type": ({"resourceType": "Goal"}, 400),
    "an unknown element": (a_patient() | {"colour": SECRET}, 422),
    "a wrong type": (a_patient() | {"active": "yes"}, 422),
    "a list for one": (a_patient() | {"gender": ["female"]}, 422),
    "one for a list": (a_patient() | {"name": {"family": SECRET}}, 422),
    "a code of another list": (a_patient() | {"gender": SECRET}, 422),
    "a date that is none": (a_patient() | {"birthDate": "1950-02-30"}, 422),
    "two of a choice": (
        a_patient() | {"deceasedBoolean": False, "deceasedDateTime": "2026-01-01"},
        422,
    ),
    "null": (a_patient() | {"active": None}, 422),
    "an empty object": (a_patient() | {"maritalStatus": {}}, 422),
    "an empty list": (a_patient() | {"name": []}, 422),
    "an empty string": (a_patient() | {"language": ""}, 422),
    "script in the narrative": (
        a_patient()
        | {
            "text": {
                "status": "generated",
                "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>',
            }
        },
        422,
    ),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_no_valid_resource_is_refused_with_its_place(
    region: Region, what: str
) -> None:
    source = await region.organization()
    resource, status = WRONG[what]

    answer = await source("POST", "Patient", resource)

    assert answer.status_code == status, answer.text
    assert fault(answer)["expression"]
    assert SECRET not in answer.text


async def test_every_fault_is_named_and_not_the_first_alone(region: Region) -> None:
    source = await region.organization()
    wrong = a_patient(gender="x", birthDate="x", active="x", colour="x")

    answer = await source.post(wrong)

    places = {issue["expression"][0] for issue in answer.json()["issue"]}
    assert places >= {"Patient.gender", "Patient.birthDate", "Patient.active"}
    assert any("colour" in place for place in places)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/pdf",
        "application/fhir+turtle",
        "application/x-www-form-urlencoded",
    ],
)
async def test_a_body_of_another_media_type_is_refused(region: Region, media_type: str) -> None:
    source = await region.organization()

    for path in ("Patient", "", "Patient/1"):
        method = "PUT" if path.endswith("1") else "POST"
        answer = await source(method, path, a_patient(), Content_Type=media_type)
        assert answer.status_code == 415
        assert "application/fhir+json" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/fhir+json; charset=utf-8", "Application/FHIR+JSON"],
)
async def test_json_by_any_of_its_names_is_taken(region: Region, media_type: str) -> None:
    source = await region.organization()

    answer = await source("POST", "Patient", a_patient(), Content_Type=media_type)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "kind", ["NoSuchType", "patient", "Parameters", "OperationOutcome", "Resource", "x" * 3000]
)
async def test_a_type_that_is_not_here_is_not_found(region: Region, kind: str) -> None:
    source = await region.organization()

    for method, path in (("POST", kind), ("GET", f"{kind}/1"), ("PUT", f"{kind}/1")):
        answer = await source(method, path, a_patient() if method != "GET" else None)
        assert answer.status_code == 404, answer.text
        assert len(answer.text) < 500


@pytest.mark.parametrize("kind", ["transaction", "batch"])
async def test_a_bundle_of_ten_thousand_entries_is_refused(region: Region, kind: str) -> None:
    source, bsn = await region.organization(), a_bsn()
    entries = a_transaction((a_goal("Patient/1"), "POST Goal"))["entry"] * 10_000
    entries += a_transaction((a_patient(bsn), "POST Patient"))["entry"]
    body = json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries})

    answer = await source("POST", "", body)

    assert len(body) < region.running.settings.max_body_bytes
    assert answer.status_code == 413
    assert fault(answer)["code"] == "too-long"
    assert await alive(source)


async def test_fifty_megabytes_are_refused_without_being_read(region: Region) -> None:
    source = await region.organization()
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 50_000_000:
            taken += 100_000
            yield b" " * 100_000

    announced = await source.client.post(
        "Patient",
        content=body(),
        headers={
            "Authorization": f"Bearer {source.token()}",
            "Content-Type": "application/fhir+json",
            "Content-Length": "50000000",
        },
    )

    assert announced.status_code == 413
    assert fault(announced)["code"] == "too-long"
    assert taken <= 200_000


async def test_fifty_megabytes_that_are_not_announced_are_read_to_the_limit(
    region: Region,
) -> None:
    source = await region.organization()
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 50_000_000:
            taken += 100_000
            yield b" " * 100_000
            await asyncio.sleep(0)

    answer = await source.client.post(
        "Patient",
        content=body(),
        headers={
            "Authorization": f"Bearer {source.token()}",
            "Content-Type": "application/fhir+json",
        },
    )

    assert answer.status_code == 413
    assert taken <= region.running.settings.max_body_bytes + 200_000
    assert await alive(source)


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "99999999999999999999999999"])
async def test_a_content_length_that_is_none_breaks_nothing(region: Region, length: str) -> None:
    source = await region.organization()

    answer = await source("POST", "Patient", a_patient(), Content_Length=length)

    assert answer.status_code in {201, 400, 413}


async def test_a_caller_that_breaks_off_stores_nothing(region: Region) -> None:
    source = await region.organization()
    messages = iter(
        [
            {"type": "http.request", "body": b'{"resource', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[dict] = []

    async def receive() -> dict:
        return next(messages)

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/fhir/Patient",
        "query_string": b"",
        "headers": [
            (b"authorization", f"Bearer {source.token()}".encode()),
            (b"content-type", b"application/fhir+json"),
        ],
    }
    await source.running.app(scope, receive, send)

    assert sent[0]["status"] == 400


def family(kind: type) -> set[type]:
    return {kind}.union(*(family(one) for one in kind.__subclasses__()))


# Which test shows the refusal; those that need a broken database or many calls stand elsewhere.
PROVOKED = {
    "Invalid": "test_what_is_not_json_is_refused",
    "InvalidValue": "test_a_bsn_that_is_none_is_refused_without_repeating_it",
    "Required": "test_without_a_reason_nothing_opens",
    "NotSupported": "test_what_of_it_is_not_done_is_refused_with_the_way_that_there_is",
    "Unauthenticated": "test_a_call_without_a_token_is_refused_and_audited",
    "TokenExpired": "test_a_token_that_was_valid_once_says_so",
    "Forbidden": "test_a_call_without_its_scope_is_refused_before_anything_else",
    "NotFound": "test_denied_and_absent_have_the_same_past",
    "UnknownType": "test_a_type_that_is_not_here_is_not_found",
    "MethodNotAllowed": "test_a_method_that_an_address_does_not_take_names_those_that_it_does",
    "NotAcceptable": "test_what_is_neither_json_nor_xml_is_not_written",
    "VersionConflict": ("test_a_patient_is_not_deleted_while_the_source_keeps_wishes_under_it"),
    "TryAgain": "test_who_is_overtaken_may_send_the_same_again_and_a_machine_is_told_so",
    "Taken": "test_an_id_that_someone_else_owns_is_never_overwritten",
    "Gone": "test_what_was_deleted_is_gone_for_who_could_see_it",
    "PreconditionFailed": "test_if_match_names_the_version_that_is_changed",
    "PreconditionRequired": (
        "test_a_choice_that_was_withdrawn_is_not_woken_by_who_did_not_read_it"
    ),
    "MultipleMatches": "test_a_condition_with_more_matches_changes_nothing",
    "TooLarge": "test_a_bundle_of_ten_thousand_entries_is_refused",
    "UnsupportedMediaType": "test_a_body_of_another_media_type_is_refused",
    "TooCostly": "test_a_resource_with_more_names_than_anyone_has_is_refused",
    "Unprocessable": "test_what_is_no_valid_resource_is_refused_with_its_place",
    "NoPatientContext": "test_a_search_without_a_patient_is_refused",
    "UnknownParameter": "test_an_unknown_parameter_is_refused_unless_lenient_is_asked",
    "TooManyRequests": "test_a_client_that_asks_too_much_waits_and_another_does_not",
    "Unavailable": "test_a_database_that_does_not_answer_is_said_and_nothing_else",
    "Fault": "test_an_answer_to_a_fault_of_the_hub_tells_nothing",
    "TimedOut": "test_a_body_that_trickles_is_refused_as_an_outcome",
    "SomebodyElse": "test_somebody_else_under_a_known_number_is_put_aside",
    "Damaged": "test_a_row_that_was_changed_is_not_shown_and_that_is_audited",
}


def test_every_refusal_has_a_test_that_provokes_it(pytestconfig: pytest.Config) -> None:
    written = "".join(
        path.read_text() for path in (pytestconfig.rootpath / "tests" / "hub").rglob("test_*.py")
    )

    kinds = {kind.__name__ for kind in family(errors.FhirError)} - {"FhirError"}
    assert kinds == set(PROVOKED)
    assert [name for name in PROVOKED.values() if f"def {name}(" not in written] == []


async def test_one_faulty_call_beside_good_ones_spoils_none(region: Region) -> None:
    dossier = await a_dossier(region)
    bodies: list[object] = [b"{", a_goal(dossier.patient), nested(5000), a_goal(dossier.patient)]

    answers = await asyncio.gather(*(dossier.source("POST", "Goal", body) for body in bodies))

    assert [answer.status_code for answer in answers] == [400, 201, 400, 201]
