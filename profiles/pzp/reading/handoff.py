"""Nursing handoffs in short: that there is one, when, by whom, and what the patient needs.

https://informatiestandaarden.nictiz.nl/wiki/vpk:V4.0_FHIR_eOverdracht
"""

from collections.abc import Iterator

from profiles import systems
from profiles.pzp.reading.fact import Standing
from profiles.pzp.reading.record import Record, Tree, is_labelled, source
from profiles.pzp.reading.shown import Handoff
from profiles.pzp.reading.written import plain
from profiles.resource.read import element, has, objects, words

HANDOFF = (systems.SNOMED, "11171000146100")
_NEEDS = f"{systems.NICTIZ}eOverdracht-NeedsOfPatientAndRelatedPersons"
_STANDINGS = {
    "final": Standing.IN_FORCE, "amended": Standing.IN_FORCE, "current": Standing.IN_FORCE,
    "superseded": Standing.ENDED, "preliminary": Standing.NOT_YET,
    "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip


def handoffs(record: Record) -> Iterator[Handoff]:
    """Every report of one; and what points to a document, where its report is not there."""
    reports = [one for one in record.of("Composition") if has(one.get("type"), HANDOFF)]
    known = {record.address(one) for one in reports}
    for report in reports:
        record.used.add(id(report))
        yield _handoff(record, report, _needs(report))
    for pointer in record.of("DocumentReference"):
        if has(pointer.get("type"), HANDOFF):
            record.used.add(id(pointer))
            if known.isdisjoint(_related(record, pointer)):
                yield _handoff(record, pointer, ())


def _handoff(record: Record, one: Tree, needs: tuple[str, ...]) -> Handoff:
    return Handoff(
        date=words(one, "date"),
        title=words(one, "title") or plain(one.get("type")),
        needs=needs,
        parties=record.parties(objects(one.get("author")), one),
        standing=_STANDINGS.get(words(one, "status"), Standing.UNSTATED),
        source=source(one),
        address=record.address(one),
        is_claimed=is_labelled(one, "claimed"),
    )


def _related(record: Record, pointer: Tree) -> set[str]:
    named = objects(element(pointer, "context").get("related"))
    found = (record.look(one, pointer) for one in named)
    return {record.address(one) for one in found if one is not None}


def _needs(node: Tree) -> tuple[str, ...]:
    """What he and his relatives need, at whatever depth of the sections."""
    own = [
        words(one, "valueString")
        for one in objects(node.get("extension"))
        if one.get("url") == _NEEDS
    ]
    inner = [text for one in objects(node.get("section")) for text in _needs(one)]
    return tuple(filter(None, (*own, *inner)))
