"""When a message was recorded, occurred and was sent: by that, not by its coming, it is current.

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html (EVN)
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.hospital.v2.message import Message
from adapters.hospital.v2.moment import Moment, Zone
from adapters.hospital.v2.site import Site

_OFFSET = 5
_BEFORE_DIGITS = " "
"""Between the parts of what sorts: a vaguer moment comes before the finer ones within it."""


@dataclass(frozen=True, slots=True)
class Order:
    """`at` sorts as messages do; `recorded` and `occurred` only where they are told."""

    at: str
    recorded: Moment | None
    occurred: Moment | None
    zone: Zone


def order_of(message: Message, site: Site) -> Order:
    """EVN-2, then EVN-6, then MSH-7, then when it came. Raises Refusal: a moment that is none."""
    sent_text = message.header.sent
    offset = sent_text[-_OFFSET:] if sent_text[-_OFFSET:-4] in {"+", "-"} else ""
    zone = Zone(ZoneInfo(site.zone), offset, message.tell)
    sent = zone.read(sent_text, "MSH^1^7")
    recorded = zone.read(message.field("EVN", 2)(), "EVN^1^2") or sent
    occurred = zone.read(message.field("EVN", 6)(), "EVN^1^6")
    known = _finer(recorded, sent) or sent
    if known is None:
        message.tell("it tells no moment (EVN-2, MSH-7): it counts as of when it came")
    parts = (known or _came(), occurred or recorded, sent)
    at = _BEFORE_DIGITS.join(part.order if part else "" for part in parts)
    return Order(at, recorded, occurred, zone)


def _finer(recorded: Moment | None, sent: Moment | None) -> Moment | None:
    """A day alone says not when on it: then it is as late as the message was sent on that day."""
    if recorded and sent and sent.fhir.startswith(recorded.fhir):
        return sent
    return recorded


def _came() -> Moment:
    now = datetime.now(UTC)
    return Moment(now.isoformat(timespec="seconds"), f"{now:%Y%m%d%H%M%S}")
