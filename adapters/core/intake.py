"""What an adapter took in, for Prometheus: a file that the node exporter of its machine reads.

An adapter runs beside its source, mostly where nobody may call in: so it listens nowhere.
https://github.com/prometheus/node_exporter#textfile-collector
"""

import time
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from adapters.core.standing import Standing, seconds_since

NAME = "intake.prom"
COUNTS = {
    "taken": "Records and messages that were taken since the state was made",
    "pushed": "Of these, what the hub took",
    "rejected": "Of these, what is set aside now",
    "waiting": "Of these, what is on its way to the hub",
    "not_taken": "What lies at the source and is not taken",
    "oldest_waiting_seconds": "For how long the oldest of what waits has waited",
    "last_push_seconds": "When the hub last took something, in seconds since 1970; 0 is never",
    "hub_silent_seconds": "For how long the hub has given no answer",
    "last_pass_seconds": "When this was written, in seconds since 1970",
}


@dataclass(frozen=True, slots=True)
class Intake:
    """The file of one adapter; it names nobody and no record."""

    adapter: str
    folder: Path

    def write(self, standing: Standing) -> None:
        """As it is now, in place of what was, whole or not at all. Raises OSError."""
        registry = CollectorRegistry()
        values = (
            *(standing.taken, standing.pushed, standing.rejected, standing.waiting),
            standing.not_taken,
            seconds_since(standing.oldest) or 0.0,
            standing.last_push or 0.0,
            seconds_since(standing.silent_since) or 0.0,
            time.time(),
        )
        for (name, meaning), value in zip(COUNTS.items(), values, strict=True):
            gauge = Gauge(f"hub_adapter_{name}", meaning, ["adapter"], registry=registry)
            gauge.labels(self.adapter).set(value)
        write_to_textfile(str(self.folder / NAME), registry)
