"""What an event can not do without, row by row."""

from collections.abc import Callable

import pytest

from adapters.hospital.v2.events.table import EVENTS
from adapters.hospital.v2.refusal import MISSING, SEQUENCE
from adapters.hospital.v2.required import NEEDS, Need
from adapters.hospital.verdict import Fault, Taken
from tests.adapters.hospital.v2 import messages
from tests.adapters.hospital.v2.fixtures import Reception

Opened = Callable[..., Reception]
_ROWS = [(kind, need) for kind, needs in NEEDS.items() for need in needs]


def whole(kind: str) -> list[str]:
    """A message with all that its event needs."""
    person = messages.Person()
    at = "20261120100000"
    parts = {
        "ADT": [messages.evn(at), person.pid(), messages.pv1(f"V{person.number}")],
        "MDM": [person.pid(), messages.txa(f"D{person.number}", parent="P1"), messages.obx()],
        "ORU": [person.pid(), f"OBR|1||R{person.number}^ZISK", messages.obx()],
        "SIU": [
            f"SCH|T1|T{person.number}^ZISK|||||OVERPL||||^^^20261127",
            person.pid(),
        ],
    }  # fmt: skip
    listed = [messages.msh(kind), *parts[kind[:3]]]
    if kind == "ADT^A40":
        listed.append(f"MRG|{messages.Person().number}^^^ZKF^PI")
    return listed


def without(listed: list[str], need: Need) -> list[str]:
    """The same, in which one need is not met."""
    if not need.field:
        return [one for one in listed if not one.startswith(need.segment)]
    shorter = []
    for one in listed:
        fields = one.split("|")
        if fields[0] == need.segment:
            fields[need.field] = ""
        shorter.append("|".join(fields))
    return shorter


def test_each_event_that_is_read_has_its_needs() -> None:
    assert NEEDS.keys() == EVENTS.keys()


@pytest.mark.parametrize("kind", NEEDS)
def test_with_all_that_it_needs_an_event_is_taken(kind: str, at_site: Opened) -> None:
    reception = at_site(pending_discharge=True)
    assert isinstance(reception.text(*whole(kind)), Taken)


@pytest.mark.parametrize(("kind", "need"), _ROWS)
def test_without_one_of_them_it_is_refused_at_its_place(
    kind: str, need: Need, at_site: Opened
) -> None:
    reception = at_site(pending_discharge=True)
    verdict = reception.text(*without(whole(kind), need))

    assert isinstance(verdict, Fault)
    assert verdict.code == "AE"
    assert verdict.condition == (MISSING if need.field else SEQUENCE)
    assert verdict.place.startswith(need.segment)
    assert reception.parcels() == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("ADT^A08", "PV1"), ("ADT^A08", "EVN"), ("MDM^T02", "TXA"), ("SIU^S12", "SCH")],
)
def test_what_is_there_twice_belongs_to_two_messages(
    reception: Reception, kind: str, name: str
) -> None:
    listed = whole(kind)
    again = [one for one in listed if one.startswith(name)]

    verdict = reception.text(*listed, *again)

    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition, verdict.place) == ("AE", SEQUENCE, name)
    assert reception.parcels() == []
