"""Small profiles written in a test, and what a validator that knows them finds."""

from collections.abc import Mapping
from typing import Any

from profiles.issue import told_once
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package
from profiles.validator import Validator

BASE = "https://example.nl/fhir/StructureDefinition/"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
JSON = dict[str, Any]


def element(path: str, slice_name: str = "", **facets: Any) -> JSON:
    """One ElementDefinition; its id is the path with the slice's name behind it."""
    sliced = {"sliceName": slice_name} if slice_name else {}
    name = f"{path}:{slice_name}" if slice_name else path
    return {"id": facets.pop("id", name), "path": path, **sliced, **facets}


def profile(kind: str, *elements: JSON, name: str = "", base: str = "", **more: Any) -> JSON:
    """A StructureDefinition that constrains `kind`."""
    return {
        "resourceType": "StructureDefinition",
        "url": BASE + (name or f"our-{kind}"),
        "name": name or f"Our{kind}",
        "status": "draft",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": kind,
        "baseDefinition": base or HL7 + kind,
        "derivation": "constraint",
        "differential": {"element": list(elements)},
        **more,
    }


def extension(name: str, value: str, *, modifier: bool = False, context: str = "Element") -> JSON:
    """An extension with a value of one type."""
    return profile(
        "Extension",
        element("Extension", isModifier=modifier),
        element("Extension.url", fixedUri=BASE + name),
        element("Extension.value[x]", type=[{"code": value}]),
        name=name,
        context=[{"type": "element", "expression": context}],
    )


def value_set(name: str, system: str, *codes: str) -> JSON:
    """A value set that lists its codes."""
    include = {"system": system, "concept": [{"code": code} for code in codes]}
    url = f"https://example.nl/fhir/ValueSet/{name}"
    return {
        "resourceType": "ValueSet",
        "url": url,
        "status": "draft",
        "compose": {"include": [include]},
    }


def validator(*definitions: Mapping[str, Any]) -> Validator:
    """A validator that knows R4 and these."""
    return Validator(Definitions([Package("test", "1", tuple(definitions), {})]))


def findings(
    resource: JSON, *definitions: Mapping[str, Any], by: str | None = None
) -> list[tuple[str, str]]:
    """Severity and expression of what is found by the first of the definitions, or by `by`."""
    found = validator(*definitions).validate(resource, [by or definitions[0]["url"]])
    return [(issue.severity, issue.expression) for issue in told_once(found)]


def errors(resource: JSON, *definitions: Mapping[str, Any]) -> list[str]:
    """The expressions of the errors alone."""
    return [at for severity, at in findings(resource, *definitions) if severity == "error"]
