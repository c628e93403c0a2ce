"""The form itself, with what was typed and what became of it."""

from collections.abc import Mapping

from starlette.responses import Response

from hub.http.kept_apart import kept_apart
from hub.pages.viewer.form.draft import Desk
from hub.pages.viewer.form.seat import Seat
from hub.pages.viewer.form.typed import VERSION
from hub.security.draft import Draft
from profiles.pzp.form.said import Said

POLICY = kept_apart(
    "'self'", "style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'"
)
"""Of the page that has a script: it asks its own door, and no other."""


async def shown(
    seat: Seat,
    draft: Draft,
    said: Said,
    others: Mapping[str, str] | None = None,
    *,
    trouble: str = "",
    status: int = 200,
) -> Response:
    """The form with what was typed, and what became of it."""
    desk = await Desk.of(seat)
    told = trouble in {"wrong", "refused"}
    answer = seat.page(
        "write.html",
        status,
        form=desk.page(said, others, told=told),
        desk=desk,
        draft=draft,
        trouble=trouble,
        unsure=desk.known.unsure,
        version_field=VERSION,
        today_written=seat.today.isoformat(),
    )
    answer.headers["Content-Security-Policy"] = POLICY["Content-Security-Policy"]
    return answer
