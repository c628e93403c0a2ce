"""What an event can not do without, as a table: a segment, or a field of one.

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from adapters.hospital.v2.message import Message
from adapters.hospital.v2.refusal import MISSING, SEQUENCE, Refusal
from adapters.hospital.v2.site import ADT


class Need(NamedTuple):
    """A segment, and a field of it; 0 where the segment alone is needed."""

    segment: str
    field: int = 0


_PERSON = (Need("PID"), Need("PID", 3))
_VISIT = (*_PERSON, Need("PV1"), Need("PV1", 2))  # its number: PV1-19 or PV1-50
_DOCUMENT = (*_PERSON, Need("TXA"), Need("TXA", 2), Need("TXA", 12))
_ADDED = (*_DOCUMENT, Need("TXA", 13), Need("OBX"))
_PLAN = (Need("SCH"), *_PERSON)

NEEDS: Mapping[str, Sequence[Need]] = {
    **{f"ADT^{event}": (Need("EVN"), *_VISIT) for event in (*ADT, "A16")},
    "ADT^A02": (Need("EVN"), *_VISIT, Need("PV1", 3)),
    "ADT^A12": (Need("EVN"), *_VISIT, Need("PV1", 3)),
    "ADT^A28": (Need("EVN"), *_PERSON),
    "ADT^A31": (Need("EVN"), *_PERSON),
    "ADT^A40": (Need("EVN"), *_PERSON, Need("MRG"), Need("MRG", 1)),
    "MDM^T02": (*_DOCUMENT, Need("OBX")),
    "MDM^T04": _DOCUMENT,
    "MDM^T06": _ADDED,
    "MDM^T08": (*_DOCUMENT, Need("OBX")),
    "MDM^T10": _ADDED,
    "MDM^T11": _DOCUMENT,
    "ORU^R01": (*_PERSON, Need("OBR"), Need("OBX")),
    "SIU^S12": _PLAN,
    "SIU^S13": _PLAN,
    "SIU^S14": _PLAN,
    "SIU^S15": _PLAN,
}


def refuse_incomplete(message: Message) -> None:
    """Raises Refusal: a segment or a field that the event needs is not there."""
    for need in NEEDS[message.kind]:
        found = message.all(need.segment)
        if not found:
            text = f"{message.kind} needs the segment {need.segment}"
            raise Refusal(SEQUENCE, need.segment, text)
        for segment in found:
            if need.field and not segment[need.field]:
                text = f"{message.kind} needs {need.segment}-{need.field}"
                raise Refusal(MISSING, segment.where(need.field), text)
