"""The first page: what can be done here, and for whom."""

from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from hub.pages.days import date_said
from hub.pages.mijn.cookies import LOGGED_IN
from hub.pages.mijn.visit import Visit
from hub.query.own_record import own_record
from profiles.resource.read import objects, words

_DENIED = 403


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom the record is: names as they are kept, each in full."""

    name: str
    born: str


async def start(visit: Visit) -> Response:
    """For who is logged in what he can do; for anybody else what this is, and the way in."""
    if visit.session is None:
        if visit.secret:
            answer = visit.page("ended.html", _DENIED)
            visit.cookies.take_back(answer, LOGGED_IN)
            return answer
        return visit.page("welcome.html", can_log_in=visit.parts.log_in is not None)
    who = visit.known.who
    return visit.page("start.html", whose=await whose_of(visit), ground=who.ground or "")


async def whose_of(visit: Visit) -> Whose:
    """The inhabitant whose record this session is for."""
    record = await own_record(visit.parts.access, visit.errand, visit.parts.limits, ())
    patient = msgspec.json.decode(record.patient.body) if record.patient else {}
    named = next(iter(objects(patient.get("name"))), {})
    given = " ".join(one for one in named.get("given", ()) if type(one) is str)
    name = words(named, "text") or f"{given} {words(named, 'family')}".strip()
    return Whose(name, date_said(words(patient, "birthDate"), visit.words))
