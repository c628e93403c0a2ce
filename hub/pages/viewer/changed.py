"""What is otherwise than it was: since he last looked, or between two days that he chooses."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.viewer.visit import Visit
from hub.pages.viewer.wishes import CHANGED, Seen, as_of, in_words, seen
from hub.query.last_look import last_look
from hub.query.wishes_then import wishes_then
from profiles.pzp.sheet.changes import Change, changes
from profiles.pzp.sheet.shown import Sheet

SINCE, UNTIL = "sinds", "tot"
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_WRONG = 400


@dataclass(frozen=True, slots=True)
class Days:
    """As they were typed; a moment is the end of the day, in Amsterdam."""

    since: str
    until: str

    @property
    def fault(self) -> str:
        """What is wrong with them."""
        if any(_moment(one) is None for one in (self.since, self.until) if one):
            return "day"
        if self.since and self.until and self.since >= self.until:
            return "order"
        return ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two moments, the later None where that is now, and what is otherwise."""

    since: datetime
    until: datetime | None
    changes: tuple[Change, ...]


async def changed(visit: Visit) -> Response:
    """A list of subjects with what stood there and what stands there now."""
    typed = Days(*(visit.request.query_params.get(one, "").strip()[:40] for one in (SINCE, UNTIL)))
    shown = await seen(visit)
    if isinstance(shown, Response):
        return shown
    if typed.fault:
        return _page(visit, shown, typed, status=_WRONG)
    since = _moment(typed.since) if typed.since else await _looked(visit, shown)
    if since is None:
        return _page(visit, shown, typed)
    until = _moment(typed.until) if typed.until else None
    now = shown.sheet if until is None else await _then(visit, shown, until)
    found = changes(await _then(visit, shown, since), now)
    return _page(visit, shown, typed, Compared(since, until, found))


async def _looked(visit: Visit, shown: Seen) -> datetime | None:
    patient = shown.found.patient
    if patient is None:
        return None
    before = visit.known.opened
    return await last_look(visit.parts.access, visit.errand, patient.id, before)


async def _then(visit: Visit, shown: Seen, moment: datetime) -> Sheet:
    parts, whose = visit.parts, visit.about.inhabitant
    found = await wishes_then(parts.access, visit.errand, whose, moment, shown.found)
    return (await in_words(visit, found)).sheet


def _page(
    visit: Visit, shown: Seen, typed: Days, compared: Compared | None = None, status: int = 200
) -> Response:
    return visit.page(
        "changed.html",
        status,
        sheet=shown.sheet,
        as_of=as_of(visit),
        typed=typed,
        fault=typed.fault,
        since=_said(visit, compared.since) if compared else "",
        until=_said(visit, compared.until) if compared and compared.until else "",
        changes=compared.changes if compared else None,
        step=CHANGED,
        latest=day_of(visit.now).isoformat(),
    )


def _said(visit: Visit, moment: datetime) -> str:
    return f"{day_said(day_of(moment), visit.words)}, {time_said(moment, visit.words)}"


def _moment(written: str) -> datetime | None:
    """The last moment of a day; None where it is none."""
    try:
        day = date.fromisoformat(written)
        midnight = datetime.combine(day + timedelta(days=1), time(), _AMSTERDAM)
    except (ValueError, OverflowError):
        return None
    return midnight - timedelta(minutes=1)
