"""Small StructureDefinitions and packages, and the official ones beside the checkout."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from profiles.element import Element
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, read_package, shipped
from tests.plugins.shared_data import shared_data

R4 = "http://hl7.org/fhir/StructureDefinition/"
OURS = "http://example.org/fhir/StructureDefinition/"
OFFICIAL = (
    "nictiz.fhir.nl.r4.zib2020-0.12.0-beta.4.tgz",
    "nictiz.fhir.nl.r4.nl-core-0.12.0-beta.4.tgz",
    "iknl.fhir.r4.pzp-0.1.3-beta3.tgz",
)


def element(element_id: str, **facets: Any) -> dict[str, Any]:
    """An ElementDefinition; its path and sliceName follow from its id."""
    steps = [step.partition(":") for step in element_id.split(".")]
    made = {"id": element_id, "path": ".".join(name for name, _, _ in steps)}
    if steps[-1][2]:
        made["sliceName"] = steps[-1][2]
    return made | facets


def typed(code: str, *profiles: str, targets: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return [{"code": code, "profile": list(profiles), "targetProfile": list(targets)}]


def sliced_by(kind: str, path: str, **rest: Any) -> dict[str, Any]:
    return {"discriminator": [{"type": kind, "path": path}], "rules": "open", **rest}


def profile(name: str, base: str, *elements: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A profile `name` on an R4 type or, by its canonical, on another profile."""
    return {
        "resourceType": "StructureDefinition",
        "url": OURS + name,
        "kind": "resource",
        "derivation": "constraint",
        "type": elements[0]["path"].partition(".")[0] if elements else base,
        "baseDefinition": base if "://" in base else R4 + base,
        "differential": {"element": list(elements)},
        **rest,
    }


def package(*resources: dict[str, Any], name: str = "example.one", **rest: Any) -> Package:
    return Package(name, "1.0.0", resources, rest.get("dependencies", {}))


def definitions(*resources: dict[str, Any], **options: bool) -> Definitions:
    return Definitions([package(*resources)], **options)


def grown(
    *elements: dict[str, Any], base: str = "Patient", known: Iterable[dict[str, Any]] = ()
) -> Element:
    """The tree of a profile `it` that says this of its base."""
    return definitions(profile("it", base, *elements), *known).tree(OURS + "it")


def extension(
    name: str, *elements: dict[str, Any], root: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The definition of an extension, with its url."""
    return profile(
        name,
        "Extension",
        element("Extension", **(root or {})),
        element("Extension.url", fixedUri=OURS + name),
        *elements,
    )


@cache
def official() -> tuple[Package, ...]:
    """The published packages, on R4's own extensions, which no package of these brings."""
    r4 = next(found for found in shipped() if found.name == "almere.r4")
    return (r4, *(read_package(shared_data("packages", name)) for name in OFFICIAL))


def at(root: Element, element_id: str) -> Element:
    """The element with an id in a tree that says something of it."""
    return next(node for node in walked(root) if node.id == element_id)


def walked(node: Element) -> Iterator[Element]:
    yield node
    for child in (*(node.children or {}).values(), *node.slices.values()):
        yield from walked(child)
