"""Reads the shipped tables once: what R4 says of every element, and the codes of value sets."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from profiles.r4.element_table import ElementRow, ElementTable, element_row


@cache
def table() -> ElementTable:
    """R4's own table."""
    return ElementTable(_lines("elements.tsv"))


@cache
def elements(path: str) -> tuple[ElementRow, ...]:
    """The elements right under a type or a backbone element, such as `Consent.provision`."""
    return table().elements(path)


@cache
def bases() -> Mapping[str, str]:
    """Every type of R4 4.0.1 but the primitives, with the name of its base."""
    return table().bases()


@cache
def resource_types() -> frozenset[str]:
    """The names of all resource types that an instance can have."""
    return table().resource_types()


@cache
def reference_choices() -> frozenset[str]:
    """The property names of choices that hold a Reference, such as `valueReference`."""
    choices: set[str] = set()
    plain: set[str] = set()
    for line in _lines("elements.tsv"):
        name, _, rest = line.lstrip(".").partition("\t")
        if name.endswith("[x]") and "Reference" in rest:
            choices.add(f"{name.removesuffix('[x]')}Reference")
        else:
            plain.add(name)
    return frozenset(choices - plain)


@cache
def choices() -> Mapping[str, Mapping[str, str]]:
    """By the name of a choice without [x]: the type of each property that may stand for it."""
    found: dict[str, dict[str, str]] = {}
    for line in _lines("elements.tsv"):
        name, _, rest = line.lstrip(".").partition("\t")
        if name.endswith("[x]"):
            cells = rest.split("\t")
            element = element_row(name, name, cells)
            found.setdefault(name.removesuffix("[x]"), {}).update(element.json_names())
    return found


@cache
def summary(resource_type: str) -> frozenset[str]:
    """Its root elements that R4 marks as a summary's. https://hl7.org/fhir/R4/search.html#summary."""
    return _summaries()[resource_type]


@cache
def value_sets() -> Mapping[str, frozenset[tuple[str, str]]]:
    """The (system, code) pairs of each value set that R4 requires or advises somewhere."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in _lines("codes.tsv"):
        url, system, codes = line.split("\t")
        found.setdefault(url, set()).update((system, code) for code in codes.split(" "))
    return {url: frozenset(pairs) for url, pairs in found.items()}


@cache
def displays() -> Mapping[str, Mapping[str, str]]:
    """By system and code what R4 calls the codes of those value sets, where it is not the code."""
    found: dict[str, dict[str, str]] = {}
    system = ""
    for line in _lines("displays.tsv"):
        first, _, rest = line.partition("\t")
        system = first or system
        if rest:
            code, _, display = rest.partition("\t")
            found.setdefault(system, {})[code] = display
    return found


@cache
def _summaries() -> Mapping[str, frozenset[str]]:
    rows = (line.partition("\t") for line in _lines("summary.tsv"))
    return {kind: frozenset(names.split(" ")) for kind, _, names in rows}


def _lines(name: str) -> list[str]:
    return files("profiles.r4").joinpath(name).read_text("utf-8").splitlines()
