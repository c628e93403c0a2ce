"""What the kit lays is an adapter that runs at once, with tests that pass."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import adapters
import tests.adapters
from adapters.core.command import ALL_PUSHED, run_command
from adapters.new.__main__ import main
from tests.stubs.hub import StubHub

ROOT = Path(__file__).parents[3]
BSN = "999900006"


@pytest.mark.parametrize("name", ["", "Gp", "two words", "../gp", "1st", "gp-system", "café"])
def test_a_name_that_is_no_plain_word_ends_with_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit):
        main([name, "--into", str(tmp_path)])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["adapters/ward", "tests/adapters/ward"])
def test_a_name_that_is_taken_lays_nothing(
    tmp_path: Path, taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / taken).mkdir(parents=True)

    assert main(["ward", "--into", str(tmp_path)]) == 1

    assert "nothing was laid" in capsys.readouterr().err
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_what_is_laid_is_written_as_we_write(tmp_path: Path) -> None:
    main(["ward", "--into", str(tmp_path)])

    # In a folder of its own the order of imports can not be told.
    for command in (["check", "-q", "--ignore", "I001"], ["format", "-q", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml")]
        ended = subprocess.run(
            [*ruff, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert ended.returncode == 0, ended.stdout


def test_what_is_laid_runs_at_once(
    hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["ward", "--into", str(tmp_path)])
    for package, place in ((adapters, "adapters"), (tests.adapters, "tests/adapters")):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / place)])
    laid = importlib.import_module("adapters.ward.__main__")
    sample = importlib.import_module("tests.adapters.ward.sample")
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.json").write_bytes(sample.a_file(BSN, "1"))
    hub.leave_key(tmp_path / "key.jwk")
    where = ["--hub", hub.url, "--source", str(source), "--state", str(tmp_path / "state")]
    who = ["--client-id", hub.client_id, "--key", str(tmp_path / "key.jwk")]

    assert run_command("ward", laid.connect, [*where, *who, "--once"]) == ALL_PUSHED

    assert sorted(url.partition("?")[0] for url in hub.store) == [
        "Encounter",
        "Observation",
        "Patient",
    ]
    tested = importlib.import_module("tests.adapters.ward.test_mapping")
    for name in [name for name in dir(tested) if name.startswith("test_")]:
        getattr(tested, name)()
