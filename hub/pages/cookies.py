"""The cookies of pages: of who is logged in, who is on his way to, and who had typed something.

https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Cookies:
    """Bound to this very host where it is reached by TLS: no other can set or read them."""

    is_secure: bool

    def name(self, which: str) -> str:
        """What the browser calls it; a demo over plain HTTP on this machine has no prefix."""
        return f"__Host-{which}" if self.is_secure else which

    def read(self, sent: Mapping[str, str], which: str) -> str:
        """The secret that the browser sent; empty where there is none."""
        return sent.get(self.name(which), "")

    def give(self, response: Response, which: str, secret: str) -> None:
        """Until the browser is closed; the hub knows when it ends."""
        response.set_cookie(
            self.name(which),
            secret,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response, which: str) -> None:
        """The browser forgets it."""
        response.delete_cookie(
            self.name(which),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )
