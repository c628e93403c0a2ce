"""The first page: what can be done here, and for whom."""

from starlette.responses import Response

from hub.pages.mijn.typed import ended
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.whose import whose_in
from hub.query.own_record import own_record


async def start(visit: Visit) -> Response:
    """For who is logged in what he can do; for anybody else what this is, and the way in."""
    if visit.session is None:
        if visit.secret:
            return ended(visit)
        return visit.page("welcome.html", can_log_in=visit.parts.log_in is not None)
    record = await own_record(visit.parts.access, visit.errand, visit.parts.limits, ())
    return visit.page("start.html", whose=whose_in(record, visit.words))
