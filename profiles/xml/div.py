"""The narrative as JSON holds it, set into XML as it is written: by itself it must be sound.

https://hl7.org/fhir/R4/narrative.html
"""

from typing import Any
from xml.parsers import expat

from profiles.xml.children import BETWEEN, XHTML

_START = "<div"
_WHITE = " \t\r\n"


class NotADiv(ValueError):
    """What would change the XML around it, or is no XML at all."""


def sound_div(value: Any) -> str:
    """The text, if it is one XHTML div and nothing besides; raises NotADiv."""
    text = value.strip(_WHITE) if type(value) is str else ""
    if not text.startswith(_START):
        raise NotADiv(f'a narrative is one <div xmlns="{XHTML}">')
    tags: list[str] = []
    parser = expat.ParserCreate("UTF-8", BETWEEN)
    parser.StartElementHandler = lambda tag, _: tags.append(tag) if not tags else None
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat's
    except (expat.ExpatError, UnicodeEncodeError):
        raise NotADiv("this narrative is no XML") from None
    if tags != [f"{XHTML}{BETWEEN}div"]:
        raise NotADiv(f'a narrative is one <div xmlns="{XHTML}">')
    return text


def _refuse(*_: object) -> None:
    raise NotADiv("a narrative has no DOCTYPE")
