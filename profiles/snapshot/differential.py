"""What one ElementDefinition says, laid upon an element: it only ever narrows."""

from collections.abc import Iterable, Mapping
from typing import Any

from profiles.element import MANY, Binding, Constraint, Discriminator, Element, Slicing, Type
from profiles.snapshot import narrower

MOST = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
_FHIRPATH = "http://hl7.org/fhirpath/System."


def narrow(element: Element, statement: Mapping[str, Any], source: str) -> None:
    """Change an element by an ElementDefinition of the profile `source`.

    https://hl7.org/fhir/R4/profiling.html#5.1.0.5
    """
    element.min = max(element.min, statement.get("min", 0))
    element.max = min(element.max, _most(statement.get("max", "*")))
    if "type" in statement:
        element.types = _types(element.types, statement["type"])
    if "slicing" in statement:
        element.slicing = narrower.stricter_slicing(element.slicing, _slicing(statement["slicing"]))
    if "binding" in statement:
        stated = _binding(statement["binding"], element.binding)
        element.binding = narrower.stronger_binding(element.binding, stated)
    if "constraint" in statement:
        constraints = [_constraint(each, source) for each in statement["constraint"]]
        element.constraints = narrower.all_constraints(element.constraints, constraints)
    if "maxLength" in statement:
        element.max_length = min(statement["maxLength"], element.max_length or MANY)
    element.is_modifier = statement.get("isModifier", element.is_modifier)
    element.short = statement.get("short", element.short)
    _set_values(element, statement)


def _set_values(element: Element, statement: Mapping[str, Any]) -> None:
    for key, value in statement.items():
        if key.startswith("fixed"):
            element.fixed = value
        elif key.startswith("pattern"):
            element.pattern = narrower.joint_pattern(element.pattern, value)
        elif key.startswith("minValue"):
            element.min_value = value
        elif key.startswith("maxValue"):
            element.max_value = value


def _most(stated: str) -> int:
    return MANY if stated == "*" else int(stated)


def _types(before: tuple[Type, ...], stated: Iterable[Mapping[str, Any]]) -> tuple[Type, ...]:
    """A type that is stated without profiles or targets keeps those that the base gave it.

    Of what FHIRPath names, the `id`, `url` and value of R4, there is no narrower type.
    """
    known = {kind.code: kind for kind in before}
    kinds = tuple(stated)
    if any(kind["code"].startswith(_FHIRPATH) for kind in kinds):
        return before
    return narrower.types(before, tuple(_type(kind, known.get(kind["code"])) for kind in kinds))


def _type(stated: Mapping[str, Any], before: Type | None) -> Type:
    profiles = tuple(_plain(url) for url in stated.get("profile", ()))
    targets = tuple(_plain(url) for url in stated.get("targetProfile", ()))
    aggregation = tuple(stated.get("aggregation", ()))
    if before is not None:
        profiles, targets = profiles or before.profiles, targets or before.targets
        aggregation = aggregation or before.aggregation
    return Type(stated["code"], profiles, targets, aggregation)


def _plain(canonical: str) -> str:
    return canonical.partition("|")[0]


def _slicing(stated: Mapping[str, Any]) -> Slicing:
    discriminators = tuple(
        Discriminator(each["type"], each["path"]) for each in stated.get("discriminator", ())
    )
    return Slicing(discriminators, stated.get("rules", "open"), stated.get("ordered", False))


def _binding(stated: Mapping[str, Any], before: Binding | None) -> Binding | None:
    """A profile may sharpen the strength alone."""
    value_set = _plain(stated.get("valueSet", "")) or (before.value_set if before else "")
    if not value_set:
        return None
    most = [
        _plain(each.get("valueCanonical") or each.get("valueUri") or "")
        for each in stated.get("extension", ())
        if each.get("url") == MOST
    ]
    return Binding(stated["strength"], value_set, next(filter(None, most), ""))


def _constraint(stated: Mapping[str, Any], source: str) -> Constraint:
    return Constraint(
        stated["key"],
        stated.get("severity", "error"),
        stated.get("human", ""),
        stated.get("expression", ""),
        _plain(stated.get("source", source)),
    )
