"""A person is added or updated, and no visit with that (ADT A28, A31, and A40's survivor)."""

from collections.abc import Mapping

from adapters.hospital.v2.case import Case, Event
from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.limits import state_own_limits
from adapters.hospital.v2.person import state_person


def told_of_person(dossier: Dossier, case: Case) -> None:
    """What PID says. Raises Refusal."""
    known = dossier.stated.get("name")
    if known is not None and known.at > case.at:
        case.message.tell("older than what is known of this person: does not become current")
    state_person(dossier, case)
    state_own_limits(dossier, case)


EVENTS: Mapping[str, Event] = {
    "ADT^A28": told_of_person,
    "ADT^A31": told_of_person,
    "ADT^A40": told_of_person,
}
