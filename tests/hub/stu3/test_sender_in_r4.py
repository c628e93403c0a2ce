"""A transfer that is kept here, changed by its sender in R4: the same guards as in STU3."""

import json
from typing import Any

import httpx
import pytest

from profiles import systems
from tests.hub.dossier import Dossier, address
from tests.hub.stu3.asking import Ecd
from tests.hub.stu3.transfers import NOTICE, Sending, a_receiver, a_sending, an_input, by
from tests.hub.write.merged import merged
from tests.hub.write.unnumbered import kept_without_bsn, number, without_bsn
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
JSON_PATCH = "application/json-patch+json"
OTHER_DATE = {"coding": [{"system": systems.SNOMED, "code": "146851000146105"}]}


async def offered(sending: Sending) -> str:
    return await sending.sent(sending.task("requested", an_input(NOTICE, await sending.notice())))


async def kept(sending: Sending, task: str) -> dict[str, Any]:
    tree: dict[str, Any] = (await sending.dossier.source.get(task)).json()
    return tree


async def put(sending: Sending, task: str, **changes: Any) -> httpx.Response:
    """By the sender's system, as he reads it in R4 but for these; None takes an element away."""
    sent = {**await kept(sending, task), **changes}
    sent = {name: one for name, one in sent.items() if one is not None}
    return await sending.dossier.source.put(sent)


def refused(answer: httpx.Response, place: str) -> bool:
    return answer.status_code in {403, 422} and place in answer.text


@pytest.mark.parametrize("status", ["received", "accepted", "rejected", "on-hold", "completed"])
async def test_he_answers_not_himself(region: Region, status: str) -> None:
    sending = await a_sending(region)
    task = await offered(sending)

    assert refused(await put(sending, task, status=status), "Task.status")
    operation = [{"op": "replace", "path": "/status", "value": status}]
    source = sending.dossier.source
    patched = await source("PATCH", task, json.dumps(operation), Content_Type=JSON_PATCH)
    assert refused(patched, "Task.status"), patched.text

    assert (await kept(sending, task))["status"] == "requested"


async def test_what_was_rejected_opens_never_again(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    assert (await sending.receiver.answer(task, status="rejected")).status_code == 200

    for status in ("requested", "in-progress"):
        assert refused(await put(sending, task, status=status), "Task.status")

    assert (await sending.receiver.get(task)).status_code == 404


async def test_it_goes_to_no_other_about_nobody_else_and_stays_kept_here(region: Region) -> None:
    sending, other = await a_sending(region), await a_receiver(region)
    task = await offered(sending)
    meta = (await kept(sending, task))["meta"]
    date = [{"type": OTHER_DATE, "valueDateTime": "2026-12-09"}]
    changes: dict[str, dict[str, Any]] = {
        "Task.owner": {"owner": by(other.ura)},
        "Task.for": {"for": None},
        "Task.output": {"output": date},
        "Task.meta.tag": {"meta": {**meta, "tag": []}},
    }

    for place, change in changes.items():
        answer = await put(sending, task, **change)
        assert refused(answer, place), answer.text

    assert (await Ecd(other).get(task)).status_code == 404
    assert (await sending.receiver.task(task))["status"] == "requested"


async def test_he_deletes_none_that_goes_on(region: Region) -> None:
    sending = await a_sending(region)
    source, task = sending.dossier.source, await offered(sending)

    assert refused(await source("DELETE", task), "cancelled")
    assert (await sending.receiver.task(task))["status"] == "requested"
    assert (await put(sending, task, status="cancelled")).status_code == 200
    assert (await source("DELETE", task)).status_code == 204


async def test_he_goes_ahead_with_who_accepted_and_calls_off_what_he_will(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    await sending.receiver.answer(task, status="accepted")

    ahead = await put(sending, task, status="in-progress")
    assert ahead.status_code == 200, ahead.text
    assert (await sending.receiver.task(task))["status"] == "in-progress"
    off = await put(sending, task, status="cancelled")
    assert off.status_code == 200, off.text
    assert (await sending.receiver.get(task)).status_code == 404


@pytest.mark.parametrize("status", ["draft", "accepted", "completed"])
async def test_it_begins_at_its_beginning(region: Region, status: str) -> None:
    sending = await a_sending(region)
    task = await kept(sending, await offered(sending))
    new = {name: one for name, one in task.items() if name != "id"} | {"status": status}
    new["meta"] = {"tag": task["meta"]["tag"]}

    answer = await sending.dossier.source.post(new)

    assert refused(answer, "Task.status"), answer.text


async def test_it_goes_along_where_its_sender_merges_two_that_are_one(region: Region) -> None:
    prior = await kept_without_bsn(region)
    source = prior.source
    said = f"{prior.number}-b"
    survivor = address(await source.post(without_bsn(number(said))))
    of = Dossier(source, "", prior.patient)
    sending = Sending(of, Ecd(source), Ecd(await a_receiver(region)))
    task = await offered(sending)

    await merged(source, number(prior.number), number(said))

    moved = await kept(sending, task)
    assert (moved["for"]["reference"], moved["status"]) == (survivor, "requested")
