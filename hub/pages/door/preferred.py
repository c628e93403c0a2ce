"""What a caller would rather have: a page, as people do, or JSON; and in which language."""

from hub.pages.words import LANGUAGES, Language

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_JSON = frozenset({"application/json", "text/json"})
_MOST = 30
"""Parts of a header that are looked at: what a browser sends has ten."""


def is_page_preferred(accept: str) -> bool:
    """Whether Accept names HTML, and likes it no less than JSON: `*/*` alone names nothing.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
    """
    best = {"page": 0.0, "json": 0.0}
    for media_type, quality in _ranked(accept):
        kind = "page" if media_type in _PAGES else "json" if media_type in _JSON else ""
        if kind:
            best[kind] = max(best[kind], quality)
    return best["page"] > 0 and best["page"] >= best["json"]


def language_preferred(accept_language: str) -> Language:
    """The language of ours that it likes best; Dutch where it names neither."""
    found, most = LANGUAGES[0], 0.0
    for tag, quality in _ranked(accept_language):
        for language in LANGUAGES:
            if tag.partition("-")[0] == language and quality > most:
                found, most = language, quality
    return found


def _ranked(header: str) -> list[tuple[str, float]]:
    """Each that is named, with its quality; a quality that is none is 1."""
    ranked = []
    for one in header.split(",", _MOST)[:_MOST]:
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        said = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            quality = float(said)
        except ValueError:
            quality = 1.0
        ranked.append((name, min(max(quality, 0.0), 1.0)))
    return ranked
