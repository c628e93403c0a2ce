"""What PID and the segments beside it say of a person, as facts.

An empty field says nothing; `""` deletes; a list replaces the list before.
https://www.hl7.eu/HL7v2x/v29/std29/ch03.html
"""

from collections.abc import Callable, Mapping

from adapters.hospital.v2.case import PERSON, Case
from adapters.hospital.v2.contact_details import addresses_of, telecoms_of
from adapters.hospital.v2.facts import Dossier, state
from adapters.hospital.v2.message import Field, Message, Segment
from adapters.hospital.v2.moment import Zone, date_of
from adapters.hospital.v2.names import name_of, names_of
from adapters.hospital.v2.professionals import professional
from adapters.hospital.v2.refusal import DATA_TYPE, Refusal
from adapters.hospital.v2.site import Site
from profiles.invalid import JsonObject

GENDERS = {
    "F": "female",
    "M": "male",
    "O": "other",
    "A": "other",
    "N": "other",
    "X": "other",
    "U": "unknown",
}
MARITAL = {"M": "M", "S": "S", "D": "D", "W": "W", "A": "L", "P": "T", "B": "U"}
_BIRTH, _GENDER, _DIED_AT, _DIED = 7, 8, 29, 30
_SAID: Mapping[str, tuple[int, Callable[[Field], object]]] = {
    "name": (5, lambda field: names_of(field.filled())),
    "address": (11, lambda field: addresses_of(field.filled())),
    "phones": (13, lambda field: telecoms_of(field.filled())),
    "work phones": (14, lambda field: telecoms_of(field.filled(), "work")),
    "mail": (40, lambda field: telecoms_of(field.filled())),
    "marital": (16, lambda field: MARITAL.get(field().upper())),
}
"""What is taken of PID as it stands there."""


def state_person(dossier: Dossier, case: Case) -> None:
    """All that the message says of the person but whose number it is. Raises Refusal.

    Under a number that was merged away it says nothing of the one who remained.
    """
    case.touched.add(PERSON)
    message, at = case.message, case.at
    pid = message.all("PID")[0]
    if case.redirected:
        return
    for name, (place, made) in _SAID.items():
        field = pid[place]
        if field.deletes:
            state(dossier.stated, name, at, None)
        elif field and (said := made(field)):
            state(dossier.stated, name, at, said)
        elif field:
            message.tell(f"PID-{place} is not understood, and is not taken")
    _state_birth(dossier, pid, at)
    _state_gender(dossier, pid, message, at)
    _state_death(dossier, pid, message, at, case.order.zone)
    _state_practitioner(dossier, message, at, case.site)
    contacts = [_contact(segment) for segment in message.all("NK1")]
    if contacts:
        listed = [one for one in contacts if one]
        state(dossier.stated, "contacts", at, listed)
        dossier.contacts_told = max(dossier.contacts_told, len(listed))


def _state_birth(dossier: Dossier, pid: Segment, at: str) -> None:
    field = pid[_BIRTH]
    if field.deletes:
        text = 'a date of birth is not deleted by ""; send the right one'
        raise Refusal(DATA_TYPE, pid.where(_BIRTH), text)
    if field():
        state(dossier.stated, "birth", at, date_of(field(), pid.where(_BIRTH)))


def _state_gender(dossier: Dossier, pid: Segment, message: Message, at: str) -> None:
    field = pid[_GENDER]
    if field.deletes:
        state(dossier.stated, "gender", at, None)
    elif field():
        gender = GENDERS.get(field().upper())
        if gender is None:
            message.tell("PID-8 is not in the table, and is not taken")
        else:
            state(dossier.stated, "gender", at, gender)


def _state_death(dossier: Dossier, pid: Segment, message: Message, at: str, zone: Zone) -> None:
    """A death is stated by its moment or by Y, and never where PID-29 and PID-30 contradict."""
    died_at = zone.read(pid[_DIED_AT](), pid.where(_DIED_AT))
    says = pid[_DIED]().upper()
    if says not in {"", "Y", "N"}:
        message.tell("PID-30 is neither Y nor N, and is not taken")
    if died_at and says == "N":
        message.tell("PID-29 tells a death and PID-30 that there is none: neither is taken")
    elif died_at:
        state(dossier.stated, "died", at, died_at.fhir)
    elif says == "Y":
        if not isinstance(dossier.value("died"), str):
            state(dossier.stated, "died", at, True)  # noqa: FBT003 - what PID-30 says
    elif says == "N" or pid[_DIED].deletes or pid[_DIED_AT].deletes:
        _state_alive(dossier, message, at, is_told=says == "N")


def _state_alive(dossier: Dossier, message: Message, at: str, *, is_told: bool) -> None:
    """A known death is not undone by a flag: the owner is told."""
    if dossier.value("died"):
        message.tell(
            "it says that somebody is alive whose death was told before; the death stays: "
            "see at the source which is so, and tell the hub's owner"
        )
    elif is_told:
        state(dossier.stated, "died", at, False)  # noqa: FBT003 - what PID-30 says


def _state_practitioner(dossier: Dossier, message: Message, at: str, site: Site) -> None:
    """The GP: a ROL with role PP, else PD1-4."""
    for segment in message.all("ROL"):
        if segment[3]().upper() == "PP":
            field = segment[4]
            break
    else:
        field = message.field("PD1", 4)
    if field.deletes:
        state(dossier.stated, "gp", at, None)
    elif field:
        gp = professional(field.repetitions[0], site)
        if gp:
            state(dossier.stated, "gp", at, gp)


def _contact(segment: Segment) -> JsonObject | None:
    """NK1: who is to be called. What the sender calls the relationship is kept in words too."""
    names = [name for one in segment[2].filled() if (name := name_of(one, 1))]
    if not names:
        return None
    relation = segment[3]
    said = {
        "name": names[:1],
        "relation": [relation(), relation(2)],
        "role": [segment[7](), segment[7](2)],
        "telecom": telecoms_of([*segment[5].filled(), *segment[6].filled()]),
        "address": addresses_of(segment[4].filled()),
    }
    return {name: part for name, part in said.items() if part}
