"""A table of a release's types: a type and its base, then its elements, dots telling the depth."""

from collections.abc import Mapping
from dataclasses import dataclass


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


class ElementTable:
    """What a release says of the elements of every type; each type is read when it is first met."""

    def __init__(self, lines: list[str]) -> None:
        self._blocks: dict[str, tuple[str, list[str]]] = {}
        self._types: dict[str, dict[str, tuple[ElementRow, ...]]] = {}
        block: list[str] = []
        for line in lines:
            if line.startswith("."):
                block.append(line)
            else:
                name, base = line.split("\t")
                block = []
                self._blocks[name] = base, block

    def elements(self, path: str) -> tuple[ElementRow, ...]:
        """The elements right under a type or a backbone element, such as `Consent.provision`."""
        root = path.partition(".")[0]
        if root not in self._types:
            self._types[root] = self._type(root)
        return self._types[root].get(path, ())

    def bases(self) -> Mapping[str, str]:
        """Every type but the primitives, with the name of its base."""
        return {name: base for name, (base, _) in self._blocks.items()}

    def resource_types(self) -> frozenset[str]:
        """The names of all resource types that an instance can have."""
        abstract = {"Resource", "DomainResource"}
        return frozenset(
            name
            for name, (base, _) in self._blocks.items()
            if base in abstract and name not in abstract
        )

    def _type(self, root: str) -> dict[str, tuple[ElementRow, ...]]:
        base, lines = self._blocks[root]
        children = {root: list(self.elements(base)) if base else []}
        trail = [root]
        for line in lines:
            first, *cells = line.split("\t")
            name = first.lstrip(".")
            depth = len(first) - len(name)
            trail[depth:] = [name]
            element = element_row(".".join(trail), name, cells)
            children[".".join(trail[:depth])].append(element)
            if element.types in {("BackboneElement",), ("Element",)}:
                children[element.path] = list(self.elements(element.types[0]))
        return {path: tuple(found) for path, found in children.items()}


def element_row(path: str, name: str, cells: list[str]) -> ElementRow:
    """The element at `path`, from the cells of its line."""
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
