"""An adapter as its owner runs it, in this process, against a hub of the test."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.core.command import run_command
from adapters.hospital.__main__ import connect
from tests.stubs.hub import StubHub

SYSTEM = "https://ehr.example/goal"
BSN = "999900006"
NAME = "Jansen"


def a_goal(number: int, text: str = "rust", bsn: str = BSN) -> bytes:
    """An export of one goal of one inhabitant."""
    patient = {
        "resourceType": "Patient",
        "id": "1",
        "identifier": [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": bsn}],
        "name": [{"family": NAME}],
    }
    goal = {
        "resourceType": "Goal",
        "identifier": [{"system": SYSTEM, "value": str(number)}],
        "lifecycleStatus": "active",
        "description": {"text": text},
        "subject": {"reference": "Patient/1"},
    }
    entries = [{"resource": patient}, {"resource": goal}]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


class Desk:
    """Where the owner of a source sits."""

    def __init__(self, hub: StubHub, folder: Path, said: pytest.CaptureFixture[str]) -> None:
        self.hub, self.said = hub, said
        self.source, self.state = folder / "source", folder / "state"
        self.source.mkdir()
        self.key = folder / "key.jwk"
        self.key.write_text(json.dumps(hub.key.as_dict(private=True)))

    def leave(self, name: str, content: bytes) -> Path:
        """A file at the source."""
        file = self.source / name
        file.write_bytes(content)
        return file

    def arguments(self, *more: str) -> list[str]:
        """Of a run."""
        who = ["--hub", self.hub.url, "--client-id", self.hub.client_id, "--key", str(self.key)]
        return [*who, "--source", str(self.source), "--state", str(self.state), *more]

    def run(self, *more: str) -> tuple[int, str]:
        """One pass: how it ended, and what was shown."""
        ended = run_command("hospital", connect, self.arguments("--once", *more))
        return ended, "".join(self.said.readouterr())

    def ask(self, word: str, *more: str) -> tuple[int, str]:
        """A word for the owner."""
        ended = run_command("hospital", connect, [word, *more, "--state", str(self.state)])
        return ended, "".join(self.said.readouterr())

    def goals(self) -> dict[str, Any]:
        """What the hub has, by identifier."""
        return {
            url.rpartition("%7C")[2]: one["description"]["text"]
            for url, one in self.hub.store.items()
            if url.startswith("Goal?")
        }
