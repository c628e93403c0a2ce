"""An access token of the partner's own authorization server, where the directory names one.

https://www.rfc-editor.org/rfc/rfc6749#section-4.4 and https://www.rfc-editor.org/rfc/rfc7523
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.outbound.notifications.sending import NotTaken, Sending

Proof = Callable[[str], Mapping[str, str]]
"""What a form says of who sends it, for the server at this address."""
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,8000}=*")
_LONGEST, _SPARE = 600.0, 30.0
"""Seconds that one is kept at most, and before its end that it is not used any more."""
_MOST_HELD = 1_000


@dataclass(slots=True)
class Tokens:
    """Each is held as long as it lasts, for the server and the scope that it was asked with."""

    sending: Sending
    proof: Proof
    clock: Callable[[], float] = time.monotonic
    _held: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict, repr=False)

    async def authorization(self, url: str, scope: str) -> str:
        """The value of the header Authorization.

        Raises:
            NotTaken: the server gives none, or nothing that can be used.
        """
        now = self.clock()
        held = self._held.get((url, scope))
        if held is not None and now < held[1]:
            return held[0]
        form = {"grant_type": "client_credentials", **self.proof(url)}
        answer = await self.sending.ask(url, form | ({"scope": scope} if scope else {}))
        token, seconds = _read(answer)
        if len(self._held) >= _MOST_HELD:
            self._held.clear()
        self._held[url, scope] = token, now + min(seconds, _LONGEST) - _SPARE
        return token

    def forget(self, url: str, scope: str) -> None:
        """It was refused: the next is asked for anew."""
        self._held.pop((url, scope), None)


def _read(answer: bytes) -> tuple[str, float]:
    try:
        said: Any = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        said = None
    said = said if isinstance(said, dict) else {}
    token, seconds = said.get("access_token"), said.get("expires_in", 0)
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise NotTaken("token-unread", of_the_partner=True)
    if str(said.get("token_type", "")).lower() != "bearer":
        raise NotTaken("token-type", of_the_partner=True)
    return f"Bearer {token}", float(seconds) if isinstance(seconds, int | float) else 0.0
