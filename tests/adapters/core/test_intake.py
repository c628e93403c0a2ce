"""What an adapter took in stands in a file for Prometheus, and names nobody."""

import io
import json
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from adapters.core.client import HubClient
from adapters.core.command import ALL_PUSHED, SOME_REJECTED, run_command
from adapters.core.gate import Backoff
from adapters.core.intake import Intake
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.reporter import Reporter
from adapters.core.run import Route
from adapters.gp.__main__ import connect
from profiles import systems
from tests.adapters.gp.records import BSN, JsonObject, a_form, a_record, coded, item
from tests.stubs.hub import StubHub, outcome

DO_NOT = coded(systems.TREATMENT_DECISION, "2")


def passed(hub: StubHub, folder: Path, form: JsonObject) -> tuple[int, dict[str, float]]:
    """How one pass over this form ended, and what the file tells of it."""
    source, key, state = folder / "source", folder / "key.jwk", folder / "state"
    source.mkdir(exist_ok=True)
    (source / "form.json").write_text(json.dumps(a_record(form)))
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    where = ["--hub", hub.url, "--source", str(source), "--state", str(state)]
    who = ["--client-id", hub.client_id, "--key", str(key)]
    ended = run_command("gp", connect, [*where, *who, "--once"])
    return ended, _told(state)


def _told(state: Path) -> dict[str, float]:
    text = (state / "intake.prom").read_text()
    assert BSN not in text
    samples = [sample for family in families(text) for sample in family.samples]
    assert {sample.labels["adapter"] for sample in samples} == {"gp"}
    return {sample.name.removeprefix("hub_adapter_"): sample.value for sample in samples}


def test_what_was_pushed_set_aside_and_still_waits_is_counted(hub: StubHub, tmp_path: Path) -> None:
    good, bad = a_form(item("1386", DO_NOT)), a_form(item("1387", DO_NOT, DO_NOT))

    ended, first = passed(hub, tmp_path, good)
    assert (ended, first["pushed"], first["rejected"], first["waiting"]) == (ALL_PUSHED, 1, 0, 0)

    hub.refuse = lambda _: outcome("processing", "not taken")
    ended, second = passed(hub, tmp_path, bad)
    assert (ended, second["pushed"], second["rejected"]) == (SOME_REJECTED, 1, 1)
    assert second["taken"] == 2
    assert first["last_push_seconds"] == second["last_push_seconds"] > 0
    assert second["last_pass_seconds"] > first["last_pass_seconds"]


@pytest.mark.anyio
async def test_what_waits_for_the_hub_is_counted(
    hub: StubHub, client: HubClient, tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "form.json").write_text(
        json.dumps(a_record(a_form(item("1386", DO_NOT))))
    )
    hub.answers.extend([500] * 20)
    source, mapping = connect(tmp_path / "source")
    outbox = Outbox(tmp_path / "state")

    intake = Intake("gp", tmp_path / "state")
    reporter = Reporter(outbox, Progress(io.StringIO()), intake=intake)
    await Route(source, mapping, client, reporter, Backoff(0.001, 0.01)).once()
    outbox.close()

    told = _told(tmp_path / "state")
    assert (told["taken"], told["pushed"], told["waiting"]) == (1, 0, 1)
    assert told["oldest_waiting_seconds"] > 0
