"""One request under /mijn: who is logged in, in which language, and the page that answers him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from consent.rules.purpose import OWN_REQUEST
from hub.http.kept_apart import kept_apart
from hub.pages.days import day_of, time_said
from hub.pages.mijn.cookies import Cookies
from hub.pages.mijn.forms import FORM_FIELD
from hub.pages.mijn.parts import CLIENT, Parts
from hub.pages.rendering import templates
from hub.pages.words import LANGUAGES, Language, Words, words_of
from hub.security.announced import PERSON_SCOPES
from hub.security.errand import Client, Errand
from hub.security.patient_request import LEVEL
from hub.security.request_id import request_id_of
from hub.security.session import Session

ROOT = "/mijn"
SCOPES = PERSON_SCOPES
"""What the client `mijn` is granted: what its pages ask, which any app of a person may have."""
KEPT_APART = kept_apart("'self'", "style-src 'self'; img-src 'self'")
MENU = (
    *("", "wensen", "eigen-woorden", "keuzes", "wie-keek", "klopt-niet", "wie-voor-mij"),
    "meenemen",
)
SEE_OTHER = 303


def path_of(language: Language, name: str = "") -> str:
    """Where a page is, by its name behind /mijn."""
    prefix = ROOT if language == LANGUAGES[0] else f"{ROOT}/{language}"
    return f"{prefix}/{name}" if name else prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`name` is that of the page; `rest` what stands behind it in the path."""

    parts: Parts
    request: Request
    now: datetime
    language: Language
    name: str
    rest: Sequence[str] = ()
    session: Session | None = None
    secret: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """Of this visit's language."""
        return words_of(CLIENT, self.language)

    @property
    def cookies(self) -> Cookies:
        """How they are called here."""
        return Cookies(is_secure=self.parts.is_secure)

    @property
    def place(self) -> str:
        """Where the form stands of which this is a step, behind /mijn: all but the step."""
        return "/".join((self.name, *self.rest[:-1]))

    @property
    def known(self) -> Session:
        """Who is logged in, on pages that nobody else comes to."""
        assert self.session is not None  # noqa: S101 - narrowing: the door lets nobody else in
        return self.session

    @property
    def errand(self) -> Errand:
        """What a token of the client `mijn` would make of him."""
        who, came = self.known.who, self.request.client
        return Errand(
            asker=who.asker,
            purpose=OWN_REQUEST,
            now=self.now,
            request_id=request_id_of(self.request.headers.get("x-request-id")),
            client=Client(
                client_id=CLIENT,
                name=CLIENT,
                scopes=SCOPES,
                token_id=self.known.name,
                level=LEVEL,
            ),
            address=came.host if came else None,
            vouched=who.vouched,
        )

    def to(self, name: str = "") -> str:
        """Where another page is, in the same language."""
        return path_of(self.language, name)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page made of this template."""
        shared = {**self._shared(), **values}
        shared["other_typed"] = path_of(self._other, str(shared["typed_in"]))
        shown = templates(CLIENT).get_template(template).render(shared)
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

    @property
    def _other(self) -> Language:
        """The language that this page is not in."""
        return next(one for one in LANGUAGES if one != self.language)

    def _shared(self) -> dict[str, Any]:
        """What all templates may use."""
        other = self._other
        here = "/".join((self.name, *self.rest))
        session, words = self.session, self.words
        return {
            "t": words,
            "to": self.to,
            "language": self.language,
            "other_language": other,
            "other_words": words_of(CLIENT, other),
            "other_url": path_of(other, here),
            "here": self.name,
            "menu": MENU,
            "token_field": FORM_FIELD,
            "form_token": session.form_token if session else "",
            "acting": (session.who.ground or "") if session else "",
            "until": time_said(session.until, words) if session else "",
            "quick_exit": self.parts.settings.quick_exit,
            "typed_in": None,
            "help_line": self.parts.settings.help_line,
            "today": day_of(self.now),
        }
