"""A form that was sent: its fields, and whether a page of this very session sent it.

https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

LARGEST = 20_000
"""Bytes: a form here has a few fields."""
LARGEST_TYPED = 524_288
"""Bytes of one in which much is typed: more than may be kept, so that it comes back.

A letter takes up to twelve: https://url.spec.whatwg.org/#application/x-www-form-urlencoded
"""
MOST_FIELDS, MANY_FIELDS = 50, 300
"""Of a form, and of one that asks as much as the national form does."""
FORM_FIELD = "teken"
MEDIA_TYPE = "application/x-www-form-urlencoded"


class Known(Protocol):
    """Who is logged in."""

    def is_of(self, form_token: str) -> bool:
        """Whether a form was made for him."""


class NotOurForm(Exception):
    """Another site, another session, or no form of ours sent it: nothing is done."""


class OldForm(NotOurForm):
    """A page of ours sent it, as the browser says itself, but of another session: nothing is done.

    So it is where somebody logged in anew in another window.
    """


async def fields_of(
    request: Request, largest: int = LARGEST, most: int = MOST_FIELDS
) -> dict[str, str]:
    """The fields, of each the last. Raises NotOurForm where it can be no form of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise NotOurForm
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            raise NotOurForm
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=most, keep_blank_values=True))
    except ValueError:
        raise NotOurForm from None


def require_ours(
    headers: Mapping[str, str], fields: Mapping[str, str], session: Known, public_url: str
) -> None:
    """Return where a page that this session got sent the form.

    A browser that says nothing of where it comes from, or an Origin that is `null` as a page
    without a referrer sends, is known by the token of the session alone.

    Raises:
        NotOurForm: anything else. OldForm: of another session, by a browser that says it is ours.
    """
    require_from_here(headers, public_url)
    if not session.is_of(fields.get(FORM_FIELD, "")):
        raise NotOurForm if headers.get("sec-fetch-site") is None else OldForm


def require_from_here(headers: Mapping[str, str], public_url: str) -> None:
    """Return unless the browser says itself that another site sent it; raises NotOurForm."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    parts = urlsplit(public_url)
    ours = f"{parts.scheme}://{parts.netloc}"
    if site is not None and site != "same-origin":
        raise NotOurForm
    if origin not in {None, "null", ours}:
        raise NotOurForm
