"""The handoff of a transfer that goes ahead, section by section, as far as it is open to who asks.

docs/decisions/0063-a-document-and-its-holes.md
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import msgspec
from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import date_said
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.query.document import gathered
from hub.query.read import Wanted, current_version
from hub.transfer.reading import HANDOFF
from profiles.pzp.reading.record import name_of
from profiles.resource.read import element, has, objects, words

NAME = "overdracht"
_BREAK = re.compile(r"</(?:p|div|li|tr|h\d|dt|dd)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_DEEPEST = 6
Part = tuple[int, str, list[str]]
"""How deep its heading stands, its title, and what it says, line by line."""


async def handoff(visit: Visit) -> Response:
    """Of the offer that the form names.

    Raises:
        NotFound: none that goes ahead, or none that he may read.
    """
    access, errand = visit.parts.access, visit.errand
    name = visit.fields.get("offer", "")[:64]
    if not name:
        raise NotFound("no offer is named", rule="S-NOT-HIS-PAGE")
    stored = await current_version(access, errand, Wanted("Task", name, "read"))
    found = await gathered(access, errand, _handed(msgspec.json.decode(stored.body)))
    composition = msgspec.json.decode(found.top.body)
    others = [msgspec.json.decode(one.body) for one in found.others]
    patient = next((one for one in others if one["resourceType"] == "Patient"), None)
    return visit.page(
        "handoff.html",
        offer=stored.id,
        version=stored.version,
        title=words(composition, "title"),
        date=date_said(words(composition, "date"), visit.words),
        person=_person(patient, visit),
        sections=list(_parts(composition, 2, visit.words)),
    )


def _handed(task: Mapping[str, Any]) -> str:
    """The id of the handoff that the offer names."""
    for one in objects(task.get("input")):
        if any(has(one.get("type"), code) for code in HANDOFF):
            kind, _, name = words(element(one, "valueReference"), "reference").partition("/")
            if kind == "Composition" and name:
                return name.partition("/")[0]
    raise NotFound("there is no handoff yet", rule="S-NOT-HIS-PAGE")


def _parts(node: Mapping[str, Any], depth: int, t: Words) -> Iterator[Part]:
    for one in objects(node.get("section")):
        yield min(depth, _DEEPEST), _title(one, t), list(lines_of(element(one, "text")))
        yield from _parts(one, depth + 1, t)


def _title(section: Mapping[str, Any], t: Words) -> str:
    """As its sender calls it, else our words for its code, else what stands there."""
    code = element(section, "code")
    codings = objects(code.get("coding"))
    ours = [t.of("section", words(one, "code")) for one in codings]
    written = [words(one, "display") or words(one, "code") for one in codings]
    named = ", ".join(filter(None, ours)) or ", ".join(filter(None, written))
    return words(section, "title") or words(code, "text") or named or "?"


def lines_of(narrative: Mapping[str, Any]) -> Iterator[str]:
    """What a narrative says, without its markup. https://hl7.org/fhir/R4/narrative.html."""
    for line in _BREAK.sub("\n", words(narrative, "div")).splitlines():
        said = " ".join(unescape(_TAG.sub(" ", line)).split())
        if said:
            yield said


def _person(patient: dict[str, Any] | None, visit: Visit) -> str:
    if patient is None:
        return ""
    t, born = visit.words, date_said(words(patient, "birthDate"), visit.words)
    named = name_of(patient)
    return t("handoff.person", name=named, born=born) if born else named
