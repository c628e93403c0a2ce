"""The guide's six observations, as facts.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-PreferredPlaceOfDeath
"""

from collections.abc import Iterator, Mapping

from profiles.pzp.reading.coded import STATES, Coded, coded
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import Record, Tree, marks
from profiles.pzp.reading.written import SOMETHING, displays, not_understood, plain, remarks
from profiles.pzp.unknown import State, state_of
from profiles.pzp.wish import asked
from profiles.resource.read import element, objects, says, words

SUBJECTS: Mapping[str, Subject] = {
    "665671000146101": Subject.CAPACITY,
    "153851000146100": Subject.CARE_WISHES,
    "395091006": Subject.PLACE_OF_DEATH,
    "340171000146104": Subject.EUTHANASIA,
    "570801000146104": Subject.DONOR,
    "247751003": Subject.SENSE_OF_PURPOSE,
}
ANSWERS: Mapping[Subject, frozenset[str]] = {
    Subject.PLACE_OF_DEATH: frozenset({"264362003", "22232009", "108344006", "284546000"}),
    Subject.EUTHANASIA: frozenset({"340181000146102", "340201000146103", "340191000146100"}),
    Subject.DONOR: frozenset({"373066001", "373067005"}),
}
IN_WORDS = frozenset({Subject.CARE_WISHES, Subject.SENSE_OF_PURPOSE})
"""What is asked in words, and not by codes."""
CAPABLE, NOT_CAPABLE = "true", "false"
_STANDINGS = {
    "final": Standing.IN_FORCE, "amended": Standing.IN_FORCE, "corrected": Standing.IN_FORCE,
    "cancelled": Standing.REJECTED, "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip


def observations(record: Record) -> Iterator[tuple[Tree, Fact]]:
    """Every one of the six, with its resource: by each of their codes that it has."""
    for observation in record.of("Observation"):
        for _, code in asked(observation):
            record.used.add(id(observation))
            yield observation, _fact(record, observation, SUBJECTS[code])


def _fact(record: Record, observation: Tree, subject: Subject) -> Fact:
    found, unread = _answer(observation, subject), _unread(observation)
    standing = _STANDINGS.get(words(observation, "status"), Standing.UNSTATED)
    # That he can't decide is not put aside for what stands beside it.
    is_kept = not unread or found.code == NOT_CAPABLE
    return Fact(
        subject=subject,
        says=found.says if is_kept else Says.UNREAD,
        standing=standing,
        code=found.code,
        written=(*found.written, *unread),
        displays=(*displays(observation.get("code")), *found.displays),
        remarks=remarks(observation),
        date=_date(observation),
        parties=record.parties(_performers(observation), observation),
        read_yourself=bool(unread) or found.says is Says.UNREAD or standing is Standing.UNSTATED,
        **marks(observation, record),
    )


def _answer(observation: Tree, subject: Subject) -> Coded:
    values = {name: value for name, value in observation.items() if name.startswith("value")}
    absent = state_of({**_without_value(observation), "status": "final"})
    if not values:
        return Coded(STATES[absent])
    if len(values) > 1:
        return Coded(Says.UNREAD, written=(plain(values),))
    ((name, value),) = values.items()
    if subject is Subject.CAPACITY and type(value) is bool:
        return Coded(Says.ANSWER, str(value).lower())
    if name == "valueString" and subject in IN_WORDS and type(value) is str and says(value):
        return Coded(Says.ANSWER, "", (value.strip(),))
    if name == "valueCodeableConcept":
        return _of_concept(value, subject)
    return Coded(Says.UNREAD, written=(plain(value),)) if plain(value) else Coded(Says.UNSAID)


def _of_concept(value: object, subject: Subject) -> Coded:
    known = ANSWERS.get(subject, frozenset())
    return coded(value, {code: code for code in known})


def _without_value(observation: Tree) -> dict[str, object]:
    return {name: one for name, one in observation.items() if not name.startswith("value")}


def _unread(observation: Tree) -> list[str]:
    """What stands beside an answer, and says more or otherwise than it."""
    found = not_understood(observation)
    has_value = any(name.startswith("value") for name in observation)
    without = {**_without_value(observation), "status": "final"}
    if has_value and state_of(without) is not State.UNSAID:
        reason = observation.get("dataAbsentReason", observation.get("_valueBoolean"))
        found.append(plain(reason) or SOMETHING)
    if "component" in observation:
        found.append(plain(observation["component"]) or SOMETHING)
    return found


def _date(observation: Tree) -> str:
    names = ("effectiveDateTime", "effectiveInstant", "issued")
    period = words(element(observation, "effectivePeriod"), "start")
    first, *later = (words(observation, name) for name in names)
    return next(filter(None, (first, period, *later)), "")


def _performers(observation: Tree) -> list[dict[str, object]]:
    return list(objects(observation.get("performer")))
