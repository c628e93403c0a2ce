"""Dezi statements: who logged in at the ministry, signed by it. The successor of the UZI card.

https://www.dezi.nl/documenten/2025/12/15/koppelvlakspecificatie-dezi-voor-platform--en-softwareleveranciers
docs/decisions/0027-people-behind-calls.md
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError

from hub.oauth.dezi_keys import ALGORITHMS, DeziKeys, dezi_keys
from hub.oauth.dezi_statement import Statement, read, statement_text
from hub.oauth.refusals import InvalidGrant, Refusal, TemporarilyUnavailable
from hub.outbound.fetch import Fetch, Unreachable
from hub.security.segment import json_object
from hub.security.statements import LOCAL

LONGEST = 8_192
HEADERS = frozenset({"alg", "kid", "jku", "typ"})
"""No other is understood: none that brings a key, or rules of its own."""
HOLDS = frozenset({"actief", "active", "geldig", "valid"})


@dataclass(slots=True)
class Dezi:
    """Whose statements are believed; `status_hosts` are those that may tell whether one holds."""

    keys: DeziKeys = field(default_factory=lambda: DeziKeys({}, frozenset(), Fetch()))
    status_hosts: frozenset[str] = frozenset()

    async def outcome(self, carried: object, now: datetime) -> Statement | Refusal:
        """The person in `extensions.dezi`, or why nobody is: both for who answers."""
        try:
            return await self._verified(statement_text(carried), now)
        except Unreachable:
            # Not a word of what could not be asked is believed.
            return TemporarilyUnavailable(
                "statement-unchecked", "the statement can't be checked now; try again in a moment"
            )
        except Refusal as refusal:
            return refusal

    async def _verified(self, text: str, now: datetime) -> Statement:
        jku, kid, algorithm = self._header(text)
        key = await self.keys.key(jku, kid)
        if key is None or algorithm not in ALGORITHMS[key.key_type]:
            raise _unproven()
        try:
            jws.deserialize_compact(text, key, algorithms=[algorithm])
        except (JoseError, ValueError):
            raise _unproven() from None
        statement = read(json_object(text.split(".")[1]) or {}, jku, now)
        if jku != LOCAL:
            await self._check_status(statement)
        return statement

    def _header(self, text: str) -> tuple[str, str, str]:
        """Address and name of the key, and the algorithm."""
        if len(text) > LONGEST or not text.isascii():
            raise InvalidGrant("statement-malformed", "extensions.dezi must be a Dezi statement")
        header = json_object(text.partition(".")[0]) or {}
        jku, kid, algorithm = header.get("jku"), header.get("kid"), header.get("alg")
        if not HEADERS.issuperset(header) or header.get("typ", "JWT") != "JWT":
            raise InvalidGrant("statement-header", "its header may have alg, kid, jku and typ JWT")
        if not isinstance(jku, str) or not self.keys.knows(jku):
            raise InvalidGrant("statement-issuer", "whoever signed the statement is not known here")
        if not isinstance(kid, str) or not isinstance(algorithm, str):
            raise InvalidGrant("statement-header", "its header must name alg and kid")
        return jku, kid, algorithm

    async def _check_status(self, statement: Statement) -> None:
        """Asked each time, for a statement lasts months: who was sent away must not come in.

        Raises:
            InvalidGrant: it was withdrawn, or there is nobody to ask whom we know.
            Unreachable: no answer.
        """
        url = statement.status_uri
        if url is None or not self._may_tell(url):
            raise InvalidGrant("statement-status", "its status_uri is not at a host known here")
        try:
            said = json.loads(await self.keys.fetch.get(url))
        except (ValueError, RecursionError):
            raise Unreachable from None
        status = said.get("status") if isinstance(said, dict) else None
        if not isinstance(status, str) or status.lower() not in HOLDS:
            raise InvalidGrant("statement-withdrawn", "the statement does not hold any more")

    def _may_tell(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        is_plain = url.isascii() and url.isprintable() and not parts.fragment
        return is_plain and parts.scheme == "https" and parts.netloc.lower() in self.status_hosts


def dezi(keys: str, status_hosts: str, fetch: Fetch, public_url: str) -> Dezi:
    """As the settings say. Raises hub.oauth.dezi_keys.InvalidIssuers."""
    hosts = {host.strip().lower() for host in status_hosts.split(",")}
    return Dezi(dezi_keys(keys, public_url, fetch), frozenset(filter(None, hosts)))


def _unproven() -> InvalidGrant:
    return InvalidGrant("statement-signature", "the statement is not signed by a key known there")
