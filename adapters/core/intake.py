"""What an adapter took in, for Prometheus: a file that the node exporter of its machine reads.

An adapter runs beside its source, mostly where nobody may call in: so it listens nowhere.
https://github.com/prometheus/node_exporter#textfile-collector
"""

import time
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

NAME = "intake.prom"
COUNTS = {
    "pushed": "Records that the hub took since the adapter was started",
    "rejected": "Records that were set aside since the adapter was started",
    "waiting": "Records that could not be brought to the hub at the last pass",
    "last_pass_seconds": "When the last pass ended, in seconds since 1970",
}


@dataclass(frozen=True, slots=True)
class Intake:
    """The file of one adapter; it names nobody and no record."""

    adapter: str
    folder: Path

    def write(self, pushed: int, rejected: int, waiting: int) -> None:
        """As it is after a pass, in place of the one before, whole or not at all."""
        registry = CollectorRegistry()
        values = (pushed, rejected, waiting, time.time())
        for (name, meaning), value in zip(COUNTS.items(), values, strict=True):
            gauge = Gauge(f"hub_adapter_{name}", meaning, ["adapter"], registry=registry)
            gauge.labels(self.adapter).set(value)
        write_to_textfile(str(self.folder / NAME), registry)
