"""Asks of a package, before a region judges by it, that every profile in it can be expanded."""

from collections.abc import Iterator

from profiles.definitions import Definitions, UnknownDefinition
from profiles.package import Package
from profiles.snapshot import InvalidDefinition

_JUDGED_BY = frozenset({"resource", "complex-type", "primitive-type"})


def unsound(definitions: Definitions, package: Package) -> Iterator[str]:
    """A sentence for each profile that can't be expanded: which, and why.

    What defines new types, as logical models do, is no profile and is passed over.
    """
    for resource in package.resources:
        is_profile = (
            resource["resourceType"] == "StructureDefinition"
            and resource.get("derivation") == "constraint"
            and resource.get("kind") in _JUDGED_BY
        )
        if is_profile:
            try:
                definitions.tree(str(resource.get("url", "")))
            except (UnknownDefinition, InvalidDefinition) as wrong:
                yield f"{resource.get('url')} can't be judged by: {wrong}"
