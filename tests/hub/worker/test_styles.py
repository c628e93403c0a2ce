"""TA-NP and R4 Subscriptions Backport: what each partner gets, and what never stands in it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hub.outbound.notifications.style import InvalidStyles, Styles
from profiles.systems import BSN_SYSTEM, URA_SYSTEM
from tests.hub.offers import Offered, a_candidate, offered
from tests.hub.worker.told import BACKPORT, TA_NP, says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Came, Told

pytestmark = pytest.mark.anyio
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def asked(region: Region, told: Told, code: str) -> Offered:
    """A case, offered to one that is told in this style."""
    provider = await a_candidate(region)
    await says_where(provider, told.url, code)
    return await offered(region, provider=provider)


def parameters(came: Came) -> dict[str, Any]:
    """What the first entry says, by name."""
    bundle = json.loads(came.body)
    first = bundle["entry"][0]["resource"]["parameter"]
    return {
        one["name"]: one.get("part") or next(v for k, v in one.items() if k[:5] == "value")
        for one in first
    }


def thin(came: Came, case: Offered) -> None:
    """Nothing of the inhabitant, nor what became of it."""
    said = came.body.decode() + came.path
    assert case.dossier.bsn not in said
    assert case.dossier.id not in said
    assert BSN_SYSTEM not in said
    for word in ("accepted", "rejected", "cancelled", "in-progress", "1940", "elv"):
        assert word not in said


async def test_ta_np_is_a_task_that_names_the_task(region: Region, told: Told) -> None:
    case = await asked(region, told, TA_NP)
    [provider] = case.providers

    async with working(region, told) as worker:
        await worker.look(provider.ura)

    [came] = told.came
    task = json.loads(came.body)
    name = case.tasks[0].partition("/")[2]
    assert (came.path, came.headers["Content-Type"]) == ("/notify/Task", "application/fhir+json")
    assert task["basedOn"] == [{"reference": f"{BASE}/stu3/Task/{name}"}]
    assert (task["status"], task["intent"]) == ("requested", "proposal")
    assert task["code"]["coding"][0]["code"] == "pull-notification"
    assert task["input"][0]["valueBoolean"] is True
    assert task["owner"] == {"identifier": {"system": URA_SYSTEM, "value": provider.ura}}
    assert "for" not in task
    thin(came, case)


async def test_backport_greets_first_and_then_numbers_what_happens(
    region: Region, told: Told
) -> None:
    case = await asked(region, told, BACKPORT)
    [provider] = case.providers

    async with working(region, told) as worker:
        await worker.look(provider.ura)
        await case.accept()
        await worker.look(provider.ura)

    greeting, first, second = map(parameters, told.came)
    assert (greeting["type"], greeting["status"]) == ("handshake", "requested")
    assert "notification-event" not in greeting
    name = case.tasks[0].partition("/")[2]
    for number, one in enumerate((first, second), 1):
        assert (one["type"], one["status"]) == ("event-notification", "active")
        assert one["events-since-subscription-start"] == str(number)
        event = {part["name"]: part for part in one["notification-event"]}
        assert event["event-number"]["valueString"] == str(number)
        assert event["focus"]["valueReference"] == {"reference": f"{BASE}/fhir/Task/{name}"}
        assert one["subscription"] == greeting["subscription"]
    assert told.paths == ["/notify"] * 3
    for came in told.came:
        thin(came, case)


async def test_a_partner_at_another_address_is_greeted_there(region: Region, told: Told) -> None:
    case = await asked(region, told, BACKPORT)
    [provider] = case.providers

    async with working(region, told) as worker:
        await worker.look(provider.ura)
        await says_where(provider, f"{told.url}/new", BACKPORT)
        await case.accept()
        await worker.look(provider.ura)

    kinds = [(one.path, parameters(one)["type"]) for one in told.came]
    assert kinds[2:] == [("/notify/new", "handshake"), ("/notify/new", "event-notification")]


async def test_who_does_not_take_the_handshake_gets_no_event(region: Region, told: Told) -> None:
    case = await asked(region, told, BACKPORT)
    told.status = 403

    async with working(region, told) as worker:
        await worker.look(case.providers[0].ura)

    assert [parameters(one)["type"] for one in told.came] == ["handshake"]


@pytest.mark.parametrize("code", [TA_NP, BACKPORT])
async def test_what_comes_twice_is_the_same_to_the_byte(
    region: Region, told: Told, code: str
) -> None:
    """As when a worker dies between sending and keeping that it was taken."""
    case = await asked(region, told, code)
    partner = case.providers[0].ura

    async with working(region, told) as worker:
        [one] = await worker.taken([partner])
        await worker.teller.tell(one)
        before = told.came[-1].body
        async with region.running.owner.connection() as connection:
            again = "UPDATE notification SET state = 'waiting', ended = NULL WHERE number = $1"
            await connection.execute(again, one.number)
        worker.clock.ahead = timedelta(minutes=2)
        await worker.look(partner)

    assert told.came[-1].body == before


@pytest.mark.parametrize("code", [TA_NP, BACKPORT])
async def test_ids_in_it_are_made_by_chance(region: Region, told: Told, code: str) -> None:
    case = await asked(region, told, code)

    async with working(region, told) as worker:
        await worker.look(case.providers[0].ura)

    said = json.loads(told.came[-1].body)
    names = [said["id"]] if code == BACKPORT else [said["identifier"][0]["value"][9:]]
    names.append(case.tasks[0].partition("/")[2])
    assert [UUID(name).version for name in names] == [4, 4]


@pytest.mark.parametrize("text", ["pigeon=x", "bolt=", "bolt", "=x", "bolt=x ta=y"])
def test_a_style_that_is_none_is_no_setting(text: str) -> None:
    with pytest.raises(InvalidStyles):
        Styles.of(text)


def test_without_styles_nobody_is_told() -> None:
    assert Styles.of("").preferred(["x"]) is None


async def test_a_bundle_of_backport_is_sound_r4(region: Region, told: Told) -> None:
    case = await asked(region, told, BACKPORT)

    async with working(region, told) as worker:
        await worker.look(case.providers[0].ura)

    for came in told.came:
        answer = await case.placer("POST", "Bundle/$validate", came.body)
        assert answer.status_code == 200, answer.text
        wrong = [one for one in answer.json()["issue"] if one["severity"] in {"fatal", "error"}]
        # That it is of no record, and so is not kept here, is all that is against it.
        assert [one["code"] for one in wrong] == ["processing"]
