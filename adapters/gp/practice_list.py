"""A practice's list: who is registered there, which is what a treatment relation rests on.

docs/decisions/0024-the-right-to-speak.md
"""

from collections.abc import Iterator
from functools import partial

from adapters.core.run import Mapped
from adapters.gp.headed import Headed, Known, known
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import fault, gathered
from profiles.resource.transaction import transaction

KIND = "practice-list"


def practice_list(one: Headed) -> Mapped:
    """Each patient in a transaction of his own; raises InvalidRecord with every fault.

    Who left is told without the practice, so that the relation ends there.
    """
    if not one.practice:
        raise fault("required", "practice", "A practice list names its practice")
    here, left = (_listed(one, name) for name in ("patients", "left"))
    if not here and not left:
        raise fault("required", "patients", "A practice list has patients")
    elsewhere = Headed(one.header, one.keys, {})
    steps = [
        *(partial(known, one, patient, place) for place, patient in here),
        *(partial(_gone, elsewhere, one, patient, place) for place, patient in left),
    ]
    found = gathered(steps)
    if one.in_error:
        text = "A list is not entered in error: send who is registered, and who left"
        raise fault("not-supported", "status", text)
    if len({person.url for person in found}) < len(found):
        raise fault("duplicate", "patients", "A patient stands on the list once")
    return Mapped(tuple(transaction([person.entry]) for person in found), tuple(_notes(found)))


def _listed(one: Headed, name: str) -> list[tuple[str, JsonObject]]:
    listed = one.header.get(name, [])
    if not isinstance(listed, list):
        raise fault("structure", name, f"{name} is a list of Patients")
    if not all(isinstance(patient, dict) for patient in listed):
        raise fault("structure", name, f"{name} is a list of Patients")
    return [(f"{name}[{place}]", patient) for place, patient in enumerate(listed)]


def _gone(elsewhere: Headed, one: Headed, patient: JsonObject, place: str) -> Known:
    """Without the practice, wherever the Patient names it."""
    named = patient.get("generalPractitioner")
    if not isinstance(named, list):
        return known(elsewhere, patient, place)
    number = one.practice["identifier"]
    others = [
        other
        for other in named
        if not (isinstance(other, dict) and other.get("identifier") == number)
    ]
    bare = {name: value for name, value in patient.items() if name != "generalPractitioner"}
    kept = {**bare, "generalPractitioner": others} if others else bare
    return known(elsewhere, kept, place)


def _notes(found: list[Known]) -> Iterator[str]:
    """Each once, with how many it is of."""
    counted: dict[str, int] = {}
    for person in found:
        for note in person.notes:
            counted[note] = counted.get(note, 0) + 1
    yield from (f"of {count} patients: {note}" for note, count in counted.items())
