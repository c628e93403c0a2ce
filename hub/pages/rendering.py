"""Templates of pages: what stands in a slot is text, never markup, and an empty slot is a fault."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def templates(page: str) -> Environment:
    """Those of one page. https://jinja.palletsprojects.com/en/stable/api/#autoescaping."""
    return Environment(
        loader=PackageLoader("hub.pages", page),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
