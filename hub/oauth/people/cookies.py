"""The cookie that binds a log-in under way to the browser in which it began.

https://www.rfc-editor.org/rfc/rfc9700#section-4.7 and
https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Cookies:
    """One for each window, by the tag of its log-in: no other host can set or read them.

    A demo over plain HTTP on this machine has no prefix, for browsers ask TLS for it.
    """

    is_secure: bool

    def read(self, request: Request, tag: str) -> str:
        """The secret; empty where there is none."""
        return request.cookies.get(self._name(tag), "")

    def give(self, response: Response, tag: str, secret: str, seconds: int) -> None:
        """For so long."""
        response.set_cookie(
            self._name(tag),
            secret,
            max_age=seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def _name(self, tag: str) -> str:
        name = f"signing-in-{tag}"
        return f"__Host-{name}" if self.is_secure else name
