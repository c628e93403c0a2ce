"""Who is told asks how that stands, and what he missed; about his own alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders import a_transaction
from tests.hub.dossier import addresses, fault
from tests.hub.offers import Offered, a_candidate, coded, offered
from tests.hub.worker.told import BACKPORT, closed, says_where, working
from tests.plugins.hub import Caller, Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio
BASE = "http://127.0.0.1:8000/fhir"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


def said(answer: httpx.Response) -> list[dict[str, list[Any]]]:
    """Of each entry what its Parameters say, by name."""
    assert answer.status_code == 200, answer.text
    found = []
    for entry in answer.json().get("entry", []):
        by: dict[str, list[Any]] = {}
        for one in entry["resource"]["parameter"]:
            value = next(value for key, value in one.items() if key != "name")
            by.setdefault(one["name"], []).append(value)
        found.append(by)
    return found


async def a_case(region: Region, told: Told) -> tuple[Offered, Caller, str]:
    """Offered, with who is told by Backport, and the address of its Subscription."""
    provider = await a_candidate(region)
    await says_where(provider, told.url, BACKPORT)
    case = await offered(region, provider=provider)
    [one] = said(await provider.get("Subscription/$status"))
    return case, provider, one["subscription"][0]["reference"].removeprefix(f"{BASE}/")


async def test_a_partner_sees_how_it_stands(region: Region, told: Told) -> None:
    _, provider, name = await a_case(region, told)

    [before] = said(await provider.get(f"{name}/$status"))
    async with working(region, told) as worker:
        await worker.look(provider.ura)
        [after] = said(await provider.get(f"{name}/$status"))
        told.status = 500
        await offered(region, provider=provider)
        await worker.look(provider.ura)
    [failing] = said(await provider.get(f"{name}/$status"))

    assert [one["status"] for one in (before, after, failing)] == [
        ["requested"],
        ["active"],
        ["error"],
    ]
    assert before["type"] == ["query-status"]
    assert failing["events-since-subscription-start"] == ["2"]


async def test_the_subscription_is_read_where_it_is_named(region: Region, told: Told) -> None:
    case, provider, name = await a_case(region, told)
    other, dossier = await a_candidate(region), case.dossier
    kept = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "x",
        "criteria": "Task?status=requested",
        "channel": {"type": "rest-hook", "endpoint": "https://zorg.example/x"},
    }
    word = dossier.word | {"id": dossier.id}
    both = a_transaction((word, f"PUT {dossier.patient}"), (kept, "POST Subscription"))
    [_, own] = addresses(await dossier.source.transaction(both))

    found = (await provider.get(name)).json()

    assert (found["resourceType"], found["id"]) == tuple(name.split("/"))
    assert found["status"] == "requested"
    assert (await other.get(name)).status_code == 404
    assert (await case.placer.get(own)).json()["criteria"] == "Task?status=requested"


async def test_what_was_missed_is_asked_by_its_numbers(region: Region, told: Told) -> None:
    case, provider, name = await a_case(region, told)
    await case.accept()

    [whole] = said(await provider.get(f"{name}/$events"))
    [part] = said(await provider.get(f"{name}/$events?eventsSinceNumber=2&eventsUntilNumber=9"))

    numbers = [
        [part["valueString"] for part in event if part["name"] == "event-number"]
        for event in whole["notification-event"]
    ]
    assert numbers == [["1"], ["2"]]
    assert len(part["notification-event"]) == 1
    focus = [one for one in part["notification-event"][0] if one["name"] == "focus"]
    assert focus[0]["valueReference"] == {"reference": f"{BASE}/{case.tasks[0]}"}


async def test_what_may_not_be_told_is_not_asked_either(region: Region, told: Told) -> None:
    case, provider, name = await a_case(region, told)
    other = await offered(region, provider=provider)
    await closed(case, provider)
    reason = coded("cancel-reason", "withdrawn")
    await other.send(other.placer, status="cancelled", statusReason=reason)

    [found] = said(await provider.get(f"{name}/$events"))

    assert "notification-event" not in found
    assert case.tasks[0].partition("/")[2] not in str(found)


async def test_the_subscription_of_another_is_none(region: Region, told: Told) -> None:
    _, _, name = await a_case(region, told)
    other = await a_candidate(region)

    for path in (f"{name}/$status", f"{name}/$events", f"Subscription/{uuid4()}/$status"):
        assert fault(await other.get(path))["code"] == "not-found"
    assert said(await other.get("Subscription/$status")) == []
    assert fault(await other.get("Subscription/x/$status"))["code"] == "not-found"


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "9" * 30])
async def test_a_number_that_is_none_is_refused(region: Region, told: Told, number: str) -> None:
    _, provider, name = await a_case(region, told)

    answer = await provider.get(f"{name}/$events?eventsSinceNumber={number}")

    assert fault(answer)["code"] in {"invalid", "value"}
    assert answer.status_code == 400


async def test_without_a_scope_for_it_nothing_is_told(region: Region, told: Told) -> None:
    _, provider, name = await a_case(region, told)
    provider.scopes = ("system/Task.rs",)

    assert (await provider.get(f"{name}/$status")).status_code == 403
