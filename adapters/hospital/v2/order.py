"""When a message was recorded, occurred and was sent: by that, not by its coming, it is current.

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html (EVN)
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.hospital.v2.message import Message
from adapters.hospital.v2.moment import Moment, Zone
from adapters.hospital.v2.site import Site

_OFFSET = 5


@dataclass(frozen=True, slots=True)
class Order:
    """`at` sorts as messages do; `recorded` and `occurred` only where they are told."""

    at: str
    recorded: Moment | None
    occurred: Moment | None
    zone: Zone


def order_of(message: Message, site: Site) -> Order:
    """EVN-2, then EVN-6, then MSH-7. Raises Refusal: a moment that is none."""
    sent_text = message.header.sent
    offset = sent_text[-_OFFSET:] if sent_text[-_OFFSET:-4] in {"+", "-"} else ""
    zone = Zone(ZoneInfo(site.zone), offset, message.tell)
    sent = zone.read(sent_text, "MSH^1^7")
    recorded = zone.read(message.field("EVN", 2)(), "EVN^1^2") or sent
    occurred = zone.read(message.field("EVN", 6)(), "EVN^1^6")
    parts = (recorded, occurred or recorded, sent)
    return Order("|".join(part.order if part else "" for part in parts), recorded, occurred, zone)
