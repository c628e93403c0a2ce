"""What the ways in and out of every door of pages have in common.

docs/decisions/0041-pages-for-people.md
"""

from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import TooManyRequests
from hub.pages.visit import Visit

REFUSED = 403
CLEARED = '"cache", "cookies", "storage"'
"""https://www.w3.org/TR/clear-site-data/"""
_MOST_PARAMETERS = 20


def is_sent_by_another_site(request: Request) -> bool:
    """Whether another site's page sent the browser here: it begins no log-in for anybody."""
    return request.headers.get("sec-fetch-site") not in {None, "same-origin", "none"}


def require_calm(visit: Visit[Any, Any]) -> None:
    """Return where this address may begin one more log-in.

    Raises:
        TooManyRequests: it began too many.
    """
    if visit.parts.log_ins.take(visit.address or ""):
        raise TooManyRequests("too many log-ins", headers={"Retry-After": "60"}, recorded=True)


def pairs_of(request: Request) -> dict[str, str]:
    """The parameters that the browser came with; raises ValueError where they can't be read."""
    query = request.url.query
    return dict(parse_qsl(query, max_num_fields=_MOST_PARAMETERS, keep_blank_values=True))


def gone(visit: Visit[Any, Any], cookie: str) -> Response:
    """To the page of who is logged out; the browser forgets what it was shown."""
    answer = visit.see("uitgelogd")
    visit.cookies.take_back(answer, cookie)
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer


async def logged_out(visit: Visit[Any, Any]) -> Response:
    """The page after that."""
    return visit.page("logged-out.html")
