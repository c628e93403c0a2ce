"""Relying parties of somebody else's making, each a program that tells where to log in."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NPM = Path(__file__).parents[1] / "npm"
NODE = shutil.which("node")
NEEDS_NODE = pytest.mark.skipif(
    NODE is None or not (NPM / "node_modules" / "openid-client").is_dir(),
    reason="needs Node and `npm ci` in tests/npm",
)
WITHIN = 30  # seconds, on a machine with other work


@dataclass(slots=True)
class Party:
    """openid-client, waiting for somebody who logs in at `url`."""

    process: subprocess.Popen[str]
    url: str

    def hears(self, location: str) -> dict[str, Any]:
        """What it makes of where the browser came back."""
        told, _ = self.process.communicate(f"{location}\n", timeout=WITHIN)
        return json.loads(told)


@contextmanager
def party(program: str, said: dict[str, Any]) -> Iterator[Party]:
    """One that was told this, until it has told all."""
    process = subprocess.Popen(
        [NODE, NPM / program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=NPM,
    )
    try:
        process.stdin.write(f"{json.dumps(said)}\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        assert "url" in told, told
        yield Party(process, told["url"])
    finally:
        process.kill()
        process.communicate()
