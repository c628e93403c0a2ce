"""The command as it is run: a process of its own against a hub on a real port."""

import json
import subprocess
import sys
from pathlib import Path

from tests.plugins.shared_data import shared_data
from tests.stubs.hub import StubHub, outcome

ROOT = Path(__file__).parents[3]
NAME = "22-document-nursing-handoff-minimal.json"
MENDED = "boolean-as-text, section-without-content"


def _run(hub: StubHub, folder: Path) -> subprocess.CompletedProcess[str]:
    source, key = folder / "source", folder / "key.jwk"
    source.mkdir()
    (source / NAME).write_bytes(shared_data("transfer", "r4", NAME).read_bytes())
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    command = [
        *(sys.executable, "-m", "adapters.vvt", "--once"),
        *("--hub", hub.url, "--client-id", hub.client_id, "--key", str(key)),
        *("--source", str(source), "--state", str(folder / "state")),
    ]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_what_was_mended_stands_beside_a_refusal(tmp_path: Path) -> None:
    with StubHub() as hub:
        hub.refuse = lambda _: outcome("processing", "not taken")
        ended = _run(hub, tmp_path)

    beside = tmp_path / "state" / "rejected" / f"{NAME}.outcome.json"
    issues = json.loads(beside.read_text())["issue"]
    assert ended.returncode == 2
    assert [issue["severity"] for issue in issues] == ["error", "information"]
    assert issues[1]["diagnostics"].endswith(MENDED)


def test_a_handoff_is_pushed_and_what_was_mended_is_shown(tmp_path: Path) -> None:
    with StubHub() as hub:
        ended = _run(hub, tmp_path)

    assert ended.returncode == 0
    assert "1/1 pushed, 0 rejected" in ended.stdout
    assert ended.stdout.rstrip().endswith(f"mended: {MENDED}")
    assert sum(url.startswith("Bundle?identifier=") for url in hub.store) == 1
