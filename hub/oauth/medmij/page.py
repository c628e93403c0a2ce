"""What people read in the national layer: the question, and why it can't be asked."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from hub.http.kept_apart import kept_apart

Language = Literal["nl", "en"]
OTHER: Mapping[Language, Language] = {"nl": "en", "en": "nl"}
Told = Literal["unknown", "again", "closed"]
STATUS: Mapping[Told, int] = {"unknown": 400, "again": 400, "closed": 503}
_PACKAGE = "hub.oauth.medmij"


def language_of(said: str | None, accepted: str | None) -> Language:
    """As was asked for, or as the browser likes best; else Dutch."""
    if said in {"nl", "en"}:
        return "en" if said == "en" else "nl"
    first = (accepted or "").partition(",")[0].strip().lower()
    return "en" if first.startswith("en") else "nl"


def told(what: Told, language: Language, status: int = 0) -> Response:
    """Why it goes no further, and what to do: nobody is sent anywhere."""
    words = _words(language)
    text = (
        _pages()
        .get_template("page.html")
        .render(
            language=language,
            title=words[f"{what}_title"],
            said=words[what],
            next=words[f"{what}_next"],
        )
    )
    return _answer(text, status or STATUS[what])


def question(  # noqa: PLR0913 - one argument per thing on the page
    language: Language,
    *,
    app: str,
    provider: str,
    services: Sequence[str],
    form: str,
    origin: str,
    unchosen: bool = False,
) -> Response:
    """May this app have this? `origin` is where the answer takes the browser in the end."""
    names = {"app": app, "provider": provider}
    words = {key: text.format_map(names) for key, text in _words(language).items()}
    title = words["choose_title"] if unchosen else words["consent_title"]
    text = (
        _pages()
        .get_template("consent.html")
        .render(
            language=language,
            other=OTHER[language],
            title=title,
            words=words,
            services=services,
            form=form,
            unchosen=unchosen,
        )
    )
    return _answer(text, 400 if unchosen else 200, origin)


def style() -> Response:
    """The stylesheet."""
    headers = {**kept_apart(), "Cache-Control": "max-age=3600"}
    return Response(_text("page.css"), 200, headers, "text/css; charset=utf-8")


def _answer(text: str, status: int, origin: str = "") -> Response:
    """A browser follows the answer to a form only where this says so, also on its way."""
    headers = kept_apart(f"'self' {origin}" if origin else "'none'")
    return Response(text, status, headers, "text/html; charset=utf-8")


@cache
def _pages() -> Environment:
    loader = PackageLoader(_PACKAGE, "")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


@cache
def _words(language: Language) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(_text(f"{language}.json"))
    return found


@cache
def _text(name: str) -> str:
    return files(_PACKAGE).joinpath(name).read_text("utf-8")
