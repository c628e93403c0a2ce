"""Which releases of the national guide a region takes: what declares another is refused.

docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from profiles.dialect import NEW, OLD
from profiles.issue import Issue
from profiles.r4.tables import resource_types
from profiles.resource.read import element, numbered
from profiles.validator import declared

BASES: Mapping[str, str] = {"0.1.3-beta3": OLD, "1.0": NEW}
"""By the name of a release how its canonicals begin; the candidates of 1.0 are one."""
ALL = frozenset(BASES)


def untaken(resource: Mapping[str, Any], takes: frozenset[str]) -> Iterator[Issue]:
    """An error for each resource, of a Bundle each entry, that declares a release not taken."""
    if takes >= ALL:
        return
    if resource.get("resourceType") == "Bundle":
        for place, entry in numbered(resource.get("entry")):
            for issue in untaken(element(entry, "resource"), takes):
                steps = issue.expression.partition(".")[2]
                yield replace(issue, expression=f"Bundle.entry[{place}].resource.{steps}")
        return
    kind = resource.get("resourceType")
    bases = tuple(base for name, base in BASES.items() if name not in takes)
    if any(one.startswith(bases) for one in declared(resource)):
        text = (
            f"This region takes the national guide in {' and '.join(sorted(takes))} alone; "
            "send the resource by the profiles of that release."
        )
        named = kind if kind in resource_types() else "Resource"
        yield Issue("error", "not-supported", f"{named}.meta.profile", text)
