"""One request at a door of pages: who is logged in, in which language, and the page for him."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub.http.kept_apart import kept_apart
from hub.pages.assets import style_path
from hub.pages.cookies import Cookies
from hub.pages.days import day_of, time_said
from hub.pages.forms import FORM_FIELD
from hub.pages.parts import Parts
from hub.pages.rendering import templates
from hub.pages.words import LANGUAGES, Language, Words, words_of
from hub.security.errand import Errand
from hub.security.places import Place
from hub.security.request_id import request_id_of
from hub.security.session import Session, Who

KEPT_APART = kept_apart("'self'", "style-src 'self'; img-src 'self'")
SEE_OTHER = 303
P = TypeVar("P", bound=Parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Generic[P, Who]):
    """`name` is that of the page, `rest` what stands behind it in the path.

    `house` is the door's name: of its folder, of its client, and in its paths. `place` is what the
    request has among those at work.
    """

    house: ClassVar[str]
    parts: P
    request: Request
    now: datetime
    language: Language
    name: str
    rest: Sequence[str] = ()
    session: Session[Who] | None = None
    secret: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None

    @property
    @abstractmethod
    def errand(self) -> Errand:
        """What a token of this door's client would make of who is logged in."""

    @property
    def words(self) -> Words:
        """Of this visit's language."""
        return words_of(self.house, self.language)

    @property
    def cookies(self) -> Cookies:
        """How they are called here."""
        return Cookies(is_secure=self.parts.is_secure)

    @property
    def address(self) -> str | None:
        """Of the network, as the hub sees it."""
        return self.request.client.host if self.request.client else None

    @property
    def request_id(self) -> str:
        """By which this request is found again."""
        return request_id_of(self.request.headers.get("x-request-id"))

    @property
    def known(self) -> Session[Who]:
        """Who is logged in, on pages that nobody else comes to."""
        assert self.session is not None  # noqa: S101 - narrowing: the door lets nobody else in
        return self.session

    def to(self, name: str = "") -> str:
        """Where another page is, in the same language."""
        return path_of(self.house, self.language, name)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page made of this template."""
        shown = templates(self.house).get_template(template).render(self.shared() | values)
        return Response(shown, status, KEPT_APART, "text/html; charset=utf-8")

    def problem(self, kind: str, status: int) -> Response:
        """One template for all: what went wrong, what became of what he did, and the way out."""
        return self.page("problem.html", status, kind=kind)

    def see(self, name: str = "") -> Response:
        """The browser goes on to another page, and asks for it."""
        return self.leave_for(self.to(name))

    def leave_for(self, url: str) -> Response:
        """The browser goes on to this address, with nothing of what it sent here.

        https://www.rfc-editor.org/rfc/rfc9700#section-4.12
        """
        return RedirectResponse(url, SEE_OTHER, dict(KEPT_APART))

    def shared(self) -> dict[str, Any]:
        """What all templates may use."""
        session, words = self.session, self.words
        return {
            "t": words,
            "to": self.to,
            "language": self.language,
            "here": self.name,
            "style": style_path(self.house),
            "token_field": FORM_FIELD,
            "form_token": session.form_token if session else "",
            "until": time_said(session.until, words) if session else "",
            "help_line": self.parts.settings.help_line,
            "today": day_of(self.now),
        }


def path_of(house: str, language: Language, name: str = "") -> str:
    """Where a page is, by its name behind the door's own path."""
    prefix = f"/{house}" if language == LANGUAGES[0] else f"/{house}/{language}"
    return f"{prefix}/{name}" if name else prefix
