"""Draws `elements.tsv` from typed models of STU3: `python -m profiles.stu3.condense`.

They are those of the package fhir.resources, which nothing here needs but this.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from profiles.stu3.covered import RESOURCES

_MODELS = "fhir.resources.STU3"
_BASES = ("Element", "BackboneElement", "Resource", "DomainResource")
_TYPE = re.compile(r"(?:\.(\w+)Type\b|, (\w+)\()")
_NOT_OURS = frozenset({"resource_type", "fhir_comments"})
_RENAMED = {"EncodedBytes": "base64Binary", "Base64Binary": "base64Binary"}


def condensed() -> str:
    """The table: a type and its base, then its own elements, dots telling the depth."""
    models = _models()
    wanted = [*_BASES, "Extension", *sorted(RESOURCES)]
    lines: list[str] = []
    for name in wanted:
        found = list(_type(models[name], models))
        lines += [line for line, _ in found]
        wanted += [one for _, kinds in found for one in kinds if one in models]
        wanted[:] = dict.fromkeys(wanted)
    return "\n".join(lines) + "\n"


def _models() -> dict[str, Any]:
    package: ModuleType = import_module(_MODELS)
    found: dict[str, Any] = {}
    for module in iter_modules(package.__path__):
        if module.ispkg or module.name == "fhirtypes":
            continue
        found |= {
            name: one
            for name, one in vars(import_module(f"{_MODELS}.{module.name}")).items()
            if isinstance(one, type) and one.__module__ == f"{_MODELS}.{module.name}"
        }
    return found


def _type(model: Any, models: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    base = next(one.__name__ for one in model.__mro__[1:])
    name = model.__name__
    yield f"{name}\t{base if base in _BASES else _root(name)}", []
    yield from _members(model, models, {name: name}, depth=1)


def _root(name: str) -> str:
    return "" if name in {"Element", "Resource"} else "Element"


def _members(
    model: Any, models: dict[str, Any], above: dict[str, str], depth: int
) -> Iterator[tuple[str, list[str]]]:
    """`above` are the backbones around, each with its path."""
    for element in _elements(model):
        kinds = element["kinds"]
        inside = kinds[0] if len(kinds) == 1 and _is_backbone(kinds[0], models) else ""
        if inside in above:
            element["shown"] = f"#{above[inside]}"
        elif inside:
            is_full = models[inside].__mro__[1].__name__ == "BackboneElement"
            element["shown"] = "BackboneElement" if is_full else "Element"
        yield _line(element, depth), [] if inside else kinds
        if inside and inside not in above:
            path = f"{above[model.__name__]}.{element['name']}"
            yield from _members(models[inside], models, {**above, inside: path}, depth + 1)


def _elements(model: Any) -> Iterator[dict[str, Any]]:
    """Its own, in the order of the standard, the types of a choice together."""
    narrows = model.__mro__[1].__name__ not in (*_BASES, "FHIRAbstractModel")
    bases = model.__mro__[2 if narrows else 1 :]
    inherited = {one for base in bases for one in getattr(base, "model_fields", ())}
    by_alias = {field.alias or name: (name, field) for name, field in model.model_fields.items()}
    made: dict[str, dict[str, Any]] = {}
    for alias in model.elements_sequence():
        name, field = by_alias[alias]
        if alias in _NOT_OURS or name in inherited:
            continue
        said = field.json_schema_extra or {}
        stem = said.get("one_of_many")
        shown = f"{stem}[x]" if stem else alias
        one = made.setdefault(shown, {"name": shown, "kinds": [], "targets": [], "shown": ""})
        kind = _kind(repr(field.annotation), f"{model.__name__}.{alias}")
        one["kinds"] += [kind] if kind not in one["kinds"] else []
        one["targets"] += said.get("enum_reference_types", ())
        one["many"] = "List[" in repr(field.annotation)
        one["needed"] = (
            field.is_required()
            or said.get("element_required", False)
            or said.get("one_of_many_required", False)
        )
    yield from made.values()


def _kind(annotation: str, path: str) -> str:
    if path in {"Element.id", "Extension.url", "Resource.id"}:
        return "System.String"
    if path == "Narrative.div":
        return "xhtml"
    if "bool" in annotation:
        return "boolean"
    match = _TYPE.search(annotation)
    if match is None:
        raise ValueError(path)
    if match[2] in _RENAMED:
        return _RENAMED[match[2]]
    name = match[1] or match[2]
    return name if match[1] else name[0].lower() + name[1:]


def _is_backbone(kind: str, models: dict[str, Any]) -> bool:
    """Whether it is made for one place: its module is named by the type around it."""
    if kind not in models or kind in _BASES:
        return False
    module = models[kind].__module__.rpartition(".")[2]
    return bool(kind.lower() != module)


def _line(element: dict[str, Any], depth: int) -> str:
    cells = (
        "." * depth + element["name"],
        f"{int(element['needed'])}..{'*' if element['many'] else 1}",
        element["shown"] or " ".join(element["kinds"]),
        " ".join(sorted(set(element["targets"]) - {"Resource"})),
    )
    return "\t".join(cells).rstrip("\t")


if __name__ == "__main__":
    Path(__file__).with_name("elements.tsv").write_text(condensed(), "utf-8")
