"""Patch: a part of a resource is changed, the same way as by an update.

https://hl7.org/fhir/R4/http.html#patch
"""

import json
from base64 import b64encode
from typing import Any

import httpx
import pytest

from tests.builders import a_goal, a_privacy_consent, a_transaction
from tests.hub.dossier import Dossier, a_dossier, a_practitioner, an_observation, fault
from tests.plugins.hub import Caller, Region
from tests.profiles.patch.test_cases import parameters

pytestmark = pytest.mark.anyio

JSON_PATCH = "application/json-patch+json"
NUMBERS = "https://example.org/numbers"
BY = f"identifier={NUMBERS}|1"
NOT_A_STATUS = [{"op": "replace", "path": "/lifecycleStatus", "value": "x"}]
A_WORD = parameters([{"type": "replace", "path": "Goal.note", "value": {"valueString": "a"}}])
DONE = [{"op": "replace", "path": "/lifecycleStatus", "value": "completed"}]
DONE_BY_PATH = parameters(
    [{"type": "replace", "path": "Goal.lifecycleStatus", "value": {"valueCode": "completed"}}]
)


async def patched(source: Caller, path: str, patch: Any, **headers: str) -> httpx.Response:
    """A list goes as JSON Patch, an object as Parameters."""
    if isinstance(patch, list):
        headers = {"content_type": JSON_PATCH} | headers
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers.setdefault("content-type", "application/fhir+json")
    content = patch if isinstance(patch, str) else json.dumps(patch)
    token = {"Authorization": f"Bearer {source.token()}"}
    return await source.client.request("PATCH", path, content=content, headers=headers | token)


async def a_numbered_goal(dossier: Dossier, **members: Any) -> str:
    return await dossier.goal(identifier=[{"system": NUMBERS, "value": "1"}], **members)


def a_binary(patch: Any) -> dict[str, Any]:
    data = b64encode(json.dumps(patch).encode()).decode()
    return {"resourceType": "Binary", "contentType": JSON_PATCH, "data": data}


@pytest.mark.parametrize("patch", [DONE, DONE_BY_PATH])
async def test_a_part_is_changed_and_the_rest_stays(region: Region, patch: Any) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal(note=[{"text": "a"}])
    before = (await dossier.source.get(goal)).json()

    answer = await patched(dossier.source, goal, patch)

    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == 'W/"2"'
    assert answer.headers["Location"].endswith(f"/fhir/{goal}/_history/2")
    after = (await dossier.source.get(goal)).json()
    assert answer.json() == after
    assert after == before | {"lifecycleStatus": "completed", "meta": after["meta"]}


async def test_parameters_come_in_xml_too(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    parts = (("type", "valueCode", "delete"), ("path", "valueString", "Goal.start"))
    said = "".join(
        f'<part><name value="{name}"/><{kind} value="{value}"/></part>'
        for name, kind, value in parts
    )
    xml = (
        '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>'
        f"{said}</parameter></Parameters>"
    )

    answer = await patched(dossier.source, goal, xml, content_type="application/fhir+xml")

    assert answer.status_code == 200, answer.text
    assert "startDate" not in answer.json()


async def test_a_number_keeps_its_digits(region: Region) -> None:
    dossier = await a_dossier(region)
    observation = an_observation(dossier.patient, valueQuantity={"value": 1})
    text = json.dumps(observation).replace('"value": 1', '"value": 72.50')
    stored = await dossier.source("POST", "Observation", text)
    address = f"Observation/{stored.json()['id']}"

    answer = await patched(
        dossier.source, address, [{"op": "add", "path": "/note", "value": [{"text": "a"}]}]
    )

    assert b"72.50" in answer.content


async def test_what_comes_to_the_same_makes_no_version(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await patched(
        dossier.source, goal, [{"op": "test", "path": "/lifecycleStatus", "value": "active"}]
    )

    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"1"')


@pytest.mark.parametrize(
    ("patch", "status", "expression"),
    [
        ([{"op": "test", "path": "/lifecycleStatus", "value": "x"}], 422, "Goal.lifecycleStatus"),
        ([{"op": "remove", "path": "/outcomeCode/0"}], 422, "Goal.outcomeCode[0]"),
        ([{"op": "append", "path": "/note"}], 400, None),
        (NOT_A_STATUS, 422, "Goal.lifecycleStatus"),
        ([{"op": "remove", "path": "/subject"}], 422, "Goal.subject"),
        ([{"op": "replace", "path": "/id", "value": "x"}], 422, "Goal.id"),
        ([{"op": "add", "path": "/colour", "value": "red"}], 422, "Goal.colour"),
        ([{"op": "add", "path": "/note", "value": 10**30}], 422, "Goal.note"),
        (parameters([{"type": "delete", "path": "Goal..x"}]), 400, "Parameters.parameter[0]"),
        (A_WORD, 422, "Goal.note[0]"),
        ({"resourceType": "Goal"}, 400, "resourceType"),
        ("[{", 400, None),
        ("{}", 400, "resourceType"),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_place(
    region: Region, patch: Any, status: int, expression: str | None
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await patched(dossier.source, goal, patch)

    assert answer.status_code == status, answer.text
    issues = [one.get("expression", [""])[0] for one in answer.json()["issue"]]
    assert expression is None or expression in issues, answer.text
    assert (await dossier.source.get(goal)).json()["meta"]["versionId"] == "1"


async def test_another_kind_of_patch_is_told_which_there_are(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await patched(dossier.source, goal, "x", content_type="application/xml-patch+xml")
    said = await dossier.source("OPTIONS", goal)

    assert answer.status_code == 415
    assert JSON_PATCH in answer.headers["Accept-Patch"]
    assert said.headers["Accept-Patch"] == answer.headers["Accept-Patch"]
    assert "PATCH" in said.headers["Allow"]


async def test_the_version_that_was_read_is_asked_for(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    note = [{"op": "add", "path": "/statusReason", "value": "a"}]

    assert (await patched(dossier.source, goal, DONE, if_match='W/"1"')).status_code == 200
    late = await patched(dossier.source, goal, note, if_match='W/"1"')
    unfit = [{"op": "test", "path": "/lifecycleStatus", "value": "active"}]
    fitted = await patched(dossier.source, goal, unfit, if_match='W/"1"')

    assert (late.status_code, fitted.status_code) == (412, 412)
    assert "statusReason" not in (await dossier.source.get(goal)).json()


async def test_a_choice_is_changed_by_who_has_read_it(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    goal = await dossier.goal()
    ended = [{"op": "replace", "path": "/status", "value": "inactive"}]

    unread = await patched(dossier.source, consent, ended)
    assert unread.status_code == 428
    assert (await doctor.get(goal)).status_code == 200

    assert (await patched(dossier.source, consent, ended, if_match='W/"1"')).status_code == 200
    assert (await doctor.get(goal)).status_code == 404


async def test_nobody_patches_what_another_keeps(region: Region) -> None:
    """And what he may not see looks as what is not there."""
    dossier, stranger, doctor = (
        await a_dossier(region),
        await region.organization(),
        await region.doctor(),
    )
    goal = await dossier.goal()
    await dossier.open_to(doctor)

    closed = await patched(stranger, goal, DONE)
    nowhere = await patched(stranger, "Goal/never-was", DONE)
    seen = await patched(doctor, goal, DONE)

    assert (closed.status_code, closed.json()) == (nowhere.status_code, nowhere.json())
    assert closed.status_code == 404
    assert seen.status_code == 422
    assert fault(seen)["expression"] == ["Goal"]


async def test_what_was_deleted_is_gone(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    await dossier.source("DELETE", goal)

    assert (await patched(dossier.source, goal, DONE)).status_code == 410


async def test_it_takes_the_scope_of_an_update_and_tells_no_more_than_it_may(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    dossier.source.scopes = ("system/Goal.cr",)
    guess = [{"op": "test", "path": "/lifecycleStatus", "value": "x"}]
    refused = await patched(dossier.source, goal, guess)
    inside = await dossier.source.transaction(a_transaction((a_binary(guess), f"PATCH {goal}")))
    dossier.source.scopes = ("system/Goal.u",)
    answer = await patched(dossier.source, goal, DONE)

    assert (refused.status_code, inside.status_code) == (403, 403)
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_person_patches_nothing(region: Region) -> None:
    """What he writes has its own ways."""
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    doctor = await region.doctor()

    assert (await patched(doctor, goal, DONE)).status_code == 404


async def test_the_ledger_says_that_it_was_patched_and_of_whom(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    done = await region.left_behind(await patched(dossier.source, goal, DONE))
    [refused] = await region.left_behind(
        await patched(dossier.source, goal, [{"op": "remove", "path": "/outcomeCode"}])
    )

    assert [(one["interaction"], one["status"]) for one in done] == [("patch", 200)]
    assert (refused["interaction"], refused["status"]) == ("patch", 422)
    assert refused["pat"] == done[0]["pat"] is not None


async def test_by_a_condition_the_one_that_has_the_number_is_patched(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await a_numbered_goal(dossier)

    answer = await patched(dossier.source, f"Goal?{BY}", DONE)
    nobody = await patched(dossier.source, f"Goal?identifier={NUMBERS}|2", DONE)
    await a_numbered_goal(dossier)
    several = await patched(dossier.source, f"Goal?{BY}", DONE)

    assert answer.json()["id"] == goal.partition("/")[2]
    assert answer.json()["lifecycleStatus"] == "completed"
    assert [one.status_code for one in (nobody, several)] == [404, 412]


async def test_a_narrative_of_what_was_goes(region: Region) -> None:
    dossier = await a_dossier(region)
    div = '<div xmlns="http://www.w3.org/1999/xhtml">actief</div>'
    goal = await dossier.goal(text={"status": "generated", "div": div})
    more = await dossier.goal(text={"status": "additional", "div": div})

    made = await patched(dossier.source, goal, DONE)
    kept = await patched(dossier.source, more, DONE)

    assert "text" not in made.json()
    assert (kept.status_code, fault(kept)["expression"]) == (422, ["Goal.text"])


async def test_a_patch_makes_no_other_of_who_it_is(region: Region) -> None:
    source = await region.organization()
    uzi = f"9{source.ura}"
    stored = await source.post(a_practitioner(uzi))
    other = await source.post(a_practitioner(f"8{source.ura}"))
    address = f"Practitioner/{stored.json()['id']}"
    number = [{"op": "replace", "path": "/identifier/0/value", "value": f"8{source.ura}"}]

    answer = await patched(source, address, number)

    assert other.status_code == 201
    assert answer.status_code == 422
    assert (await source.get(address)).json()["identifier"][0]["value"] == uzi


@pytest.mark.parametrize("kind", ["transaction", "batch"])
async def test_bundles_patch_by_both_kinds(region: Region, kind: str) -> None:
    dossier = await a_dossier(region)
    one, other = await dossier.goal(), await a_numbered_goal(dossier)
    bundle = a_transaction(
        (a_binary(DONE), f"PATCH {one}"),
        (a_goal(dossier.patient), "POST Goal"),
        (DONE_BY_PATH, f"PATCH Goal?{BY}"),
    ) | {"type": kind}

    answer = await dossier.source.transaction(bundle, prefer="return=representation")

    assert answer.status_code == 200, answer.text
    entries = answer.json()["entry"]
    assert [entry["response"]["status"][:3] for entry in entries] == ["200", "201", "200"]
    said = [entry["resource"]["lifecycleStatus"] for entry in entries]
    assert said == ["completed", "active", "completed"]
    for address in (one, other):
        assert (await dossier.source.get(address)).json()["meta"]["versionId"] == "2"


@pytest.mark.parametrize(
    ("patch", "url", "status"),
    [
        (a_binary([{"op": "remove", "path": "/outcomeCode"}]), "Goal/ID", 422),
        (a_binary("x") | {"data": "?"}, "Goal/ID", 400),
        (a_binary(DONE) | {"contentType": "text/plain"}, "Goal/ID", 400),
        ({"resourceType": "Goal"}, "Goal/ID", 400),
        (a_binary(DONE), "Goal", 400),
        (a_binary(DONE), "Goal/never-was", 404),
        (a_binary(NOT_A_STATUS), "Goal/ID", 422),
    ],
)
async def test_of_a_transaction_with_a_patch_that_fails_nothing_is_stored(
    region: Region, patch: dict[str, Any], url: str, status: int
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    bundle = a_transaction(
        (a_goal(dossier.patient, id="new-one"), "PUT Goal/new-one"),
        (patch, f"PATCH {url.replace('Goal/ID', goal)}"),
    )

    answer = await dossier.source.transaction(bundle)

    assert answer.status_code == status, answer.text
    expressions = [one.get("expression", [""])[0] for one in answer.json()["issue"]]
    assert any(one.startswith("Bundle.entry[1]") for one in expressions) or url == "x"
    assert (await dossier.source.get("Goal/new-one")).status_code == 404
    assert (await dossier.source.get(goal)).json()["meta"]["versionId"] == "1"


async def test_what_is_patched_and_updated_in_one_transaction_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    said = (await dossier.source.get(goal)).json()

    answer = await dossier.source.transaction(
        a_transaction((a_binary(DONE), f"PATCH {goal}"), (said, f"PUT {goal}"))
    )

    assert answer.status_code in {400, 422}, answer.text


async def test_a_choice_that_is_patched_stays_a_choice(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)
    consent = (await dossier.source.post(choice)).json()
    scope = [{"op": "replace", "path": "/scope/coding/0/code", "value": "adr"}]

    answer = await patched(dossier.source, f"Consent/{consent['id']}", scope, if_match='W/"1"')

    assert answer.status_code == 422
