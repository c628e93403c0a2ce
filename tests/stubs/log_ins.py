"""A provider of log-ins on a real local port, and the hub's side of it: DigiD's place in tests."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from hub.oauth.sign_in import CANCELLED, UNREACHABLE, Asked, Begun, SignedIn, SignInRefused
from profiles.identifiers import BSN
from tests.stubs.listening import Listening, Serving


class LogIns(Listening):
    """Whoever comes is `bsn`, unless `mode` says that he `cancels`, is `unknown`, not sure enough
    (`low`), or that nobody can be asked (`down`).
    """

    def __init__(self) -> None:
        self.restore()
        self.codes: dict[str, str] = {}
        super().__init__(_Handler)

    def restore(self) -> None:
        """All is well, and nobody comes."""
        self.bsn, self.mode = "", "well"


class _Handler(Serving):
    def serve(self) -> None:
        provider: LogIns = self.server.stub
        url = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(url.query).items()}
        if provider.mode == "down":
            self._send(503)
        elif url.path == "/ready":
            self._send(200)
        elif url.path == "/login":
            self._log_in(provider, said)
        elif said.get("code") in provider.codes:
            who = {"bsn": provider.codes.pop(said["code"]), "level": provider.mode}
            self._send(200, json.dumps(who))
        else:
            self._send(400)

    def _log_in(self, provider: LogIns, said: Mapping[str, str]) -> None:
        back = {"state": said["state"]}
        if provider.mode in {"cancels", "unknown"}:
            back["error"] = provider.mode
        else:
            back["code"] = secrets.token_urlsafe(16)
            provider.codes[back["code"]] = provider.bsn
        self.send_response(302)
        self.send_header("Location", f"{said['redirect_uri']}?{urlencode(back)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, text: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class SignInThere:
    """The port, with this provider behind it."""

    def __init__(self, provider: LogIns, back: str) -> None:
        self.provider, self.back = provider, back

    async def begin(self, _asked: Asked, _now: datetime) -> Begun:
        await self._get("/ready")
        state = secrets.token_urlsafe(16)
        said = urlencode({"state": state, "redirect_uri": self.back})
        return Begun(url=f"{self.provider.address}/login?{said}", state=state, kept=b"nonce")

    async def came_back(
        self, pairs: Mapping[str, str], _asked: Asked, kept: bytes, now: datetime
    ) -> SignedIn:
        assert kept == b"nonce"
        if "error" in pairs:
            cancelled = pairs["error"] == "cancels"
            raise SignInRefused(CANCELLED if cancelled else "sign-in-unknown")
        answer = await self._get(f"/who?{urlencode({'code': pairs.get('code', '')})}")
        if answer.status_code != 200 or answer.json()["level"] == "low":
            raise SignInRefused("sign-in-level")
        return SignedIn(
            assurance="substantial",
            authenticated_at=now,
            vouched_by=self.provider.address,
            bsn=BSN(answer.json()["bsn"]),
        )

    async def _get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            answer = await http.get(f"{self.provider.address}{path}")
        if answer.status_code == 503:
            raise SignInRefused(UNREACHABLE)
        return answer
