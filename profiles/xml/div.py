"""The narrative as JSON holds it, set into XML as it is written: by itself it must be sound.

https://hl7.org/fhir/R4/narrative.html
"""

from functools import partial
from typing import Any
from xml.parsers import expat

from profiles.xml.children import BETWEEN, XHTML

_START = "<div"
_TAG = f"{XHTML}{BETWEEN}div"
_ONE_DIV = f'a narrative is one <div xmlns="{XHTML}">'
_WHITE = " \t\r\n"


class NotADiv(ValueError):
    """What would change the XML around it, or is no XML at all."""


def sound_div(value: Any) -> str:
    """The text, if it is one XHTML div and nothing before it; raises NotADiv.

    So no DOCTYPE comes with it, and expat knows no entity.
    """
    text = value.strip(_WHITE) if type(value) is str else ""
    if not text.startswith(_START):
        raise NotADiv(_ONE_DIV)
    parser = expat.ParserCreate("UTF-8", BETWEEN)
    parser.StartElementHandler = partial(_first, parser)
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat's
    except (expat.ExpatError, UnicodeEncodeError):
        raise NotADiv("this narrative is no XML") from None
    return text


def _first(parser: expat.XMLParserType, tag: str, _attributes: object) -> None:
    if tag != _TAG:
        raise NotADiv(_ONE_DIV)
    parser.StartElementHandler = None
