"""The counts of all processes as Prometheus metrics, asked for at each scrape.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import msgspec
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from hub.monitoring.worker import SUFFIX, Told
from hub.telemetry.answers import BOUNDS

_WITHIN = 1.0  # seconds; a process that does not answer so soon is told to be down
_LES = [*map(str, BOUNDS), "+Inf"]
GAUGES = {
    "pool_size": ("hub_pool_connections_limit", "Database connections that a process may have"),
    "pool_in_use": ("hub_pool_connections_in_use", "Database connections that are out"),
    "pool_waiting": ("hub_pool_waiting", "Calls that wait for a database connection"),
    "queue_waiting": ("hub_ledger_queue", "Calls that wait for their ledger rows to be written"),
    "ledger_lag": ("hub_ledger_lag_seconds", "How long the oldest row without a seal has waited"),
    "ledger_seals": ("hub_ledger_seals", "Number of the newest seal of the ledger"),
    "undelivered": (
        "hub_checkpoints_undelivered",
        "1 where checkpoints wait for their second place for a minute",
    ),
    "medmij_lists_age": (
        "hub_medmij_lists_age_seconds",
        "How long ago the lists of the national layer were had; negative where one never was",
    ),
    "notifications_waiting": (
        "hub_notifications_waiting",
        "Notifications that wait to be taken; each process tells those of all",
    ),
    "notifications_oldest": (
        "hub_notifications_oldest_seconds",
        "How long the oldest of these has waited",
    ),
    "notifications_dead": (
        "hub_notifications_given_up",
        "Notifications that nobody took, of thirty days",
    ),
}
COUNTERS = {
    "decisions": ("hub_decisions", "Grounds by which something was open or closed", "decision"),
    "refusals": (
        "hub_refusals",
        "Calls refused: TLS, token requests, bearer tokens, others",
        "door",
    ),
}
_By = Mapping[str, Told | None]


@dataclass(frozen=True, slots=True)
class Workers(Collector):
    """Every process that has a socket in this folder, by its process id."""

    folder: Path

    def collect(self) -> Iterator[Metric]:
        """What they count now; those that do not answer have `hub_worker_up` 0."""
        asked = [(place, _asked(place)) for place in sorted(self.folder.glob(f"*{SUFFIX}"))]
        by = {place.stem: told for place, told in asked if told is not None or place.exists()}
        up = GaugeMetricFamily("hub_worker_up", "Whether a process answers", labels=["worker"])
        for worker, told in by.items():
            up.add_metric([worker], float(told is not None))
        yield up
        yield _requests(by)
        yield _questions(by)
        yield from _gauges(by)
        yield from _counters(by)


def _requests(by: _By) -> Metric:
    family = HistogramMetricFamily(
        "hub_request_seconds",
        "Answers by route and status, and the seconds until they were ready",
        labels=["worker", "route", "status"],
    )
    for worker, told in _answering(by):
        for route, status, cell in told.answers:
            family.add_metric([worker, route, str(status)], _buckets(cell), cell[-1])
    return family


def _questions(by: _By) -> Metric:
    family = HistogramMetricFamily(
        "hub_mitz_seconds",
        "Questions to Mitz by decision and reason, and the seconds until they were answered",
        labels=["worker", "decision", "why"],
    )
    for worker, told in _answering(by):
        for decision, why, cell in told.mitz:
            family.add_metric([worker, decision, why], _buckets(cell), cell[-1])
    return family


def _buckets(cell: list[float]) -> list[tuple[str, float]]:
    return list(zip(_LES, accumulate(cell[:-1]), strict=True))


def _gauges(by: _By) -> Iterator[Metric]:
    for field, (name, meaning) in GAUGES.items():
        family = GaugeMetricFamily(name, meaning, labels=["worker"])
        for worker, told in _answering(by):
            family.add_metric([worker], getattr(told, field))
        yield family


def _counters(by: _By) -> Iterator[Metric]:
    for field, (name, meaning, label) in COUNTERS.items():
        family = CounterMetricFamily(name, meaning, labels=["worker", label, "rule"])
        for worker, told in _answering(by):
            for first, rule, count in getattr(told, field):
                family.add_metric([worker, first, rule], count)
        yield family


def _answering(by: _By) -> Iterable[tuple[str, Told]]:
    return [(worker, told) for worker, told in by.items() if told is not None]


def _asked(place: Path) -> Told | None:
    """What the process at this socket tells; a socket whose process is gone is removed."""
    said = bytearray()
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(_WITHIN)
            one.connect(str(place))
            while part := one.recv(65_536):
                said += part
        return msgspec.json.decode(said, type=Told)
    except ConnectionRefusedError:
        place.unlink(missing_ok=True)
    except (OSError, msgspec.DecodeError):
        pass
    return None
