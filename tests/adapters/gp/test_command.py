"""The adapter as it is run, against a hub on a real port."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.core.command import ALL_PUSHED, SOME_REJECTED, run_command
from adapters.gp.__main__ import connect
from profiles import systems
from tests.adapters.gp.records import BSN, JsonObject, a_form, a_record, coded, item
from tests.stubs.hub import StubHub

DO_NOT = coded(systems.TREATMENT_DECISION, "2")


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as running:
        yield running


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def _leave(source: Path, form: JsonObject) -> None:
    (source / "form.json").write_text(json.dumps(a_record(form)))


def _run(hub: StubHub, source: Path) -> int:
    key, state = source.parent / "key.jwk", source.parent / "state"
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    where = ["--hub", hub.url, "--source", str(source), "--state", str(state)]
    who = ["--client-id", hub.client_id, "--key", str(key)]
    return run_command("gp", connect, [*where, *who, "--once"])


def test_a_form_without_a_clear_decision_is_set_aside_and_nothing_of_it_sent(
    hub: StubHub, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _leave(source, a_form(item("1386", DO_NOT), item("1387", DO_NOT, DO_NOT)))

    assert _run(hub, source) == SOME_REJECTED

    assert hub.store == {}
    [outcome] = source.parent.joinpath("state/rejected").glob("*.outcome.json")
    assert "1387" in outcome.read_text()
    assert BSN not in "".join(capsys.readouterr())


def test_a_form_is_pushed_once_and_its_correction_updates_it(hub: StubHub, source: Path) -> None:
    _leave(source, a_form(item("1386", DO_NOT)))
    assert _run(hub, source) == ALL_PUSHED
    assert _run(hub, source) == ALL_PUSHED
    assert set(hub.versions.values()) == {1}
    before = set(hub.store)

    corrected = coded(systems.TREATMENT_DECISION, "0")
    _leave(source, a_form(item("1386", corrected), status="amended"))
    assert _run(hub, source) == ALL_PUSHED

    assert before <= set(hub.store)
    decisions = {
        resource["provision"]["type"]
        for url, resource in hub.store.items()
        if url.startswith("Consent?") and resource["status"] == "active"
    }
    assert decisions == {"permit"}
