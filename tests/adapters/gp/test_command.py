"""The adapter as it is run, against a hub on a real port."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.core.command import ALL_PUSHED, SOME_REJECTED, run_command
from adapters.gp.__main__ import connect, main
from profiles import systems
from tests.adapters.gp.records import (
    BSN,
    DAY,
    FALSE,
    JsonObject,
    a_form,
    a_record,
    coded,
    item,
    text,
    yes_no,
)
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
    return run_command("gp", connect, _arguments(hub, source))


def _arguments(hub: StubHub, source: Path) -> list[str]:
    key, state = source.parent / "key.jwk", source.parent / "state"
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    where = ["--hub", hub.url, "--source", str(source), "--state", str(state)]
    who = ["--client-id", hub.client_id, "--key", str(key)]
    return [*where, *who, "--once"]


def test_a_form_without_a_clear_day_is_set_aside_and_nothing_of_it_sent(
    hub: StubHub, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _leave(source, {**a_form(), "item": [item("1386", DO_NOT), DAY, DAY]})

    assert _run(hub, source) == SOME_REJECTED

    assert hub.store == {}
    [outcome] = source.parent.joinpath("state/rejected").glob("*.outcome.json")
    assert "963" in outcome.read_text()
    assert BSN not in "".join(capsys.readouterr())


def test_a_decision_that_is_unclear_has_a_line_by_its_question_and_the_rest_is_pushed(
    hub: StubHub, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _leave(source, a_form(item("1386", DO_NOT), item("1387", DO_NOT, DO_NOT)))

    assert _run(hub, source) == ALL_PUSHED

    directives = [one for url, one in hub.store.items() if url.startswith("Consent?")]
    assert [one["provision"]["type"] for one in directives] == ["deny"]
    assert "Question 1387" in "".join(capsys.readouterr())


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


@pytest.mark.parametrize(
    ("said", "informing"),
    [
        ([], "CommunicationRequest?"),
        (["--guide", "1.0"], "CommunicationRequest?"),
        (["--guide", "0.1.3-beta3"], "Communication?"),
    ],
)
def test_the_setting_tells_in_which_release_is_written(
    hub: StubHub, source: Path, said: list[str], informing: str
) -> None:
    _leave(source, a_form(item("1200", yes_no("1"))))

    assert main([*_arguments(hub, source), *said]) == ALL_PUSHED

    assert {url.partition("?")[0] + "?" for url in hub.store if "Communication" in url} == {
        informing
    }


def test_a_release_that_is_not_written_ends_with_usage(
    hub: StubHub, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*_arguments(hub, source), "--guide", "1.0.0-rc1"])
    assert "0.1.3-beta3" in capsys.readouterr().err

    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--guide" in capsys.readouterr().out


def test_what_is_told_of_a_form_is_in_the_output_of_the_run(
    hub: StubHub, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _leave(source, a_form(item("1406", yes_no("1")), item("1651", FALSE), item("1700", text("x"))))

    assert _run(hub, source) == ALL_PUSHED

    told = "".join(capsys.readouterr())
    assert "other answers" in told
    assert "taken as not capable" in told
    assert BSN not in told
