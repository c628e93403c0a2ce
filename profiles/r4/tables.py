"""Reads the shipped tables once: what R4 says of every element, and the codes of value sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One element of one type: `name` ends in [x] for a choice, `same_as` is a content reference.

    It is bound to `value_set` as required, to `advised` as extensible.

    https://hl7.org/fhir/R4/elementdefinition.html
    """

    path: str
    name: str
    is_required: bool
    is_list: bool
    types: tuple[str, ...]
    targets: frozenset[str]
    value_set: str
    advised: str
    same_as: str

    def json_names(self) -> dict[str, str]:
        """The property names of this element in JSON, each with its type."""
        if not self.name.endswith("[x]"):
            return {self.name: self.types[0] if self.types else ""}
        stem = self.name.removesuffix("[x]")
        return {f"{stem}{kind[0].upper()}{kind[1:]}": kind for kind in self.types}


@cache
def elements(path: str) -> tuple[ElementRow, ...]:
    """The elements right under a type or a backbone element, such as `Consent.provision`."""
    return _type(path.partition(".")[0]).get(path, ())


@cache
def bases() -> Mapping[str, str]:
    """Every type of R4 4.0.1 but the primitives, with the name of its base."""
    return {name: base for name, (base, _) in _blocks().items()}


@cache
def resource_types() -> frozenset[str]:
    """The names of all resource types that an instance can have."""
    abstract = {"Resource", "DomainResource"}
    return frozenset(
        name for name, base in bases().items() if base in abstract and name not in abstract
    )


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
            element = _element(name, name, cells)
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


@cache
def _blocks() -> dict[str, tuple[str, list[str]]]:
    blocks: dict[str, tuple[str, list[str]]] = {}
    block: list[str] = []
    for line in _lines("elements.tsv"):
        if line.startswith("."):
            block.append(line)
        else:
            name, base = line.split("\t")
            block = []
            blocks[name] = base, block
    return blocks


@cache
def _type(root: str) -> dict[str, tuple[ElementRow, ...]]:
    base, lines = _blocks()[root]
    children = {root: list(elements(base)) if base else []}
    trail = [root]
    for line in lines:
        first, *cells = line.split("\t")
        name = first.lstrip(".")
        depth = len(first) - len(name)
        trail[depth:] = [name]
        element = _element(".".join(trail), name, cells)
        children[".".join(trail[:depth])].append(element)
        if element.types in {("BackboneElement",), ("Element",)}:
            children[element.path] = list(elements(element.types[0]))
    return {path: tuple(found) for path, found in children.items()}


def _element(path: str, name: str, cells: list[str]) -> ElementRow:
    cardinality, types, targets, value_set, advised = (*cells, "", "", "", "")[:5]
    is_reference = types.startswith("#")
    return ElementRow(
        path=path,
        name=name,
        is_required=cardinality[0] != "0",
        is_list=cardinality.endswith("*"),
        types=() if is_reference else tuple(types.split(" ")),
        targets=frozenset(targets.split()),
        value_set=value_set,
        advised=advised,
        same_as=types[1:] if is_reference else "",
    )
