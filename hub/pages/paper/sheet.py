"""HTML to draw, from a template of this room; every value in it is text and nothing else."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from hub.pages.paper.messages import messages
from hub.pages.paper.visible import direction, visible
from hub.pages.paper.words import Language

_FILES = (
    *("letter.html", "letter.css", "sheet.css", "sorry.html", "wishes.css", "wishes.html"),
    *("plan.css", "plan.html", "handoff.css", "handoff.html"),
)


def sheet(name: str, language: Language, **values: Any) -> str:
    """The template with its values, with its `language` and the words of that, `say`."""
    return (
        _templates().get_template(name).render(say=messages(language), language=language, **values)
    )


@cache
def _templates() -> Environment:
    found = files("hub.pages.paper")
    made = Environment(
        loader=DictLoader({name: found.joinpath(name).read_text("utf-8") for name in _FILES}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
    )
    made.filters["direction"] = direction
    return made


def _printable(value: Any) -> Any:
    """What a template puts in: made by itself (a macro), or text, of which all can be seen."""
    return value if isinstance(value, Markup) else visible(str(value))
