"""Mitz as the hub asks it: several holders at once, within one deadline, and never a wrong yes.

docs/decisions/0026-mitz-asked-live-copied-by-subscription.md
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import SystemRandom
from typing import Self
from uuid import uuid4

import httpx
import msgspec

from consent.asker import Asker, Professional
from consent.category import ura_text
from hub.outbound.mitz import names
from hub.outbound.mitz.answer import ALARMING, Answer, Decision, Undecided, Why, read
from hub.outbound.mitz.envelope import envelope
from hub.outbound.mitz.question import ClosedQuestion, Holder, Purpose, User
from hub.outbound.mitz.subscription import FHIR_JSON, Subscribed, subscription
from hub.outbound.mitz.subscription import PATH as SUBSCRIPTIONS
from hub.outbound.mitz.terms import Copies, Terms
from hub.telemetry.outside import Outside
from profiles.identifiers import BSN, UZI_DIGITS, InvalidIdentifier

_LOG = logging.getLogger("hub.outbound.mitz")
MOST_BYTES = 65_536
RESTS = 60.0
"""Seconds for which no subscription is sent where one was not taken."""
REMEMBERED = 64
"""Of so many requests it is remembered how long they waited."""
_CHANCE = SystemRandom()
AWAY = 300.0
"""Seconds after a question came to nothing for which it is said that Mitz can't be asked."""
AGAIN = 10.0
"""Seconds after which the log tells once more of what was told before."""
_HANGS_UP = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""No answer began: as where a connection that is used again is closed at that very moment."""
_TYPE = f'application/soap+xml; charset=UTF-8; action="{names.ACTION_OF_QUESTION}"'
_TAKEN = frozenset({201, 202})


class NotSubscribed(Exception):
    """Mitz did not take the subscription; the message is one word of a closed set."""


@dataclass(slots=True)
class Mitz:
    """Nothing of an answer is kept: whoever asks again is answered anew.

    `seen` counts what came of each question; `recent` are the seconds that the last requests took;
    until `rests_until` no subscription is sent, and until `away_until` Mitz is said to be away:
    both by the monotonic clock.
    """

    terms: Terms
    clock: Callable[[], datetime]
    seen: Outside = field(default_factory=Outside)
    recent: deque[float] = field(init=False, repr=False)
    rests_until: float = field(default=float("-inf"), repr=False)
    away_until: float = field(default=float("-inf"), repr=False)
    _http: httpx.AsyncClient = field(init=False, repr=False)
    _places: asyncio.Semaphore = field(init=False, repr=False)
    _told: dict[Why, float] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # Before anything was asked, what an answer over the internet may take.
        self.recent = deque([self.terms.seconds / 10], maxlen=REMEMBERED)
        self._places = asyncio.Semaphore(self.terms.at_once)
        # Proxies of the environment would read along; a redirect would carry the BSN elsewhere.
        self._http = httpx.AsyncClient(
            verify=self.terms.trust,
            timeout=None,  # noqa: S113 - the deadline is one for all that a question takes
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=None, keepalive_expiry=5.0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def ask(
        self,
        asker: Asker,
        bsn: BSN,
        purpose: str | None,
        holders: Iterable[Holder],
        seconds: float | None = None,
    ) -> dict[Holder, Answer]:
        """An answer for each holder, within these seconds or those of the terms; raises nothing."""
        began = time.perf_counter()
        within = self.terms.seconds if seconds is None else seconds
        until = asyncio.get_running_loop().time() + within
        each = list(dict.fromkeys(holders))
        answers = await asyncio.gather(
            *(self._asked(asker, bsn, purpose, holder, until) for holder in each)
        )
        if any(one.is_sent for one in answers):
            self.recent.append(time.perf_counter() - began)
        return dict(zip(each, answers, strict=True))

    def lately(self) -> float:
        """The seconds that one of the last requests waited for Mitz, drawn by chance."""
        return _CHANCE.choice(self.recent)

    @property
    def is_away(self) -> bool:
        """Whether the last question, whoever it was about, had no decision, and not long ago."""
        return time.monotonic() < self.away_until

    async def subscribe(
        self, bsn: BSN, holder: Holder, birth_date: date | None = None
    ) -> Subscribed:
        """Mitz took a subscription to this inhabitant's choices about this holder's data.

        Raises NotSubscribed, with a word why.
        """
        if self.terms.copies is None:
            raise NotSubscribed("no-copies")
        try:
            return await self._subscribed(bsn, holder, self.terms.copies, birth_date)
        except NotSubscribed:
            self.rests_until = time.monotonic() + RESTS
            raise

    @property
    def takes_subscriptions(self) -> bool:
        """Whether copies are kept, and Mitz did not refuse a subscription just now."""
        return self.terms.copies is not None and time.monotonic() >= self.rests_until

    async def _subscribed(
        self, bsn: BSN, holder: Holder, copies: Copies, birth_date: date | None
    ) -> Subscribed:
        content = msgspec.json.encode(subscription(bsn, holder, copies, birth_date))
        headers = {"Content-Type": FHIR_JSON, "Accept": FHIR_JSON, "X-Request-Id": str(uuid4())}
        try:
            async with asyncio.timeout(self.terms.seconds), self._places:
                to = f"{self.terms.url}{SUBSCRIPTIONS}"
                async with self._http.stream("POST", to, content=content, headers=headers) as taken:
                    status, address = taken.status_code, taken.headers.get("Location", "")
        except TimeoutError:
            raise NotSubscribed("slow") from None
        except (httpx.HTTPError, httpx.StreamError, OSError):
            raise NotSubscribed("unreachable") from None
        if status not in _TAKEN:
            raise NotSubscribed(f"status-{status}")
        return Subscribed(address, self.clock())

    async def _asked(
        self, asker: Asker, bsn: BSN, purpose: str | None, holder: Holder, until: float
    ) -> Answer:
        began = time.perf_counter()
        decision, why, message_id = await self._tried(asker, bsn, purpose, holder, until)
        if why == "hung-up":
            decision, why, message_id = await self._tried(asker, bsn, purpose, holder, until)
        self.seen.add(decision, why, time.perf_counter() - began)
        self.away_until = float("-inf")
        if decision == "unknown":
            self.away_until = time.monotonic() + AWAY
            self._tell(why, message_id)
        return Answer(decision, why, message_id, self.clock())

    def _tell(self, why: Why, message_id: str) -> None:
        """An alarm each time; of a Mitz that is away once in a while, and how often is counted."""
        now = time.monotonic()
        if why in ALARMING:
            _LOG.error("Mitz answered what it was not asked (%s), message %s", why, message_id)
        elif now - self._told.get(why, float("-inf")) > AGAIN:
            self._told[why] = now
            _LOG.warning("Mitz gave no decision (%s) to message %s", why, message_id)

    async def _tried(
        self, asker: Asker, bsn: BSN, purpose: str | None, holder: Holder, until: float
    ) -> tuple[Decision, Why, str]:
        """In a message of its own: one that comes twice would be refused."""
        message_id = f"urn:uuid:{uuid4()}"
        decision, why = await self._decided(
            message_id, lambda: closed_question(asker, bsn, purpose, holder), until
        )
        return decision, why, message_id

    async def _decided(
        self, message_id: str, question: Callable[[], ClosedQuestion], until: float
    ) -> tuple[Decision, Why]:
        try:
            async with asyncio.timeout_at(until), self._places:
                return await self._answered(question(), message_id), "decided"
        except Undecided as undecided:
            return "unknown", undecided.why
        except TimeoutError:
            return "unknown", "slow"
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return "unknown", "unreachable"

    async def _answered(self, question: ClosedQuestion, message_id: str) -> Decision:
        to = f"{self.terms.url}{names.PATH}"
        headers = {
            "Content-Type": _TYPE,
            "Accept": "application/soap+xml",
            "Accept-Encoding": "identity",
            "X-Request-Id": message_id,
        }
        content = envelope(question, message_id, to)
        asked = self._http.build_request("POST", to, content=content, headers=headers)
        try:
            answer = await self._http.send(asked, stream=True)
        except _HANGS_UP:
            raise Undecided("hung-up") from None
        try:
            body = await _whole(answer)
        finally:
            await answer.aclose()
        return read(answer.status_code, body, question, message_id)


async def _whole(answer: httpx.Response) -> bytes:
    """As it came over the wire, so that nothing small grows large here."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > MOST_BYTES:
            raise Undecided("too-large")
    return bytes(body)


PURPOSES: dict[str | None, Purpose] = {"TREAT": "TREAT", "COC": "COC"}
"""There is none for an emergency."""


def closed_question(asker: Asker, bsn: BSN, purpose: str | None, holder: Holder) -> ClosedQuestion:
    """The question of one holder. Raises Undecided where there is none that Mitz would take.

    Who works by a mandate is not asked for: Mitz wants to know who gave it, and no token says so.
    """
    if not isinstance(asker, Professional) or asker.mandated:
        raise Undecided("asker")
    if purpose not in PURPOSES:
        raise Undecided("purpose")
    if not holder.organization_type:
        raise Undecided("holder")
    kept_by = Holder(_ura(holder.ura, "holder"), holder.organization_type)
    user = User(
        ura=_ura(asker.ura, "asker"),
        organization_type=asker.organization_type,
        number=asker.number.zfill(UZI_DIGITS),
        role=asker.role,
    )
    return ClosedQuestion(bsn=bsn, holder=kept_by, user=user, purpose=PURPOSES[purpose])


def _ura(text: str, whose: Why) -> str:
    try:
        return ura_text(text)
    except InvalidIdentifier:
        raise Undecided(whose) from None
