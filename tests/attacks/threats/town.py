"""Care organisations at the hub's TLS door: with certificates, and tokens from the hub itself."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import httpx

from tests.hub.security.systems import System
from tests.plugins.certificates import PATIENCE, Secured, Vendor
from tests.plugins.hub import Caller
from tests.plugins.leaks import LEAKS
from tests.stubs.ministry import Ministry

_URAS = count(secrets.randbelow(30_000_000) + 60_000_000)
NUMBER, ROLE = "900000501", "01.015"
EMERGENCY = {"code": "unconscious", "reason": "Bewusteloos op straat gevonden"}


def asking(vendor: Vendor, url: str, **changes: Any) -> str:
    """An assertion of this system, right but for the changes; a change to None takes a claim away.

    `header` and `signer`, where given, change its header and who signs it.
    """
    header, signer = changes.pop("header", {}), changes.pop("signer", None)
    now = int(time.time())
    right = {"aud": f"{url}/auth/token", "iat": now, "exp": now + 240}
    system = System(vendor.private, {}, vendor.client_id)
    return (signer or system).sign(system.claims(**(right | changes)), **header)


async def _seen(answer: httpx.Response) -> None:
    """What was said and answered is searched when the run ends, as that of every hub of tests."""
    asked, body = answer.request, await answer.aread()
    LEAKS.known.learn_bytes(asked.content)
    path = f"{asked.method} {asked.url.path.split('/')[2:3]}"
    LEAKS.answers.see(path, answer.status_code, answer.headers.raw, body)


@dataclass(slots=True)
class Party(Caller):
    """One organisation, as a system or with a person behind it whom the ministry states."""

    secured: Secured = field(kw_only=True)
    vendor: Vendor = field(kw_only=True)
    extensions: Mapping[str, Any] = field(default_factory=dict)
    _given: str = ""

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(
            verify=self.vendor.context or False,
            base_url=f"{self.secured.url}/fhir",
            timeout=PATIENCE,
            trust_env=False,
            event_hooks={"response": [_seen]},
        )

    def ask(self, assertion: str = "", **more: str) -> httpx.Response:
        """POST /auth/token; the assertion is a new one or this one."""
        url = self.secured.url
        said = {"extensions": dict(self.extensions)} if self.extensions else {}
        form = self.vendor.form(url)
        form["client_assertion"] = assertion or asking(self.vendor, url, **said)
        with self.vendor.connected(url) as http:
            return http.post("/auth/token", data=form | more)

    def token(self) -> str:
        """An access token, kept: no test lasts as long as it does."""
        if not self._given:
            answer = self.ask()
            assert answer.status_code == 200, answer.text
            self._given = answer.json()["access_token"]
        return self._given


@dataclass(slots=True)
class Town:
    """Organisations of one test, and the ministry that says who their people are."""

    secured: Secured
    ministry: Ministry
    made: list[Party] = field(default_factory=list)

    async def organization(self, kind: str = "Z3", ura: str = "", **registered: Any) -> Party:
        """A system of a new organisation: it sees its own dossier."""
        ura = ura or str(next(_URAS))
        vendor = await self.secured.vendor(ura, organization_type=kind, **registered)
        party = Party(None, ura, kind, secured=self.secured, vendor=vendor)
        self.made.append(party)
        return party

    async def doctor(self, kind: str = "V4", role: str = ROLE, **registered: Any) -> Party:
        """A doctor of a new organisation, who asks in order to treat."""
        party = await self.organization(kind, **registered)
        party.extensions = self.stated(party, "TREAT", role)
        return party

    async def hurried(self, said: object = EMERGENCY, role: str = ROLE, **registered: Any) -> Party:
        """Who just logged in, and declares an emergency in these words."""
        party = await self.organization("V4", **registered)
        party.extensions = self.stated(party, "ETREAT", role)
        party.extensions = {**party.extensions, "emergency": said}
        return party

    def also_at(self, other: Secured, party: Party) -> Party:
        """The same at another hub, one that lets it in without a certificate."""
        vendor = replace(party.vendor, context=None)
        same = replace(party, secured=other, vendor=vendor, _given="")
        self.made.append(same)
        return same

    def stated(self, party: Party, purpose: str, role: str = ROLE) -> dict[str, Any]:
        """That he logged in this minute, in the ministry's words."""
        statement = self.ministry.statement(self.claims(party.ura, role))
        return {"dezi": statement, "ihe_iua": {"purpose_of_use": [purpose]}}

    def claims(self, ura: str, role: str = ROLE, **changes: Any) -> dict[str, Any]:
        """Of a statement that is right at this moment."""
        now = int(time.time())
        times = {"nbf": now - 60, "exp": now + 3_600, "auth_time": now - 5}
        who = {"abonnee_nummer": ura, "dezi_nummer": NUMBER, "rol_code": role}
        return self.ministry.claims(**(times | who | changes))

    async def leave(self) -> None:
        """All connections end."""
        for one in self.made:
            await one.client.aclose()
