"""What waits for somebody to look at it: `hub aside`, `hub emergency` and `hub messages`."""

import json
import re

import anyio
import pytest

from hub.cli import main
from hub.storage.sealing import SealBroken
from hub.storage.tasks import listed
from tests.builders import a_bsn, a_patient, a_privacy_consent, registered_with
from tests.hub.dossier import address
from tests.hub.ledger.ledgers import public_half
from tests.hub.persons import known, person
from tests.plugins.hub import Region
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HUB_DATABASE_URL": database_url,
        "HUB_INDEX_KEY": INDEX_KEY,
        "HUB_SEALING_KEYS": SEALING_KEYS,
        "HUB_CHECKPOINT_KEY": public_half(),
        "HUB_CHECKPOINT_FILES": "",
    }.items():
        monkeypatch.setenv(name, value)


async def command(*argv: str) -> int:
    return await anyio.to_thread.run_sync(main, list(argv))


async def waiting(
    capsys: pytest.CaptureFixture[str], *options: str, kind: str = "aside"
) -> dict[int, dict]:
    capsys.readouterr()
    assert await command(kind, "list", *options) == 0
    return {one["task"]: one for one in json.loads(capsys.readouterr().out)}


async def put_aside(region: Region) -> tuple[int, str, str, str]:
    """A push about somebody else: its task, the source's URA, the BSN, the request."""
    bsn, gp = a_bsn(), await region.organization("H1")
    stranger = await region.organization()
    assert (await gp.post(a_patient(bsn, **registered_with(gp.ura)))).status_code == 201
    numbers = set()
    for _ in range(2):
        answer = await stranger.post(a_patient(bsn, name=[{"family": "Bakker"}]))
        assert answer.status_code == 422
        numbers |= {int(one) for one in re.findall(r"task (\d+) waits", answer.text)}
    [number] = numbers
    return number, stranger.ura, bsn, answer.headers["X-Request-Id"]


async def test_who_keeps_the_source_finds_what_to_mend_and_nobody_is_named(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    number, ura, bsn, _ = await put_aside(region)

    told = (await waiting(capsys))[number]

    assert (told["ura"], told["rules"]) == (ura, ["WHO-1"])
    assert told["at"] < told["due"]
    text = json.dumps(told)
    assert not any(one in text for one in (bsn, "Bakker", "Vlinderhof"))


async def test_a_task_is_closed_once_and_the_ledger_tells_by_whom(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    number, *_ = await put_aside(region)

    said = ("aside", "close", str(number), "--reason", "number mistyped at the desk")
    assert await command(*said) == 0
    assert number not in await waiting(capsys)
    assert (await waiting(capsys, "--all"))[number]["reason"] == "number mistyped at the desk"
    assert await command(*said) == 1
    assert f"no task {number} is open" in capsys.readouterr().err
    rows = [
        one for one in await region.running.left_behind() if one["detail"].get("task") == number
    ]
    assert [one["interaction"] for one in rows] == ["review"]
    assert rows[0]["detail"]["role"] == "hub_app"


async def test_one_of_another_kind_is_not_closed_as_this(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    number, *_ = await put_aside(region)

    said = ("--outcome", "justified", "--reason", "seen")
    assert await command("emergency", "review", str(number), *said) == 1
    assert number in await waiting(capsys)


async def test_a_holder_is_told_of_a_choice_and_not_what_was_chosen(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    gp, bsn = await region.organization("H1"), a_bsn()
    patient = await known(gp, bsn)
    choice = a_privacy_consent(patient, holder=gp.ura, permit=False)
    made = address(await person(region.running, bsn).post(choice))

    told = await waiting(capsys, kind="messages")
    [number] = [one for one, task in told.items() if task["ura"] == gp.ura]

    assert told[number]["about"] == [f"{made}/_history/1"]
    assert not any(one in json.dumps(told[number]) for one in (bsn, "deny", "Vlinderhof"))
    assert await command("messages", "close", str(number), "--reason", "gebeld") == 0
    assert number not in await waiting(capsys, kind="messages")


async def test_what_was_changed_by_hand_is_not_shown(region: Region) -> None:
    number, *_ = await put_aside(region)
    running = region.running
    async with running.owner.transaction() as connection:
        await connection.execute("UPDATE task SET custodian = '90000009' WHERE number = $1", number)
        with pytest.raises(SealBroken):
            await listed(connection, running.access.keyring, "who-is-this")
        await connection.execute("DELETE FROM task WHERE number = $1", number)
