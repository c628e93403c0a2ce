"""The sheet as narrative: a section's words as the little XHTML that FHIR allows.

https://hl7.org/fhir/R4/narrative.html
"""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from profiles.pzp.sheet.sections import Item, Section, who
from profiles.pzp.sheet.shown import Sheet

_XHTML = "http://www.w3.org/1999/xhtml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets."""


def of_person(sheet: Sheet, as_of: str) -> dict[str, str]:
    """Who it is, and what is read before all else."""
    people = (f"<p><b>{_safe(who(one))}</b></p>" for one in sheet.banners)
    alerts = _list(f"<li>{_safe(one.text)}</li>" for one in sheet.alerts)
    return _narrative([*people, alerts, f"<p>{_safe(as_of)}</p>"])


def of_section(section: Section) -> dict[str, str]:
    """What holds of it."""
    warning = [f"<p><b>{_safe(section.warning)}</b></p>"] if section.warning else []
    nothing = [f"<p>{_safe(section.nothing)}</p>"] if section.nothing else []
    return _narrative([*warning, *nothing, _list(map(_item, section.items))])


def of_before(section: Section) -> dict[str, str]:
    """What of it holds no more."""
    return _narrative([_list(map(_item, section.before))])


def _item(item: Item) -> str:
    beside = "".join(f"<br/>{_safe(one)}" for one in item.beside)
    return f"<li><b>{_safe(item.says)}</b>{beside}</li>"


def _list(items: Iterable[str]) -> str:
    found = "".join(items)
    return f"<ul>{found}</ul>" if found else ""


def _narrative(parts: Iterable[str]) -> dict[str, str]:
    return {"status": "generated", "div": f'<div xmlns="{_XHTML}">{"".join(parts)}</div>'}


def _safe(text: str) -> str:
    """Text, whatever it holds, each line of it on its own."""
    return "<br/>".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for line in _NOT_XML.sub(" ", text).splitlines():
        yield escape(line, {'"': "&quot;"})
