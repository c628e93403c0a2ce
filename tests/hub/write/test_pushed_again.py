"""A push that was sent before is known by its bytes, and only while nothing else is otherwise."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hub.fhir.call import Answer
from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, urn
from tests.hub.dossier import a_practitioner, fault
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

NUMBER = "https://example.org/again"


class Push:
    """A set that a source sends over and over: a Patient, his doctor, a wish and a choice."""

    def __init__(self, source: Caller) -> None:
        self.source, self.bsn, name = source, a_bsn(), f"again-{source.ura}"
        self.patient = a_patient(self.bsn)
        self.doctor = a_practitioner(source.ura + "1")
        self.goal = a_goal(urn(0), identifier=[{"system": NUMBER, "value": name}])
        self.choice = a_privacy_consent(
            urn(0), identifier=[{"system": NUMBER, "value": f"choice-{name}"}]
        )
        self.where = f"identifier={NUMBER}|"
        entries = [
            (self.patient, "Patient", f"identifier={systems.BSN_SYSTEM}|{self.bsn}"),
            (self.doctor, "Practitioner", self._uzi()),
            (self.goal, "Goal", f"{self.where}{name}"),
            (self.choice, "Consent", f"{self.where}choice-{name}"),
        ]
        self.body = json.dumps(
            {
                "resourceType": "Bundle",
                "type": "transaction",
                "entry": [
                    {
                        "fullUrl": urn(number),
                        "resource": resource,
                        "request": {"method": "PUT", "url": f"{kind}?{condition}"},
                    }
                    for number, (resource, kind, condition) in enumerate(entries)
                ],
            }
        )

    def _uzi(self) -> str:
        [number, *_] = self.doctor["identifier"]
        return f"identifier={number['system']}|{number['value']}"

    async def send(self, caller: Caller | None = None, **headers: str) -> httpx.Response:
        return await (caller or self.source)("POST", "", self.body, **headers)

    async def versions(self) -> int:
        async with self.source.running.database.connection() as connection:
            return await connection.fetchval(
                "SELECT count(*) FROM resource_version WHERE custodian = $1", self.source.ura
            )


@pytest.fixture
async def push(region: Region) -> Push:
    """Sent twice: it is stored, and known to change nothing."""
    push = Push(await region.organization())
    first = await push.send()
    assert first.status_code == 200, first.text
    assert {one["response"]["status"] for one in first.json()["entry"]} == {"201 Created"}
    again = await push.send()
    assert {one["response"]["status"] for one in again.json()["entry"]} == {"200 OK"}
    return push


def kept(region: Region) -> dict[bytes, Any]:
    return region.running.app.fhir.app.hub.again.kept


async def test_it_is_answered_alike_and_leaves_its_row_each_time(
    region: Region, push: Push
) -> None:
    versions = await push.versions()
    answers = [await push.send() for _ in range(3)]
    kept(region).clear()
    slow = await push.send()

    assert {answer.content for answer in answers} == {slow.content}
    assert await push.versions() == versions
    rows = [(await region.left_behind(answer))[0] for answer in (*answers, slow)]
    own = dict.fromkeys(("entry", "name", "at", "request_id", "token"))
    same = [{**row, **own} for row in rows]
    assert same == [same[0]] * 4
    assert same[0]["interaction"] == "transaction"
    assert same[0]["ura"] == push.source.ura


async def test_it_is_neither_parsed_nor_judged_again(region: Region, push: Push) -> None:
    """What it remembers is what it answers, whatever that is."""
    key, (seen, _) = list(kept(region).items())[-1]
    kept(region)[key] = seen, Answer(200, b'{"remembered":true}')

    answer = await push.send()
    del kept(region)[key]

    assert answer.json() == {"remembered": True}


Between = Callable[[Region, Push], Awaitable[object]]


async def _goal_changed(_: Region, push: Push) -> None:
    [found] = (await push.source.get(f"Goal?{push.where}again-{push.source.ura}")).json()["entry"]
    changed = found["resource"] | {"startDate": "2026-02-01"}
    assert (await push.source.put(changed)).status_code == 200


async def _goal_deleted(_: Region, push: Push) -> None:
    [found] = (await push.source.get(f"Goal?{push.where}again-{push.source.ura}")).json()["entry"]
    gone = await push.source("DELETE", f"Goal/{found['resource']['id']}")
    assert gone.status_code == 204


async def _choice_withdrawn(_: Region, push: Push) -> None:
    url = f"Consent?{push.where}choice-again-{push.source.ura}"
    [found] = (await push.source.get(url)).json()["entry"]
    changed = found["resource"] | {"status": "inactive"}
    assert (await push.source.put(changed)).status_code == 200


async def _another_goal_of_that_number(_: Region, push: Push) -> None:
    one = push.goal | {"subject": {"reference": await _patient(push)}, "startDate": "2026-03-03"}
    assert (await push.source.post(one)).status_code == 201


async def _another_source_spoke_of_him(region: Region, push: Push) -> None:
    other = await region.organization()
    assert (await other.post(a_patient(push.bsn, gender="other"))).is_success


async def _another_spoke_of_the_doctor(region: Region, push: Push) -> None:
    other = await region.organization()
    assert (await other.post(push.doctor | {"gender": "female"})).is_success


async def _chose_elsewhere(region: Region, push: Push) -> None:
    """By it the push is stored closed, and that is what the ledger says."""
    other = await region.organization()
    assert (await other.post(a_patient(push.bsn))).is_success
    await push.send()
    await push.send()
    for _ in range(2):
        said = a_privacy_consent(await _patient(push), permit=False)
        assert (await other.post(said)).is_success


async def _patient(push: Push) -> str:
    found = await push.source.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{push.bsn}")
    return f"Patient/{found.json()['entry'][0]['resource']['id']}"


BETWEEN: dict[str, Between] = {
    "the wish was changed": _goal_changed,
    "the wish was deleted": _goal_deleted,
    "the choice was withdrawn": _choice_withdrawn,
    "the number is another's too": _another_goal_of_that_number,
    "another source spoke of him": _another_source_spoke_of_him,
    "another source spoke of the doctor": _another_spoke_of_the_doctor,
    "he chose elsewhere that all stays closed": _chose_elsewhere,
}


@pytest.mark.parametrize("between", BETWEEN)
async def test_where_something_is_otherwise_it_is_done_anew(
    region: Region, push: Push, between: str
) -> None:
    """What it does is what a hub does that knows of no earlier push."""
    twin = Push(await region.organization())
    await twin.send()
    await twin.send()
    for one in (push, twin):
        await BETWEEN[between](region, one)

    answer = await push.send()
    kept(region).clear()
    slow = await twin.send()

    assert answer.status_code == slow.status_code
    told = [one["response"]["status"] for one in answer.json().get("entry", [])]
    assert told == [one["response"]["status"] for one in slow.json().get("entry", [])]
    assert await push.versions() == await twin.versions()
    rows = [await region.left_behind(one) for one in (answer, slow)]
    rules = [sorted(row["rule"] for row in each) for each in rows]
    assert rules[0] == rules[1]


async def test_the_same_bytes_of_another_organisation_are_another_push(
    region: Region, push: Push
) -> None:
    other = await region.organization()

    answer = await push.send(other)

    told = [one["response"]["status"] for one in answer.json()["entry"]]
    assert "201 Created" in told
    assert (await region.left_behind(answer))[0]["ura"] == other.ura


async def test_of_who_says_that_he_does_not_treat_them_it_is_another_push(
    region: Region, push: Push
) -> None:
    doctor = replace(push.source, role="01.015")
    assert [(await push.send(doctor)).status_code for _ in range(2)] == [200] * 2
    known = set(kept(region))

    assert (await push.send(replace(doctor, relation=False))).status_code == 200

    assert len(kept(region).keys() - known) == 1


async def test_a_token_that_may_not_write_does_not_get_the_answer(
    region: Region, push: Push
) -> None:
    push.source.scopes = ("system/*.rs",)

    answer = await push.send()

    assert answer.status_code == 403
    fault(answer)


async def test_what_is_asked_otherwise_is_answered_otherwise(push: Push) -> None:
    representation = await push.send(prefer="return=representation")
    text = await push.send(**{"Content-Type": "text/plain"})

    assert all("resource" in one for one in representation.json()["entry"])
    assert (await push.send(prefer="return=representation")).content == representation.content
    assert text.status_code == 415


async def test_what_another_process_is_not_told_of_is_forgotten_in_time(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.write.again.MOST_KEPT", 2)
    kept(region).clear()
    for _ in range(3):
        push = Push(await region.organization())
        for _ in range(2):
            await push.send()

    assert len(kept(region)) == 2


async def test_of_many_at_once_none_falls_over_what_another_has_found_changed(
    region: Region, push: Push
) -> None:
    await _goal_changed(region, push)

    answers = await asyncio.gather(*(push.send() for _ in range(6)))

    assert [answer.status_code for answer in answers] == [200] * 6
