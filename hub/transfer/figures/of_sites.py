"""How many sites said lately what places they have."""

from collections import defaultdict
from datetime import datetime

from hub.transfer.figures.figure import Figure, Measured, figure
from hub.transfer.figures.of_cases import Seen


def freshness(seen: Seen) -> Figure:
    """As it was known at the end: of all sites, also of those that never said anything."""
    said: dict[str, list[datetime]] = defaultdict(list)
    for one in seen.facts.statements:
        if one.at <= seen.at:
            said[one.service].append(one.at)
    found = [
        Measured(service, {"region": site.region}, part=_part(seen, said[service]))
        for service, site in sorted(seen.facts.sites.items())
    ]
    return figure("capacity-freshness", "site", "%", found, ("region",))


def _part(seen: Seen, said: list[datetime]) -> str:
    if not said:
        return "never"
    return "fresh" if seen.at - max(said) <= seen.terms.fresh_for else "stale"
