"""Who runs the hub sees who does not take what it is told: at a command, in a metric, by doctor."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hub.cli import main
from hub.commands.doctor.of_notifications import of_notifications
from hub.monitoring.collector import Workers
from hub.monitoring.worker import telling
from tests.hub.ledger.ledgers import public_half
from tests.hub.monitoring.scrape import samples_of, summed
from tests.hub.offers import a_candidate, offered
from tests.hub.worker.told import says_where, working
from tests.plugins.hub import Region
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


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
    return await anyio.to_thread.run_sync(main, ["notifications", *argv])


async def given_up(region: Region, told: Told) -> str:
    """A partner that took nothing for too long."""
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    await offered(region, provider=provider)
    told.status = 500
    async with working(region, told, patience=1) as worker:
        worker.clock.ahead = timedelta(hours=2)
        await worker.look(provider.ura)
    return provider.ura


async def test_what_was_given_up_is_listed_and_told_after_all(
    region: Region, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    ura = await given_up(region, told)
    capsys.readouterr()

    assert await command("list") == 0
    [listed] = [one for one in json.loads(capsys.readouterr().out) if one["ura"] == ura]
    assert (listed["given_up"], listed["waiting"], listed["why"]) == (1, 0, "status-500")
    assert await command("again", ura) == 0
    assert capsys.readouterr().out == "1\n"
    told.status = 202
    async with working(region, told) as worker:
        await worker.look(ura)
    assert await command("list") == 0
    assert ura not in capsys.readouterr().out
    assert len(told.came) == 2


async def test_no_number_of_an_organisation_is_refused(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("again", "x") == 1
    assert capsys.readouterr().err


async def test_a_metric_and_the_doctor_tell_it(region: Region, told: Told, tmp_path: Path) -> None:
    await given_up(region, told)
    backlog = region.running.app.backlog
    assert backlog is not None
    await backlog.look()
    registry = CollectorRegistry()
    async with telling(tmp_path / "told", region.running.app.tell):
        registry.register(Workers(tmp_path / "told"))
        text = (await asyncio.to_thread(generate_latest, registry)).decode()
    async with region.running.database.connection() as connection:
        [finding] = await of_notifications(connection)

    assert summed(samples_of(text)["hub_notifications_given_up"]) >= 1
    assert finding.level == "warn"
    assert "were given up" in finding.said
