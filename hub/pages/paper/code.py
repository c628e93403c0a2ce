"""A QR code as a drawing that is part of the page: nothing is fetched for it.

ISO/IEC 18004; https://segno.readthedocs.io
"""

import segno
from markupsafe import Markup, escape

BORDER = 4
"""Modules of white around it, without which it is not found."""


def code(address: str, said: str) -> Markup:
    """The code of an address; `said` is what is read aloud of it, and not the address."""
    found = segno.make(address, error="m", boost_error=False, micro=False)
    size = found.symbol_size(border=BORDER)[0]
    path = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(found.matrix)
        for x, dark in enumerate(row)
        if dark
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="code" viewBox="0 0 {size} {size}">'
        '<title>{said}</title><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        '<path fill="#000" shape-rendering="crispEdges" d="{path}"/></svg>'
    ).format(size=size, said=escape(said), path=path)
