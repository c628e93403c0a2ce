"""The searches of somebody who knows the directory and wants everybody's rows at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.search.registry import searchable
from profiles import systems
from tests.attacks.asking import Search
from tests.attacks.records import NUMBERS, Record, Staff

SHAPES: list[tuple[tuple[str, str], ...]] = [
    (("_total", "accurate"), ("_count", "0")),
    (("_total", "none"),),
    (("_count", "1"),),
    (("_summary", "count"),),
    (("_summary", "true"),),
    (("_sort", "-_lastUpdated"), ("_count", "2")),
]


def by_reference(
    metadata: Mapping[str, Any], staff: Staff, records: Sequence[Record]
) -> Iterator[Search]:
    """Each reference parameter of each type that metadata lists, in each way to name many."""
    held = {address.partition("/")[0] for record in records for address in record.addresses}
    for kind, code in references(metadata):
        targets = searchable(kind)[code].targets
        named = [one for one in staff.directory if one.partition("/")[0] in targets]
        if named:
            yield _search(kind, code, ",".join(named))
        if kind in held:
            yield from _of_a_type_that_is_held(kind, code, named, staff, records)


def references(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Type and code of each reference parameter by which resources are found here."""
    [rest] = metadata["rest"]
    for resource in rest["resource"]:
        served = searchable(resource["type"])
        for parameter in resource.get("searchParam", []):
            if parameter["type"] == "reference" and parameter["name"] in served:
                yield resource["type"], parameter["name"]


def _of_a_type_that_is_held(
    kind: str, code: str, named: Sequence[str], staff: Staff, records: Sequence[Record]
) -> Iterator[Search]:
    targets = searchable(kind)[code].targets
    people = [record.dossier.patient for record in records]
    numbers = f"{systems.UZI_PERSON}|{staff.uzi},{systems.URA_SYSTEM}|{staff.ura}"
    numbers += f",{NUMBERS}|{staff.ura}"
    if named:
        yield _search(kind, code, ",".join(one.partition("/")[2] for one in staff.directory))
        for one in named:
            target, _, name = one.partition("/")
            yield _search(kind, f"{code}:{target}", name)
            yield _search(kind, f"{code}:{target}.identifier", numbers)
    if "Patient" in targets:
        yield _search(kind, code, ",".join(people))
        locals_ = ",".join(f"{NUMBERS}|{record.local}" for record in records)
        yield _search(kind, f"{code}:Patient.identifier", locals_)
        yield _search(kind, f"{code}:Patient.organization", staff.organization)
        yield _search(kind, f"{code}.general-practitioner", staff.practitioner)
    yield _search(kind, f"{code}:identifier", numbers)
    yield _search(kind, f"{code}.identifier", numbers)
    yield _search(kind, f"{code}:missing", "false")


def by_name(records: Sequence[Record], staff: Staff) -> Iterator[Search]:
    """Lists of ids and of numbers, of each type that is held."""
    for address in records[0].addresses:
        kind = address.partition("/")[0]
        yield _search(kind, "_id", ",".join(record.of_type(kind) for record in records))
        numbers = [f"{NUMBERS}|{kind}-{record.local}" for record in records]
        if kind == "Patient":
            numbers = [f"{NUMBERS}|{record.local}" for record in records]
        yield _search(kind, "identifier", ",".join(numbers))
        yield _search(kind, "identifier", f"{NUMBERS}|all-{staff.ura}")
        yield _search(kind, "identifier", f"all-{staff.ura}")
        yield _search(kind, "_has:Observation:patient:performer", staff.practitioner)


def shaped(searches: Sequence[Search]) -> Iterator[Search]:
    """Each of these in each shape of answer, with all that can come along."""
    for search in searches:
        for shape in SHAPES:
            yield search.with_(*shape)
        yield search.with_(*along(search.type))
        yield search.with_(*along(search.type), ("_count", "1"))


def along(kind: str) -> list[tuple[str, str]]:
    """Includes of everything this refers to, and of what refers to that."""
    forward = [
        ("_include", f"{kind}:{code}")
        for code, one in sorted(searchable(kind).items())
        if one.type == "reference"
    ][:8]
    back = [
        ("_revinclude:iterate", "Observation:performer"),
        ("_revinclude:iterate", "Encounter:practitioner"),
        ("_revinclude:iterate", "Patient:organization"),
        ("_revinclude:iterate", "Goal:patient"),
    ]
    return forward + back


def from_the_directory(staff: Staff) -> Iterator[Search]:
    """A search of the directory that would bring inhabitants along."""
    everything = [
        ("_revinclude", "Patient:organization"),
        ("_revinclude", "Patient:general-practitioner"),
        ("_revinclude", "Observation:performer"),
        ("_revinclude", "Consent:actor"),
        ("_revinclude", "Task:owner"),
        ("_revinclude:iterate", "Encounter:practitioner"),
        ("_include:iterate", "Encounter:subject"),
        ("_revinclude:iterate", "Goal:patient"),
    ]
    for address in staff.directory:
        kind, _, name = address.partition("/")
        yield _search(kind, "_id", name).with_(*everything)


def _search(kind: str, name: str, value: str) -> Search:
    return Search(kind, ((name, value),))
