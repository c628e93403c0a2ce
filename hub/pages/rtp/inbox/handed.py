"""The handoff that an offer names, as far as it is open to who asks.

docs/decisions/0092-the-handoff.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.errors import NotFound
from hub.pages.days import date_said
from hub.pages.rtp.inbox.sections import Part, sections
from hub.pages.rtp.visit import Visit
from hub.query.document import gathered
from hub.query.read import Wanted, current_version
from hub.transfer.reading import HANDOFF
from profiles.pzp.reading.record import name_of
from profiles.resource.read import element, has, objects, words

_JSON = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Handed:
    """`person` is empty, and `patient` None, where it is not open about whom it is."""

    offer: str
    version: str
    sender: str
    title: str
    date: str
    person: str
    patient: str | None
    sections: list[Part]


async def handed(visit: Visit) -> Handed:
    """Of the offer that the form names.

    Raises:
        NotFound: none that goes ahead, or none that he may read.
    """
    access, errand, t = visit.parts.access, visit.errand, visit.words
    name = visit.fields.get("offer", "")[:64]
    if not name:
        raise NotFound("no offer is named", rule="S-NOT-HIS-PAGE")
    stored = await current_version(access, errand, Wanted("Task", name, "read"))
    task = _JSON.decode(stored.body)
    found = await gathered(access, errand, _named(task))
    composition = _JSON.decode(found.top.body)
    records = {
        url: record
        for one in found.others
        for record in [_JSON.decode(one.body)]
        for url in (one.address, f"{one.address}/_history/{one.version}")
    }
    patient = next((one for one in found.others if one.type == "Patient"), None)
    return Handed(
        offer=stored.id,
        version=stored.version,
        sender=words(element(element(task, "requester"), "identifier"), "value"),
        title=words(composition, "title"),
        date=date_said(words(composition, "date"), t),
        person=_person(_JSON.decode(patient.body), visit) if patient else "",
        patient=patient.id if patient else None,
        sections=list(sections(composition, records, t)),
    )


def _named(task: Mapping[str, Any]) -> str:
    """The id of the handoff that the offer names."""
    for one in objects(task.get("input")):
        if any(has(one.get("type"), code) for code in HANDOFF):
            kind, _, name = words(element(one, "valueReference"), "reference").partition("/")
            if kind == "Composition" and name:
                return name.partition("/")[0]
    raise NotFound("there is no handoff yet", rule="S-NOT-HIS-PAGE")


def _person(patient: dict[str, Any], visit: Visit) -> str:
    t, born = visit.words, date_said(words(patient, "birthDate"), visit.words)
    named = name_of(patient)
    return t("handoff.person", name=named, born=born) if born else named
