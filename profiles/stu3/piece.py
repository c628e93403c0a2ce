"""One value of an element with what stands beside it in JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from profiles.r4.element_table import ElementRow


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is its type, `value` None where only `beside` (an id, extensions) is said.

    `step` is its FHIRPath step from the object that holds it.
    """

    kind: str
    value: Any
    beside: Any = None
    step: str = ""


def pieces(node: Mapping[str, Any], row: ElementRow) -> Iterator[Piece]:
    """What stands in an object at an element, in order."""
    for name, kind in row.json_names().items():
        values, besides = node.get(name), node.get(f"_{name}")
        stem = row.name.removesuffix("[x]")
        step = stem if stem == row.name else f"{stem}.ofType({kind})"
        if row.is_list:
            for index, (one, beside) in enumerate(zip_longest(values or (), besides or ())):
                yield Piece(kind, one, beside, f"{step}[{index}]")
        elif values is not None or besides is not None:
            yield Piece(kind, values, besides, step)


def place(out: dict[str, Any], row: ElementRow, found: Sequence[Piece]) -> None:
    """Write pieces where they belong, behind those that stand there already."""
    for one in found:
        name = json_name(row, one.kind)
        if not row.is_list:
            if one.value is not None:
                out[name] = one.value
            if one.beside is not None:
                out[f"_{name}"] = one.beside
            continue
        _append(out, name, one)


def json_name(row: ElementRow, kind: str) -> str:
    """The property of an element that has this type."""
    stem = row.name.removesuffix("[x]")
    return stem if stem == row.name else f"{stem}{kind[0].upper()}{kind[1:]}"


def _append(out: dict[str, Any], name: str, one: Piece) -> None:
    """To a list; values and companions are equally many where there are any of both."""
    beside_name = f"_{name}"
    count = max(len(out.get(name, ())), len(out.get(beside_name, ())))
    if one.beside is not None or beside_name in out:
        listed = out.setdefault(beside_name, [])
        listed += [None] * (count - len(listed)) + [one.beside]
    if one.value is not None or name in out:
        listed = out.setdefault(name, [])
        listed += [None] * (count - len(listed)) + [one.value]
