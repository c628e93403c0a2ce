"""GET and POST /auth/ask: may this app do this, and for whom? Then a code, or a no.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.form import body_of
from hub.oauth.patient_token import patient_requester
from hub.oauth.people import pages
from hub.oauth.people.code import code_for
from hub.oauth.people.doorway import FORBIDDEN, Stopped, Visit, record_of
from hub.oauth.people.permission import Permission, packed
from hub.oauth.people.sent_back import DENIED, sent_back
from hub.oauth.people.signing_in import ASK, PATIENCE, Parts
from hub.oauth.people.under_way import Asking, Done, Whose, under_way
from hub.oauth.refusals import Refusal
from hub.security.errand import Errand
from hub.security.patient_request import PatientRequest
from hub.storage.handles import Handle, change, look, take
from profiles.identifiers import BSN

_FORM = "application/x-www-form-urlencoded"
_LARGEST = 4_000
"""Bytes of the form, which has three fields."""
_MOST_FIELDS = 10
SELF, YES = "self", "yes"
OK = 200


class _Answer(NamedTuple):
    """What he said; `other` is for whom he looks, None for himself."""

    asking: Asking
    says_yes: bool
    other: Whose | None


@dataclass(frozen=True, slots=True)
class Asks:
    """The question and its answer; `permitted` is how long an app goes on by one yes.

    Of `ours`, apps of the hub itself, nobody is asked but for whom he comes.
    """

    parts: Parts
    permitted: timedelta
    ours: frozenset[str] = frozenset()

    async def begin(self, visit: Visit, asking: Asking, tag: str) -> Response:
        """Of one who just logged in: on to the question, away from the address that he came by."""
        parts, pushed = self.parts, asking.pushed
        async with parts.database.connection() as connection:
            client = await parts.of_app(connection, pushed)
        errand = self._errand(visit, client, asking.who())
        await parts.doorway.write(visit, "signed-in", OK, errand=errand)
        secret = await parts.keep(asking, visit.now)
        if pushed.client_id in self.ours and not asking.others:
            return await self._settled(visit, secret, _Answer(asking, says_yes=True, other=None))
        response = pages.leave_for(f"{parts.public_url}{ASK}?of={tag}")
        parts.cookies.give(response, tag, secret, int(PATIENCE.total_seconds()))
        return response

    async def show(self, visit: Visit) -> Response:
        """The question; it may be looked at as often as he likes."""
        _, one = await self._found(visit)
        if isinstance(one, Done):
            raise Stopped("asking-ended")
        return await self._question(visit, one)

    async def decide(self, visit: Visit) -> Response:
        """What he answered, in a form of ours; the first answer is the one that counts."""
        fields = await _fields(visit)
        _require_same_site(visit, self.parts.public_url)
        secret, one = await self._found(visit)
        if not compare_digest(one.form.encode(), fields.get("form", "").encode()):
            raise Stopped("form-foreign", status=FORBIDDEN)
        if isinstance(one, Done):
            return pages.leave_for(one.url)
        answer = _answer(one, fields)
        if answer is None:
            return await self._question(visit, one, fault=True)
        return await self._settled(visit, secret, answer)

    async def _found(self, visit: Visit) -> tuple[str, Asking | Done]:
        """Where the person of this browser is.

        Raises:
            Stopped: he is nowhere, has not come back yet, or waited too long.
        """
        parts = self.parts
        secret = parts.cookies.read(visit.request, visit.pairs.get("of", ""))
        async with parts.database.connection() as connection:
            handle = await look(connection, parts.keyring, "signing-in", secret)
        one = under_way(handle.content) if handle and visit.now < handle.until else None
        if not isinstance(one, (Asking, Done)):
            raise Stopped("asking-unknown")
        return secret, one

    async def _question(self, visit: Visit, asking: Asking, *, fault: bool = False) -> Response:
        async with self.parts.database.connection() as connection:
            client = await self.parts.of_app(connection, asking.pushed)
        return pages.question(
            pages.Question(
                app=client.name,
                scopes=" ".join(asking.pushed.scopes),
                asking=asking,
                tag=visit.pairs.get("of", ""),
                language=pages.language_of(visit.pairs.get("lang") or asking.language),
                until=visit.now + self.permitted,
                fault=fault,
            )
        )

    async def _settled(self, visit: Visit, secret: str, answer: _Answer) -> Response:
        """Back to the app, by what he answered and by whether he is entitled to it."""
        parts, asking = self.parts, answer.asking
        async with parts.database.connection() as connection:
            client = await parts.of_app(connection, asking.pushed)
        who = asking.who(answer.other)
        errand = self._errand(visit, client, who)
        # Asked whatever he said, so that a no takes as long as a yes that comes to nothing.
        patient = await parts.entitlement.patient(who, BSN(asking.bsn), errand)
        rule = "declined" if not answer.says_yes else "permitted" if patient else "not-entitled"
        async with parts.database.transaction() as connection:
            handle = await take(connection, parts.keyring, "signing-in", secret, visit.now)
            if handle is None or handle.used_before:
                return pages.leave_for(_done(handle))
            url, status = sent_back(asking.pushed, parts.public_url, error=DENIED), FORBIDDEN
            if rule == "permitted":
                permission, pushed = self._permission(visit, asking, who), asking.pushed
                code = await code_for(connection, parts.keyring, visit.now, pushed, permission)
                url, status = sent_back(asking.pushed, parts.public_url, code=code), OK
            done = packed(Done(form=asking.form, url=url))
            await change(connection, parts.keyring, handle, done)
            row = record_of(visit, rule, status, client.client_id, errand)
            await parts.doorway.ledger.append(connection, [row])
        return pages.leave_for(url)

    def _permission(self, visit: Visit, asking: Asking, who: PatientRequest) -> Permission:
        pushed = asking.pushed
        return Permission(
            client_id=pushed.client_id,
            scopes=pushed.scopes,
            who=who,
            bsn=asking.bsn,
            until=visit.now + self.permitted,
            key=pushed.key,
        )

    def _errand(self, visit: Visit, client: RegisteredClient, who: PatientRequest) -> Errand:
        requester = patient_requester(client, (), who, visit.now, None)
        return requester.errand(visit.now, visit.request_id, visit.address)


def _answer(asking: Asking, fields: Mapping[str, str]) -> _Answer | None:
    """None where he says yes, and not for whom."""
    says_yes = fields.get("answer") == YES
    if not (asking.others and says_yes):
        return _Answer(asking, says_yes, None)
    people = {SELF: None, **{str(one): who for one, who in enumerate(asking.others, 1)}}
    said = fields.get("whose", "")
    return _Answer(asking, says_yes, people[said]) if said in people else None


def _done(handle: Handle | None) -> str:
    """Where the answer sent him that came first.

    Raises:
        Stopped: there was none.
    """
    one = under_way(handle.content) if handle else None
    if not isinstance(one, Done):
        raise Stopped("asking-ended")
    return one.url


async def _fields(visit: Visit) -> dict[str, str]:
    """Those of the form; raises Stopped where it can be no form of ours."""
    request = visit.request
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Stopped("form-type")
    try:
        body = await body_of(request, _LARGEST)
    except Refusal as refusal:
        raise Stopped(refusal.reason) from None
    except ClientDisconnect:
        raise Stopped("form-broken") from None
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        raise Stopped("form-malformed") from None


def _require_same_site(visit: Visit, public_url: str) -> None:
    """Return where no browser says that another site sent the form; the form's secret says more.

    A page without a referrer sends `null`.
    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    headers, parts = visit.request.headers, urlsplit(public_url)
    ours = f"{parts.scheme}://{parts.netloc}"
    is_ours = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if not is_ours or headers.get("origin", "null") not in {"null", ours}:
        raise Stopped("form-cross-site", status=FORBIDDEN)
