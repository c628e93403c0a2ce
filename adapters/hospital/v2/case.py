"""One message with what is needed to read it, as each event is given it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.message import Message
from adapters.hospital.v2.order import Order
from adapters.hospital.v2.site import Site

PERSON = "person"


def visit_name(number: str) -> str:
    """How a visit is named among what a message touched."""
    return f"visit {number}"


def document_name(key: str) -> str:
    """Likewise a document."""
    return f"document {key}"


def limit_name(key: str) -> str:
    """Likewise a limit to treatment."""
    return f"limit {key}"


def plan_name(key: str) -> str:
    """Likewise a planned transfer."""
    return f"plan {key}"


@dataclass
class Case:
    """`touched` names what has to be told anew; `contents` holds documents by their key."""

    message: Message
    order: Order
    site: Site
    touched: set[str] = field(default_factory=set)
    redirected: bool = False
    """It came under a number that was merged away."""
    parents: set[str] = field(default_factory=set)
    """The documents that one is added to, or takes the place of."""
    contents: dict[str, bytes] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """When it was said, as it sorts."""
        return self.order.at


Event = Callable[[Dossier, Case], None]
"""Facts and a message in, facts and what they touch out. Raises Refusal: then none of it holds."""
