"""Bundles in which a resource refers to one that was sent along: as its profile asks, or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from profiles.element import Element
from profiles.packages.definitions import Definitions
from tests.profiles.mutants.membership import slicing_of
from tests.profiles.mutants.mutant import Mutant
from tests.profiles.mutants.places import Tree, replaced
from tests.profiles.mutants.sites import Site

BASE = "http://example.org/fhir"
R4 = "http://hl7.org/fhir/StructureDefinition/"


@dataclass(frozen=True, slots=True)
class Targets:
    """Resources to point at, by profile: `sound` ones, and `spoiled` ones that R4 allows."""

    sound: dict[str, Tree]
    spoiled: dict[str, Tree]


def asked(definitions: Definitions, element: Element) -> dict[str, set[str]]:
    """The profiles of each type that a Reference asks for; none where the type alone will do."""
    found: dict[str, set[str]] = {}
    for url in (target for kind in element.types for target in kind.targets):
        found.setdefault(definitions.type_of(url) or "", set()).add(url)
    return {kind: urls for kind, urls in found.items() if f"{R4}{kind}" not in urls}


def pairs(
    definitions: Definitions, profile: str, sites: Iterable[Site], targets: Targets
) -> Iterator[tuple[Mutant, Tree]]:
    """A mutant for each Reference and type, and the Bundle that it was before it was spoiled."""
    for site in sites:
        if site.here is None or site.here.kind != "Reference" or _is_sliced_by_profile(site):
            continue
        for kind, urls in asked(definitions, site.element).items():
            # Where more than one profile will do, a resource that spoils them all is not at hand.
            url = next(iter(urls))
            if len(urls) > 1 or url not in targets.sound or url not in targets.spoiled:
                continue
            pointing = replaced(site.tree, site.here.keys, {"reference": f"{kind}/target"})
            yield (
                Mutant(
                    example="",
                    profile=profile,
                    element=f"{site.id}({kind})",
                    facet="target profile",
                    severity="error",
                    expression=f"Bundle.entry[0].resource{_beneath(site.here.expression)}",
                    resource=bundle(pointing, targets.spoiled[url]),
                ),
                bundle(pointing, targets.sound[url]),
            )


def bundle(pointing: Tree, target: Tree) -> Tree:
    """The two, the target without a word of the profile that it may follow."""
    bare = {name: value for name, value in target.items() if name != "meta"} | {"id": "target"}
    entries = [pointing | {"id": "pointing"}, bare]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one}
            for one in entries
        ],
    }


def _is_sliced_by_profile(site: Site) -> bool:
    """Whether a target that does not follow the profile only leaves an open slice."""
    return any(
        told.type == "profile"
        for inside in site.slices
        for told in slicing_of(inside.whole).discriminators
    )


def _beneath(expression: str) -> str:
    kind, dot, rest = expression.partition(".")
    return f"{dot}{rest}" if kind else ""
