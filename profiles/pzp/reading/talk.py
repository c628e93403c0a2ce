"""The talks about advance care: when they were, and who were there.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Encounter
"""

from collections.abc import Iterator

from profiles.pzp.reading.fact import Standing
from profiles.pzp.reading.record import Record, Tree, is_labelled, source
from profiles.pzp.reading.shown import Talk
from profiles.pzp.reading.written import not_understood
from profiles.pzp.wish import is_talk
from profiles.resource.read import element, objects, words

_STANDINGS = {
    "completed": Standing.IN_FORCE, "in-progress": Standing.IN_FORCE,
    "preparation": Standing.NOT_YET, "not-done": Standing.REJECTED,
    "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip


def talks(record: Record) -> Iterator[Talk]:
    """Every talk, by its Procedure and the Encounter that belongs to it."""
    for procedure in record.of("Procedure"):
        if is_talk(procedure):
            record.used.add(id(procedure))
            yield _talk(record, procedure)


def _talk(record: Record, procedure: Tree) -> Talk:
    met = _encounter(record, procedure)
    who = [one.get("actor") for one in objects(procedure.get("performer"))]
    if met is not None:
        who += [one.get("individual") for one in objects(met.get("participant"))]
    return Talk(
        date=_date(procedure) or _start(met or {}, "period"),
        parties=record.parties(who, procedure),
        standing=_STANDINGS.get(words(procedure, "status"), Standing.UNSTATED),
        source=source(procedure),
        address=record.address(procedure),
        is_claimed=is_labelled(procedure, "claimed"),
        unread=tuple(not_understood(procedure)),
    )


def _date(procedure: Tree) -> str:
    return words(procedure, "performedDateTime") or _start(procedure, "performedPeriod")


def _start(node: Tree, name: str) -> str:
    return words(element(node, name), "start")


def _encounter(record: Record, procedure: Tree) -> Tree | None:
    """That it names, or that names it as its reason."""
    if (found := record.find(procedure.get("encounter"), procedure)) is not None:
        return found
    for encounter in record.of("Encounter"):
        reasons = objects(encounter.get("reasonReference"))
        if any(record.look(one, encounter) is procedure for one in reasons):
            record.used.add(id(encounter))
            return encounter
    return None
