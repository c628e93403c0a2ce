"""What waits: `hub aside`, `hub emergency`, `hub mitz` and `hub messages`."""

import json
import re

import anyio
import pytest

from consent.declaration import Declaration
from hub.cli import main
from hub.storage.sealing import SealBroken
from hub.storage.tasks import listed
from tests.builders import a_bsn, a_patient, a_privacy_consent, registered_with
from tests.hub.dossier import a_dossier, address, by_bsn
from tests.hub.ledger.ledgers import public_half
from tests.hub.persons import known, person
from tests.hub.write.home import Home
from tests.hub.write.own import wrong
from tests.plugins.hub import Region
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.mitz import Asking
from tests.stubs.mitz.notifications import bundle

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


async def test_what_mitz_sent_and_nobody_understood_waits_for_the_owner(
    copying: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = await a_dossier(copying)
    said = bundle(dossier.bsn, dossier.source.ura, (["RPZAC999"], False, "2026-03-01T10:00:00Z"))
    assert (await copying.notify(said)).status_code == 204

    async def listed_now() -> dict[str, dict]:
        capsys.readouterr()
        assert await command("mitz", "list") == 0
        return {one["ura"]: one for one in json.loads(capsys.readouterr().out)}

    task = (await listed_now())[dossier.source.ura]
    assert task["why"] == ["user-category"]
    assert dossier.bsn not in json.dumps(task)
    assert await command("mitz", "close", str(task["task"]), "--reason", "asked Mitz") == 0
    assert dossier.source.ura not in await listed_now()


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


async def declared(region: Region) -> str:
    """An emergency; the URA of who declared it."""
    said = Declaration(code="unconscious", words="Bewusteloos op straat gevonden")
    hurried = await region.organization("V4", role="01.015", purpose="ETREAT", emergency=said)
    assert (await by_bsn(hurried, a_bsn())).status_code == 200
    return hurried.ura


async def messages(capsys: pytest.CaptureFixture[str], ura: str, *options: str) -> list[dict]:
    capsys.readouterr()
    assert await command("emergency", "messages", *options) == 0
    return [one for one in json.loads(capsys.readouterr().out) if one["ura"] == ura]


async def test_a_message_waits_until_somebody_says_how_it_was_told(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    ura = await declared(region)
    inhabitant, officer = await messages(capsys, ura)
    assert (inhabitant["kind"], officer["kind"]) == ("tell-inhabitant", "tell-officer")

    how = ("--sent", str(inhabitant["task"]), "--how", "letter of today")
    assert await command("emergency", "messages", *how) == 0

    assert await messages(capsys, ura) == [officer]
    told = {one["kind"]: one.get("sent") for one in await messages(capsys, ura, "--all")}
    assert told == {"tell-inhabitant": "letter of today", "tell-officer": None}
    [row] = [
        row
        for row in await region.running.left_behind()
        if row["interaction"] == "review" and row["detail"].get("task") == inhabitant["task"]
    ]
    assert (row["detail"]["kind"], row["detail"]["sent"]) == ("tell-inhabitant", how[-1])
    assert row["pat"] is not None


async def test_a_message_is_marked_once_with_words_and_no_other_task_as_one(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    number, *_ = await put_aside(region)
    ura = await declared(region)
    [message, _] = await messages(capsys, ura)
    sent = ("emergency", "messages", "--sent", str(message["task"]))

    assert await command(*sent) == 1
    assert await command(*sent, "--how", " ") == 1
    assert await command(*sent, "--how", "by telephone") == 0
    assert await command(*sent, "--how", "by telephone") == 1
    other = ("emergency", "messages", "--sent", str(number), "--how", "by telephone")
    assert await command(*other) == 1
    assert number in await waiting(capsys)


async def test_what_waits_to_be_corrected_is_listed_for_its_source(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    home = await Home.of(region)
    asked = address(await home.himself.post(wrong(home.patient, home.goal)))

    [one] = (await waiting(capsys, "--ura", home.holder.ura, kind="corrections")).values()

    assert (one["asked"], one["about"]) == (asked, f"{home.goal}/_history/1")
    assert (one["ura"], one["late"]) == (home.holder.ura, False)
    assert home.bsn not in json.dumps(one)
    assert await waiting(capsys, "--late", "--ura", home.holder.ura, kind="corrections") == {}
    assert await waiting(capsys, "--ura", home.doctor.ura, kind="corrections") == {}
