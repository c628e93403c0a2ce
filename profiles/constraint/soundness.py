"""Asks of a package, before a region judges by it, that every profile in it can be judged by."""

from collections.abc import Iterator

from profiles.constraint.compiler import Compiler
from profiles.packages.definitions import UNUSABLE, Definitions
from profiles.packages.package import Package

_JUDGED_BY = frozenset({"resource", "complex-type", "primitive-type"})


def unsound(definitions: Definitions, package: Package) -> Iterator[str]:
    """A sentence for each profile that can't be expanded or compiled: which, and why.

    What defines new types, as logical models do, is no profile and is passed over.
    """
    compiler = Compiler(definitions)
    for resource in package.resources:
        is_profile = (
            resource["resourceType"] == "StructureDefinition"
            and resource.get("derivation") == "constraint"
            and resource.get("kind") in _JUDGED_BY
        )
        if is_profile:
            try:
                compiler.profile(str(resource.get("url", "")))
            except UNUSABLE as wrong:
                yield f"{resource.get('url')} can't be judged by: {wrong}"
