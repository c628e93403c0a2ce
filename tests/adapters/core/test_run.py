"""The command as it is run: a process of its own against a hub on a real port."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from tests.adapters.core.running import BSN, NAME, SYSTEM, a_goal
from tests.stubs.hub import StubHub, outcome

ROOT = Path(__file__).parents[3]

Arguments = Callable[..., list[str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def arguments(tmp_path: Path, source: Path, hub: StubHub) -> Arguments:
    key = tmp_path / "key.jwk"
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    common = ["--client-id", hub.client_id, "--key", str(key), "--source", str(source)]
    state = ["--state", str(tmp_path / "state")]

    def made(*more: str, url: str = hub.url) -> list[str]:
        return [sys.executable, "-m", "adapters.hospital", "--hub", url, *common, *state, *more]

    return made


def _choice(status: str) -> bytes:
    """Also one of a wish, which nobody has to have read."""
    export = json.loads(a_goal(1))
    scope = "http://terminology.hl7.org/CodeSystem/consentscope"
    choice = {
        "resourceType": "Consent",
        "identifier": [{"system": SYSTEM, "value": "choice"}],
        "status": status,
        "scope": {"coding": [{"system": scope, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": "Patient/1"},
        "dateTime": "2026-01-15T10:00:00+01:00",
        "policy": [{"uri": "https://hub.example.org/policy/acp-exchange/1"}],
    }
    export["entry"].append({"resource": choice})
    return json.dumps(export).encode()


def _fill(source: Path, count: int) -> None:
    for number in range(count):
        (source / f"{NAME}-{number:02}.json").write_bytes(a_goal(number))


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def _goals(hub: StubHub) -> int:
    return sum(url.startswith("Goal?") for url in hub.store)


def test_a_choice_that_changed_is_sent_as_one_that_was_read(
    arguments: Arguments, source: Path, hub: StubHub
) -> None:
    (source / "1-given.json").write_bytes(_choice("active"))
    (source / "2-withdrawn.json").write_bytes(_choice("inactive"))

    ended = _run(arguments("--once"))

    assert ended.returncode == 0, ended.stderr
    [stored] = [one for url, one in hub.store.items() if url.startswith("Consent?")]
    assert stored["status"] == "inactive"
    assert len(hub.pushes) == 3


def test_a_wrong_command_line_says_how_it_is_used(arguments: Arguments, tmp_path: Path) -> None:
    command = arguments("--once")
    command[command.index("--source") + 1] = str(tmp_path / "nowhere")

    ended = _run(command)

    assert ended.returncode == 2
    assert "--source is not a folder" in ended.stderr


@pytest.mark.parametrize(
    "key",
    [
        "",
        "[]",
        "{}",
        json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
        json.dumps(ECKey.generate_key("P-256", private=True).as_dict(private=True)),
    ],
    ids=["empty", "list", "object", "public", "other curve"],
)
def test_a_key_that_can_not_sign_ends_the_run_and_nothing_is_pushed(
    hub: StubHub, arguments: Arguments, source: Path, tmp_path: Path, key: str
) -> None:
    _fill(source, 1)
    (tmp_path / "key.jwk").write_text(key)

    ended = _run(arguments("--once"))

    assert ended.returncode == 1
    assert hub.requests == []
    assert "Traceback" not in ended.stderr


def test_a_client_that_the_hub_does_not_know_ends_the_run_with_all_records_waiting(
    hub: StubHub, arguments: Arguments, source: Path
) -> None:
    _fill(source, 2)
    hub.client_id = "somebody-else"

    assert _run(arguments("--once")).returncode == 1

    hub.client_id = "a-source"
    assert _run(arguments("--once")).returncode == 0
    assert _goals(hub) == 2


def test_what_the_hub_refuses_is_set_aside_with_its_outcome_and_the_rest_goes_on(
    hub: StubHub, arguments: Arguments, source: Path, tmp_path: Path
) -> None:
    _fill(source, 3)
    said = outcome("processing", "this goal is not taken")
    hub.refuse = lambda bundle: said if "%7C1" in json.dumps(bundle) else None

    ended = _run(arguments("--once"))

    kept = tmp_path / "state" / "rejected" / f"{NAME}-01.json"
    assert ended.returncode == 2
    assert "2/3 pushed, 1 rejected" in ended.stdout
    assert kept.read_bytes() == (source / kept.name).read_bytes()
    assert json.loads(kept.with_name(f"{kept.name}.outcome.json").read_text()) == said
    assert _goals(hub) == 2


def test_a_refused_record_stays_refused_until_it_changes(
    hub: StubHub, arguments: Arguments, source: Path, tmp_path: Path
) -> None:
    _fill(source, 1)
    hub.refuse = lambda _: outcome("processing", "not taken")
    _run(arguments("--once"))

    assert _run(arguments("--once")).returncode == 2
    assert len(hub.pushes) == 1

    hub.refuse = lambda _: None
    (source / f"{NAME}-00.json").write_bytes(a_goal(0, "slaap"))
    assert _run(arguments("--once")).returncode == 0
    assert list((tmp_path / "state" / "rejected").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b'{"resourceType": "Goal", "resourceType": "Goal"}',
        b"half a fi",
        b'{"resourceType": "Goal", "identifier": [{"system": "s", "value": "1"}], "nonsense": 1}',
    ],
)
def test_what_is_not_valid_is_set_aside_without_asking_the_hub(
    hub: StubHub, arguments: Arguments, source: Path, tmp_path: Path, content: bytes
) -> None:
    (source / "a.json").write_bytes(content)

    ended = _run(arguments("--once"))

    beside = tmp_path / "state" / "rejected" / "a.json.outcome.json"
    assert ended.returncode == 2
    assert hub.pushes == []
    assert json.loads(beside.read_text())["resourceType"] == "OperationOutcome"


def test_a_hub_that_is_away_for_a_moment_is_waited_for(
    hub: StubHub, arguments: Arguments, source: Path
) -> None:
    _fill(source, 2)
    hub.answers.extend([503, 0, 503])

    ended = _run(arguments("--once"))

    assert ended.returncode == 0
    assert _goals(hub) == 2


def test_progress_shows_counts_and_nothing_of_a_person(
    hub: StubHub, arguments: Arguments, source: Path
) -> None:
    _fill(source, 3)
    (source / f"{NAME}-{BSN}.json").write_bytes(b"{")
    hub.refuse = lambda bundle: outcome("processing", BSN) if "%7C1" in str(bundle) else None

    ended = _run(arguments("--once"))

    shown = ended.stdout + ended.stderr
    assert "2/4 pushed, 2 rejected" in shown
    assert NAME not in shown
    assert BSN not in shown


def test_no_request_url_holds_a_bsn(hub: StubHub, arguments: Arguments, source: Path) -> None:
    _fill(source, 1)

    _run(arguments("--once"))

    assert [request.path for request in hub.requests] == ["/auth/token", "/fhir"]
    assert not any(BSN in str(request.headers) for request in hub.requests)


def test_a_watched_folder_is_pushed_as_it_fills_until_the_process_is_told_to_stop(
    hub: StubHub, arguments: Arguments, source: Path
) -> None:
    _fill(source, 1)
    with subprocess.Popen(
        arguments("--watch-seconds", "0.05"), cwd=ROOT, stdout=subprocess.DEVNULL
    ) as process:
        _wait_for(lambda: _goals(hub) == 1)
        _fill(source, 3)
        _wait_for(lambda: _goals(hub) == 3)
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0
    assert len(hub.pushes) == 3


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.01)
