"""The files of a page, and the headers that keep a page to itself."""

import hashlib
import html
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.http.kept_apart import kept_apart

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
SHARED = ("pages.css", "pages.svg")
"""The look of all pages, and their sign in the browser's tab."""
STYLES: Mapping[str, tuple[str, ...]] = {
    "mijn": ("pages.css", "doors.css", "mijn/mijn.css"),
    "viewer": ("pages.css", "doors.css", "viewer/viewer.css", "viewer/sheet.css"),
    "rtp": (
        "pages.css",
        "doors.css",
        "rtp/rtp.css",
        "rtp/figures/figures.css",
        "rtp/capacity/capacity.css",
    ),
}
"""What each look is put together from: one file, so that a page waits for one request at most."""
_KEPT = "public, max-age=31536000, immutable"

HEADERS: Mapping[str, str] = kept_apart(
    more="script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def asset(name: str, **slots: str) -> Response:
    """One of the files; each `<!--slot-->` in it gets its markup."""
    text = _text(name)
    for slot, markup in slots.items():
        text = text.replace(f"<!--{slot}-->", markup)
    kind = TYPES[name.rpartition(".")[2]]
    return Response(text, headers=HEADERS, media_type=f"{kind}; charset=utf-8")


def served(name: str, path: str) -> Route:
    """The way to one of the files."""

    async def get(_request: Request) -> Response:
        return asset(name)

    return Route(path, get, methods=["GET"])


@cache
def style_path(look: str) -> str:
    """Where the stylesheet of this look is; another text has another address."""
    digest = hashlib.sha256(_style(look).encode()).hexdigest()[:16]
    return f"/{look}-{digest}.css"


def styled(look: str) -> Route:
    """The way to it: of this very text a browser keeps it, of a text of before not."""

    async def get(request: Request) -> Response:
        is_it = request.url.path == style_path(look)
        headers = {**HEADERS, **({"Cache-Control": _KEPT} if is_it else {})}
        return Response(_style(look), headers=headers, media_type="text/css; charset=utf-8")

    return Route(f"/{look}-{{digest}}.css", get, methods=["GET"])


def shared_routes() -> list[Route]:
    """What all pages use."""
    return [served(name, f"/{name}") for name in SHARED]


@cache
def _style(look: str) -> str:
    return "\n".join(_text(one) for one in STYLES[look])


@cache
def _text(name: str) -> str:
    return files("hub.pages").joinpath(name).read_text("utf-8")


def options(groups: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    """The choices of a list, in groups: each a value with the words that stand for it."""
    made = []
    for label, choices in groups.items():
        made.append(f'<optgroup label="{html.escape(label)}">')
        made += [
            f'<option value="{html.escape(value)}">{html.escape(words)}</option>'
            for value, words in choices
        ]
        made.append("</optgroup>")
    return "\n".join(made)
