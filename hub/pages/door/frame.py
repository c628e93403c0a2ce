"""What the pages of the door have in common: their frame, their words and their headers."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from hub.http.kept_apart import kept_apart
from hub.pages.rendering import templates
from hub.pages.words import LANGUAGES, Language, words_of

NAME = "door"
"""The folder of its templates and words."""
HEADERS = kept_apart("'self'", "style-src 'self'; img-src 'self'")
ROOTS: Mapping[Language, str] = {"nl": "/", "en": "/en"}
"""Where the door is, by language."""


def page(
    template: str,
    language: Language,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """A page made of this template."""
    other = next(one for one in LANGUAGES if one != language)
    shown = {
        "t": words_of(NAME, language),
        "language": language,
        "home": ROOTS[language],
        "other_language": other,
        "other_home": ROOTS[other],
        "other_words": words_of(NAME, other),
        **values,
    }
    text = templates(NAME).get_template(template).render(shown)
    return Response(text, status, {**HEADERS, **(headers or {})}, "text/html; charset=utf-8")
