"""Where people log in, and where is known for whom they may act: one server, no protocol of note.

The hub's own provider speaks OpenID Connect; this one is for the doors behind it.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from consent.asker import Assurance
from hub.oauth.sign_in import Asked, Begun, Mandate, SignedIn, SignInRefused
from hub.security.requester import Practitioner
from profiles.identifiers import BSN
from tests.plugins.authorities import NOBODY
from tests.stubs.listening import Listening, Serving


@dataclass(slots=True)
class Somebody:
    """Who logs in next, and how; with a `fault` he does not. A professional has a `number`."""

    bsn: str
    level: Assurance = "substantial"
    ago: float = 1.0
    fault: str = ""
    number: str = ""
    role: str = ""
    ura: str = ""


class Provider(Listening):
    """`next` is who sits at the browser; `mandates` are by the BSN of who has them."""

    def __init__(self) -> None:
        self.next = Somebody("")
        self.mandates: dict[str, list[dict[str, str]]] = {}
        self.words: dict[str, Somebody] = {}
        self.asked: list[Mapping[str, str]] = []
        super().__init__(_Handler)

    def login(self, pairs: Mapping[str, str]) -> str:
        """Where the browser is sent, once somebody logged in."""
        self.asked.append(pairs)
        code = secrets.token_urlsafe(16)
        self.words[code] = self.next
        back = {"state": pairs["state"], "code": code}
        if self.next.fault == "cancelled":
            back = {"state": pairs["state"], "error": "access_denied"}
        return f"{pairs['back']}?{urlencode(back)}"


class _Handler(Serving):
    def serve(self) -> None:
        url = urlsplit(self.path)
        pairs, stub = dict(parse_qsl(url.query)), self.server.stub
        if url.path == "/login":
            self.send_response(302)
            self.send_header("Location", stub.login(pairs))
            self.end_headers()
        elif url.path == "/word":
            who = stub.words.pop(pairs.get("code", ""), None)
            self._json(asdict(who) if who else {})
        else:
            self._json(stub.mandates.get(pairs.get("bsn", ""), []))

    def _json(self, what: Any) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


async def _asked(url: str, **pairs: str) -> Any:
    async with httpx.AsyncClient(trust_env=False, timeout=30, verify=NOBODY) as client:
        return (await client.get(url, params=pairs)).json()


@dataclass(frozen=True, slots=True)
class StubSignIn:
    """The port to it; `back` is where it sends browsers to."""

    address: str
    back: str

    async def begin(self, asked: Asked, now: datetime) -> Begun:  # noqa: ARG002 -- of the port
        """Where to send the browser."""
        state = secrets.token_urlsafe(32)
        pairs = {"state": state, "back": self.back, "level": asked.level, "lang": asked.language}
        pairs["who"] = asked.who
        try:
            await _asked(f"{self.address}/alive")
        except httpx.HTTPError:
            raise SignInRefused("sign-in-unreachable") from None
        return Begun(url=f"{self.address}/login?{urlencode(pairs)}", state=state, kept=b"kept")

    async def came_back(
        self,
        pairs: Mapping[str, str],
        asked: Asked,
        kept: bytes,
        now: datetime,
    ) -> SignedIn:
        """Who logged in."""
        if "error" in pairs or kept != b"kept":
            raise SignInRefused("sign-in-refused")
        said = await _asked(f"{self.address}/word", code=pairs.get("code", ""))
        if not said:
            raise SignInRefused("sign-in-unknown")
        since = datetime.fromtimestamp(now.timestamp() - said["ago"], UTC)
        if asked.who == "professional":
            return _professional(said, since)
        return SignedIn(
            assurance=said["level"],
            authenticated_at=since,
            vouched_by="https://digid.example",
            bsn=BSN(said["bsn"]) if said["bsn"] else None,
        )


def _professional(said: Mapping[str, Any], since: datetime) -> SignedIn:
    if not said["number"]:
        raise SignInRefused("sign-in-refused")
    level, issuer = said["level"], "https://dezi.example"
    number, role = said["number"], said["role"]
    person = Practitioner(number, "A. Arts", role, level, since, issuer)
    return SignedIn(
        assurance=level,
        authenticated_at=since,
        vouched_by=issuer,
        practitioner=person,
        ura=said["ura"],
    )


@dataclass(frozen=True, slots=True)
class StubRegister:
    """The port to its mandates; nobody has one where it can't be reached."""

    address: str

    async def mandates(self, bsn: BSN, now: datetime) -> list[Mandate]:  # noqa: ARG002 -- likewise
        """All on whose behalf he may act."""
        try:
            held = await _asked(f"{self.address}/mandates", bsn=bsn.value)
        except httpx.HTTPError:
            return []
        return [
            Mandate(
                bsn=BSN(one["bsn"]),
                ground=one["ground"],
                name=one.get("name", ""),
                until=datetime.fromisoformat(one["until"]) if "until" in one else None,
            )
            for one in held
        ]
