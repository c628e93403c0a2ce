"""A PGO as a stranger writes it: of the hub it knows one address, and what it finds there.

A command a line in, an answer a line out, both JSON.

`{"do": "log-in", "words": ["Johanna", "Ja"]}` where the words are what he reads and presses.
"""

import json
import ssl
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import httpx

from tests.e2e.pgo.browser import Browser
from tests.e2e.pgo.protocol import App, Login, Refused, Server, Tokens, key_of
from tests.e2e.pgo.record import Records

RECORD = ("patient/*.rs", "patient/Consent.crus", "patient/AuditEvent.rs")
BESIDE = ("openid", "fhirUser", "offline_access", "launch/patient")


class Pgo:
    """One app, with one person logged in."""

    def __init__(self, about: dict[str, str]) -> None:
        self.trusts = ssl.create_default_context(cafile=about.get("roots"))
        self.http = httpx.Client(verify=self.trusts, timeout=30)
        self.base = about["base"]
        self.app = App(about["client_id"], key_of(about["key"]), about["redirect_uri"])
        self.tokens: Tokens | None = None

    @cached_property
    def login(self) -> Login:
        """By what the FHIR server says of itself."""
        return Login(self.http, Server.found(self.http, self.base), self.app)

    @property
    def records(self) -> Records:
        """Of who is logged in."""
        assert self.tokens is not None, "nobody is logged in"
        return Records(self.http, self.base, self.app, self.tokens)

    def log_in(self, words: list[str]) -> dict[str, Any]:
        """In a new window, pressing what has these words; an error as it came back."""
        known = self.login.server.smart.get("scopes_supported", [])
        begun = self.login.begin(" ".join([*(one for one in BESIDE if one in known), *RECORD]))
        with httpx.Client(verify=self.trusts, timeout=30) as window:
            back = Browser(window).walk(begun.url, self.app.redirect_uri, words)
        self.tokens = self.login.finish(begun, back)
        return {"patient": self.tokens.patient, "scope": self.tokens.scope}

    def key(self) -> dict[str, Any]:
        """By which a token is bound to this app."""
        return {"thumbprint": self.app.bound.thumbprint()}

    def hold(self, access: str, patient: str) -> dict[str, Any]:
        """A token that was got otherwise."""
        self.tokens = Tokens(access, "", patient, "", "")
        return {}

    def refresh(self) -> dict[str, Any]:
        """Other tokens."""
        assert self.tokens is not None, "nobody is logged in"
        self.tokens = self.login.refresh(self.tokens)
        return {"patient": self.tokens.patient}

    def log_out(self) -> dict[str, Any]:
        """No tokens."""
        assert self.tokens is not None, "nobody is logged in"
        self.login.revoke(self.tokens)
        return {}

    def read(self) -> dict[str, Any]:
        """His wishes, and his choices with their statuses."""
        records = self.records
        return {
            "wishes": [f"{one['resourceType']}/{one['id']}" for one in records.wishes()],
            "choices": {one["id"]: one["status"] for one in records.choices()},
        }

    def grant(self, ura: str) -> dict[str, Any]:
        """Somebody may look."""
        return {"id": self.records.grant(ura)}

    def turn(self, choice: str, status: str) -> dict[str, Any]:
        """A choice is confirmed or withdrawn."""
        return {"status": self.records.turn(choice, status)}

    def log(self) -> dict[str, Any]:
        """Who looked."""
        return {"events": self.records.log()}


def main() -> None:
    """Until its input ends."""
    pgo = Pgo(json.loads(sys.stdin.readline()))
    does: dict[str, Callable[..., dict[str, Any]]] = {
        "log-in": pgo.log_in,
        "key": pgo.key,
        "hold": pgo.hold,
        "refresh": pgo.refresh,
        "log-out": pgo.log_out,
        "read": pgo.read,
        "grant": pgo.grant,
        "turn": pgo.turn,
        "log": pgo.log,
    }
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said = does[asked.pop("do")](**asked)
        except Refused as refusal:
            said = {"error": refusal.error}
        except httpx.HTTPStatusError as refusal:
            issues = refusal.response.json().get("issue", [])
            why = [one.get("diagnostics", "") for one in issues]
            where = str(refusal.request.url).partition("?")[0]
            said = {"http": refusal.response.status_code, "at": where, "why": why}
        print(json.dumps(said), flush=True)  # noqa: T201 -- it is what the process says


if __name__ == "__main__":
    main()
