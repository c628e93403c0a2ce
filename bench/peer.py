"""Another FHIR server: loaded through its own front door, asked what any of them can do."""

from dataclasses import replace

from bench.figures import Figure
from bench.founding import region
from bench.loading import loaded
from bench.measure import asking, measured
from bench.options import Options
from bench.target import Target
from bench.works import OF_THE_HUB


def measured_peer(peer: Target, chosen: Options) -> list[Figure]:
    """The figures of the works that are not the hub's alone; what they cost there is not seen."""
    works = tuple(work for work in chosen.works if work not in OF_THE_HUB)
    full = loaded(peer, region(), {}, chosen.inhabitants)
    with asking(peer, full, chosen.workers) as bench:
        return measured(bench, replace(chosen, works=works))
