"""What is wrong with a message before anything of its content is looked at.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading112
"""

from dataclasses import dataclass, field, replace

from adapters.hospital.header import Header
from adapters.hospital.mllp.acknowledgement import version_of
from adapters.hospital.mllp.charset import decode
from adapters.hospital.mllp.segments import holds_several, with_carriage_returns
from adapters.hospital.mllp.settings import Sender
from adapters.hospital.verdict import Fault

_SEQUENCE, _MISSING, _DATA_TYPE, _NOT_IN_TABLE = 100, 101, 102, 103
_TYPE, _EVENT, _PROCESSING_ID, _VERSION = 200, 201, 202, 203
_LONGEST_ID = 199


@dataclass(frozen=True, slots=True)
class Opened:
    """A message in letters, its header read in the same set; `habits` are told once a sender."""

    header: Header
    text: str = field(repr=False)
    notes: tuple[str, ...] = ()
    habits: tuple[str, ...] = ()


def opened(message: bytes, header: Header, sender: Sender) -> Opened | Fault:
    """The message to be taken, or why it is not."""
    fault = _fault_of_header(header, sender)
    if fault is not None:
        return fault
    if holds_several(message):
        return Fault("AE", _SEQUENCE, "MSH^2", "a second MSH in one frame, which is no batch")
    wire = sender.wire
    decoded = decode(message, header, sender.character_set, wire.misdeclared)
    if isinstance(decoded, Fault):
        return decoded
    text, fed = with_carriage_returns(decoded.text, header.delimiters.field)
    habits = ("its segments end in line feeds",) if fed else ()
    return Opened(replace(header, codec=decoded.codec), text, decoded.notes, habits)


def _fault_of_header(header: Header, sender: Sender) -> Fault | None:
    """The first thing that is wrong with MSH; what a resend may mend (AR) is said last."""
    if not header.splits:
        return Fault("AE", _DATA_TYPE, "MSH^1^2", "delimiters that are equal, missing or letters")
    if not header.control_id.strip():
        return Fault("AE", _MISSING, "MSH^1^10", "no message control id")
    if len(header.control_id) > _LONGEST_ID:
        return Fault("AE", _DATA_TYPE, "MSH^1^10", "the message control id is too long")
    if not header.type:
        return Fault("AR", _TYPE, "MSH^1^9", "no message type")
    if version_of(header) is None:
        return Fault("AR", _VERSION, "MSH^1^12", "no version of HL7 v2 that is read here")
    return _fault_of_sender(header, sender) or _fault_of_kind(header, sender)


def _fault_of_sender(header: Header, sender: Sender) -> Fault | None:
    """Another sender's numbers are other patients': none of its messages is taken."""
    if sender.production and header.processing_id != "P":
        return Fault("AR", _PROCESSING_ID, "MSH^1^11", "only production messages are taken here")
    if sender.application and header.sending_application != sender.application:
        return Fault("AR", _NOT_IN_TABLE, "MSH^1^3", "a sending application that is not known")
    if sender.facility and header.sending_facility != sender.facility:
        return Fault("AR", _NOT_IN_TABLE, "MSH^1^4", "a sending facility that is not known")
    return None


def _fault_of_kind(header: Header, sender: Sender) -> Fault | None:
    if not sender.events or f"{header.type}^{header.event}" in sender.events:
        return None
    types = {event.partition("^")[0] for event in sender.events}
    if header.type in types:
        return Fault("AR", _EVENT, "MSH^1^9", "an event that is not taken here")
    return Fault("AR", _TYPE, "MSH^1^9", "a message type that is not taken here")
