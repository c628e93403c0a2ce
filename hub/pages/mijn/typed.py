"""What somebody was typing when his session ended: kept an hour, for him alone who typed it.

docs/decisions/0041-pages-for-people.md
"""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
from starlette.responses import Response

from hub.errors import TooManyRequests
from hub.pages.forms import FORM_FIELD, fields_of, require_ours
from hub.pages.mijn.cookies import LOGGED_IN, TYPED
from hub.pages.mijn.visit import Visit
from hub.security.patient_request import PatientRequest

WRITE = "schrijven"
"""The last part of the path of a form in which much is typed."""
_DENIED = 403


class Typed(msgspec.Struct, frozen=True):
    """The fields of a form, where it stands, who typed it, and for whom."""

    path: str
    fields: dict[str, str]
    whose: str
    subject: str
    ground: str | None

    def is_of(self, who: PatientRequest) -> bool:
        """Whether it was he, for the same person."""
        came = str(who.whose), str(who.subject), who.ground
        return came == (self.whose, self.subject, self.ground)


def ended(visit: Visit, *, kept: bool = False) -> Response:
    """He did nothing for a while, or logged out elsewhere: nothing of him is on this page."""
    answer = visit.page("ended.html", _DENIED, kept=kept)
    visit.cookies.take_back(answer, LOGGED_IN)
    return answer


async def ended_while_typing(visit: Visit, largest: int) -> Response:
    """The same, and what this session's own form sent is kept until he is back.

    Raises:
        NotOurForm: another sent it. TooManyRequests.
    """
    session = await visit.parts.sessions.ended(visit.secret)
    if session is None:
        return ended(visit)
    if visit.parts.visits.take(session.who.subject):
        raise TooManyRequests("too many pages at once", rule="RATE", recorded=True)
    fields = await fields_of(visit.request, largest)
    require_ours(visit.request.headers, fields, session, visit.parts.public_url)
    who = session.who
    typed = Typed(
        path=visit.form,
        fields={name: value for name, value in fields.items() if name != FORM_FIELD},
        whose=str(who.whose),
        subject=str(who.subject),
        ground=who.ground,
    )
    content = msgspec.json.encode(typed)
    answer = ended(visit, kept=True)
    secret = await visit.parts.sessions.keep_typed(session, content, visit.now)
    visit.cookies.give(answer, TYPED, secret)
    return answer


async def way_back(visit: Visit, who: PatientRequest) -> str:
    """The page on which he was typing, where it was he who now logged in; else the first page."""
    typed = await _kept(visit, who)
    return f"{typed.path}/{WRITE}" if typed else ""


async def typed_here(visit: Visit) -> Mapping[str, str] | None:
    """The fields that he had typed in this very form when his session ended."""
    typed = await _kept(visit, visit.known.who)
    return typed.fields if typed and typed.path == visit.form else None


async def forget_typed(visit: Visit, answer: Response) -> Response:
    """It is saved, or he logs out: neither hub nor browser keeps it any longer."""
    secret = visit.cookies.read(visit.request.cookies, TYPED)
    if secret:
        await visit.parts.sessions.forget_typed(secret)
        visit.cookies.take_back(answer, TYPED)
    return answer


def at_the_form(visit: Visit) -> Visit:
    """The same visit as if the form itself had been asked for."""
    return replace(visit, rest=(*visit.rest[:-1], WRITE))


async def _kept(visit: Visit, who: PatientRequest) -> Typed | None:
    secret = visit.cookies.read(visit.request.cookies, TYPED)
    content = await visit.parts.sessions.typed(secret, visit.now) if secret else None
    typed = msgspec.json.decode(content, type=Typed) if content else None
    return typed if typed and typed.is_of(who) else None
