"""Any number of hub processes on one database are one hub: nothing is remembered in a process."""

import asyncio
from typing import Any

import pytest

from profiles.systems import BSN_SYSTEM
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    registered_with,
    urn,
)
from tests.e2e.systems import DOCTOR, System
from tests.e2e.two import MANY, Two

pytestmark = pytest.mark.anyio

SYSTEM = "https://source.example/goal"


async def test_sources_at_two_processes_make_one_patient_and_the_doctor_finds_all(two: Two) -> None:
    doctor = await two.system(DOCTOR)
    for _ in range(3):
        bsn = a_bsn()
        sources = [await two.system() for _ in range(6)]
        tokens = [await source.token(two.one.url) for source in sources]
        pushes = [
            source.call(
                two.urls[number % 2], "POST", "", tokens[number], json=a_push(source, doctor, bsn)
            )
            for number, source in enumerate(sources)
        ]

        answers = await asyncio.gather(*pushes)

        assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
        patients = await found(two, doctor, "Patient", identifier=f"{BSN_SYSTEM}|{bsn}")
        [patient] = {one["id"] for one in patients}
        wishes = await found(two, doctor, "Consent", patient=patient)
        assert len(wishes) == len(sources)
        assert len({wish["meta"]["source"] for wish in wishes}) == len(sources)


def a_push(source: System, doctor: System, bsn: str) -> dict[str, Any]:
    return a_transaction(
        (a_patient(bsn, **registered_with(source.ura)), "POST Patient"),
        (a_treatment_directive(urn(0)), "POST Consent"),
        (a_privacy_consent(urn(0), holder=source.ura, user=doctor.ura), "POST Consent"),
    )


async def found(two: Two, system: System, kind: str, **form: str) -> list[dict[str, Any]]:
    """What both processes find: the same."""
    token = await system.token(two.one.url)
    asked = [
        await system.call(url, "POST", f"{kind}/_search", token, data=form) for url in two.urls
    ]
    one, other = (
        [
            each["resource"]
            for each in answer.json().get("entry", [])
            if each["search"]["mode"] == "match"
        ]
        for answer in asked
    )
    assert one == other
    return one


async def test_one_conditional_update_at_two_processes_makes_one_version(two: Two) -> None:
    source = await two.system()
    stored = await source.call(
        two.one.url, "POST", "", json=a_transaction((a_patient(), "POST Patient"))
    )
    patient = stored.json()["entry"][0]["response"]["location"].split("/_")[0]
    goal = a_goal(patient, identifier=[{"system": SYSTEM, "value": source.ura}])

    answers = await two.everywhere(
        source, "PUT", f"Goal?identifier={SYSTEM}|{source.ura}", json=goal
    )

    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [201]
    assert {answer.headers["ETag"] for answer in answers} == {'W/"1"'}


async def test_of_updates_of_one_version_at_two_processes_exactly_one_wins(two: Two) -> None:
    source = await two.system()
    name = f"goal-{source.ura}"
    goal = a_goal(urn(0), id=name)
    bundle = a_transaction((a_patient(), "POST Patient"), (goal, f"PUT Goal/{name}"))
    await source.call(two.one.url, "POST", "", json=bundle)
    read = (await source.call(two.one.url, "GET", f"Goal/{name}")).json()
    token = await source.token(two.one.url)

    async def change(number: int) -> int:
        answer = await source.http.put(
            f"{two.urls[number % 2]}/fhir/Goal/{name}",
            json=read | {"startDate": f"2026-03-{number + 1:02d}"},
            headers={"Authorization": f"Bearer {token}", "If-Match": 'W/"1"'},
        )
        return answer.status_code

    statuses = await asyncio.gather(*(change(number) for number in range(MANY)))

    assert sorted(statuses) == [200] + [412] * (MANY - 1)


async def test_an_assertion_used_at_one_process_is_used_at_the_other(two: Two) -> None:
    system = await two.system()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": system.token_source(two.one.url)._assertion(
            f"{two.one.url}/auth/token"
        ),
    }

    answers = await asyncio.gather(
        *(system.http.post(f"{url}/auth/token", data=form) for url in two.urls * 3)
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5


async def test_a_page_begun_at_one_process_goes_on_at_the_other(two: Two) -> None:
    source = await two.system()
    goals = [(a_goal(urn(0)), "POST Goal") for _ in range(5)]
    stored = await source.call(
        two.one.url, "POST", "", json=a_transaction((a_patient(), "POST Patient"), *goals)
    )
    patient = stored.json()["entry"][0]["response"]["location"].split("/")[1]
    token = await source.token(two.one.url)

    page = f"Goal?patient={patient}&_count=2"
    seen: list[str] = []
    for number in range(3):
        answer = await source.call(two.urls[number % 2], "GET", page, token)
        assert answer.status_code == 200, answer.text
        seen += [entry["resource"]["id"] for entry in answer.json()["entry"]]
        following = [link["url"] for link in answer.json()["link"] if link["relation"] == "next"]
        page = following[0].partition("/fhir/")[2] if following else ""

    assert (len(seen), len(set(seen)), page) == (5, 5, "")


async def test_a_new_process_serves_what_the_killed_one_stored(two: Two) -> None:
    source = await two.system()
    name = f"goal-{source.ura}"
    bundle = a_transaction(
        (a_patient(), "POST Patient"), (a_goal(urn(0), id=name), f"PUT Goal/{name}")
    )
    assert (
        await source.call(two.other.url, "POST", "", await source.token(two.one.url), json=bundle)
    ).is_success
    token = await source.token(two.one.url)
    before = await source.call(two.other.url, "GET", f"Goal/{name}", token)

    two.other.kill()
    two.other.ready()
    after = await source.call(two.other.url, "GET", f"Goal/{name}", token)

    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers["ETag"] == before.headers["ETag"] == 'W/"1"'
