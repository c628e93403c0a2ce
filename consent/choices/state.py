"""How a stored choice stands on a day: in force, waiting, over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from consent.agreement import waits
from consent.facts import Facts
from consent.precedence import note
from consent.statement import Statement

State = Literal[
    "proposed", "active", "objected", "planned", "expired", "withdrawn", "not-entitled", "mistaken"
]
"""proposed: it waits. active: somebody is let in by it. objected: somebody is kept out by it.
planned: its first day is to come. not-entitled: who signed it may not decide this. mistaken: it was
entered in error."""

_OF_NOTE: Mapping[str, State] = {
    "C-WITHDRAWN": "withdrawn",
    "C-EXPIRED": "expired",
    "C-NOT-ENTITLED": "not-entitled",
}


def state_of(said: Sequence[Statement], facts: Facts, day: date) -> State:
    """Of all that one Consent says; `facts` are those by which is decided for who asks for care."""
    if not said or said[0].status == "entered-in-error":
        return "mistaken"
    notes = [note(one, facts, day) for one in said]
    holding = [one for one, why in zip(said, notes, strict=True) if why is None]
    if holding:
        if all(waits(one) and not _at_its_recorder(one) for one in holding):
            return "proposed"
        return "active" if any(one.permit for one in holding) else "objected"
    if any(map(waits, said)):
        return "proposed"
    if "C-NOT-YET-VALID" in notes:
        return "planned"
    return next(_OF_NOTE[why] for why in notes if why)


def _at_its_recorder(one: Statement) -> bool:
    """Whether it holds over what its recorder keeps itself, whatever it is over other data."""
    return one.custodian in {"*", one.recorded_by} or one.custodian.startswith("cat:")
