"""What the page of a code asks of the door of professionals: who is there, and where to send him.

docs/decisions/0051-paper-and-its-ticket.md
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from starlette.requests import Request
from starlette.responses import Response

from hub.security.errand import Errand
from hub.security.ticket import Opened

How = Literal["behandel", "niet", "spoed"]
"""What the button says that he pressed: that he treats him, that he does not, or an emergency."""
HOW: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A professional: as whom he asks, in order to treat, without having said that he does.

    `form_token` and `name` are those of his session.
    """

    errand: Errand
    form_token: str
    name: str
    called: str
    """As the page calls him."""

    def is_of(self, form_token: str) -> bool:
        """Whether a form was made for this session."""
        return secrets.compare_digest(self.form_token.encode(), form_token.encode())


class Professionals(Protocol):
    """The door at which they log in."""

    async def known(self, request: Request, now: datetime) -> LoggedIn | None:
        """Who is logged in with this browser."""

    async def log_in(self, request: Request, then: str, now: datetime) -> Response:
        """To where they log in; afterwards the browser comes back to `then`, a path of ours."""

    async def show(self, request: Request, opened: Opened, how: How, now: datetime) -> Response:
        """To the wishes that a paper leads to, as if he had typed the number and pressed this."""
