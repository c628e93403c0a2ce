"""Messages that others wrote, beside the checkout, and what they are to become."""

import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from adapters.core.outbox import Outbox
from adapters.hospital.header import Header, read_header
from adapters.hospital.v2.receiving import receiving
from adapters.hospital.v2.site import Site
from adapters.hospital.verdict import Verdict
from tests.adapters.hospital.v2.messages import Person
from tests.adapters.hospital.v2.sites import SITE
from tests.plugins.shared_data import shared_data

_ENVELOPE = frozenset({"x04_no_control_id.hl7", "x06_unknown_version.hl7"})
"""What the wire refuses before a message is read: tested beside it."""


@cache
def expected() -> dict[str, Any]:
    """By file name; skips the test where the folder is missing."""
    listed = json.loads(shared_data("hl7v2", "expected.json").read_text())["fixtures"]
    return {one["file"]: one for one in listed if one["wire"] == "message"}


def names() -> list[str]:
    """Of every message that is read, in their order; none where the folder is missing."""
    folder = Path(__file__).parents[5] / "shared" / "data" / "hl7v2"
    return [one.name for one in sorted(folder.glob("*.hl7")) if one.name not in _ENVELOPE]


def decoded(name: str) -> tuple[Header, str]:
    """As the wire hands it over."""
    content = shared_data("hl7v2", name).read_bytes()
    codec = expected()[name]["charset_actual"]
    return replace(read_header(content), codec=codec), content.decode(codec)


@dataclass
class Reception:
    """The adapter from the wire to its outbox; messages as text, or fixtures by their name."""

    outbox: Outbox
    site: Site = SITE
    person: Person = field(default_factory=Person)
    """Somebody of whom a test writes."""

    def __post_init__(self) -> None:
        self._take = receiving(self.site, self.outbox)

    def take(self, header: Header, text: str) -> Verdict:
        """One message; of a refused one nothing stays, as the listener does it."""
        database = self.outbox.database
        with self.outbox.taking():
            database.execute("SAVEPOINT message")
            verdict = self._take(header, text)
            if not hasattr(verdict, "notes"):
                database.execute("ROLLBACK TO message")
            database.execute("RELEASE message")
        return verdict

    def text(self, *segments: str) -> Verdict:
        """A message that a test wrote."""
        text = "\r".join(segments) + "\r"
        return self.take(read_header(text.encode("latin-1")), text)

    def fixture(self, name: str, before: set[str] | None = None) -> Verdict:
        """A fixture, and first all that it needs."""
        done = before if before is not None else set()
        for needed in expected()[name]["needs"]:
            if needed not in done:
                self.fixture(needed, done)
        done.add(name)
        return self.take(*decoded(name))

    def parcels(self) -> list[tuple[str, dict[str, Any]]]:
        """Target and body of each, in their order."""
        rows = self.outbox.database.execute("SELECT target, body FROM parcel ORDER BY number")
        return [(target, json.loads(body)) for target, body in rows]

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """The latest of each resource of a kind, by its request."""
        found: dict[str, dict[str, Any]] = {}
        for _, body in self.parcels():
            for entry in body.get("entry", []):
                if entry["resource"]["resourceType"] == kind:
                    found[entry["request"]["url"]] = entry["resource"]
        return list(found.values())
