"""Whether the patient was asked to talk with relatives, or told to, and whether he did: a fact.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-InformRelativesRequest
"""

from collections.abc import Iterator

from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import Record, Tree, marks
from profiles.pzp.reading.written import displays, not_understood, remarks
from profiles.pzp.wish import is_told
from profiles.resource.read import objects, words

ASKED, DONE = "asked", "done"
_STANDINGS = {
    ("Communication", "completed"): Standing.IN_FORCE,
    ("Communication", "in-progress"): Standing.IN_FORCE,
    ("Communication", "preparation"): Standing.NOT_YET,
    ("Communication", "not-done"): Standing.REJECTED,
    ("Communication", "stopped"): Standing.ENDED,
    ("CommunicationRequest", "active"): Standing.IN_FORCE,
    ("CommunicationRequest", "completed"): Standing.IN_FORCE,
    ("CommunicationRequest", "draft"): Standing.NOT_YET,
    ("CommunicationRequest", "revoked"): Standing.ENDED,
}
_IN_ERROR = "entered-in-error"


def told(record: Record) -> Iterator[tuple[Tree, Fact]]:
    """Every word on it, with its resource: told by beta 3 is asked by 1.0."""
    for resource in record.of("Communication", "CommunicationRequest"):
        if is_told(resource):
            record.used.add(id(resource))
            yield resource, _fact(record, resource)


def _fact(record: Record, resource: Tree) -> Fact:
    kind, status = words(resource, "resourceType"), words(resource, "status")
    standing = _STANDINGS.get((kind, status), Standing.UNSTATED)
    if status == _IN_ERROR:
        standing = Standing.IN_ERROR
    done = kind == "CommunicationRequest" and status == "completed"
    unread = not_understood(resource)
    named = [resource.get(name) for name in ("requester", "sender")]
    return Fact(
        subject=Subject.TOLD,
        says=Says.UNREAD if unread else Says.ANSWER,
        standing=standing,
        code=DONE if done else ASKED,
        written=tuple(unread),
        displays=displays([*objects(resource.get("category")), resource.get("topic")]),
        remarks=remarks(resource),
        date=words(resource, "authoredOn") or words(resource, "sent"),
        parties=record.parties([*named, *objects(resource.get("recipient"))], resource),
        read_yourself=bool(unread) or standing is Standing.UNSTATED,
        **marks(resource, record),
    )
