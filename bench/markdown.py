"""The figures as a table in Markdown: errors beside latency, and the ratio to the floor."""

from collections.abc import Mapping, Sequence

from bench.figures import Figure
from bench.report import wrong

_HEAD = (
    *("work", "connections", "requests/s", "of the floor", "noise", "p50 ms", "p99 ms", "errors"),
    *("statements", "+control", "WAL kB", "hub µs", "database µs"),
)


def table(figures: Sequence[Figure]) -> str:
    """One line a work and number of connections.

    The ratio is to `floor` over as many connections in the same run, which is what two machines
    are compared by; where that was not measured there is none.
    """
    floors = {each.connections: each.median.rate for each in figures if each.work == "floor"}
    lines = [
        _HEAD,
        ("---", *("---:" for _ in _HEAD[1:])),
        *(_cells(each, floors) for each in figures),
    ]
    return "\n".join([*(f"| {' | '.join(cells)} |" for cells in lines), *wrong(figures)])


def _cells(each: Figure, floors: Mapping[int, float]) -> tuple[str, ...]:
    run, floor = each.median, floors.get(each.connections)
    return (
        each.work,
        str(each.connections),
        f"{run.rate:.0f}",
        f"{run.rate / floor:.3f}" if floor else "",
        f"{each.noise:.0%}",
        f"{run.p50:.2f}",
        f"{run.p99:.2f}",
        str(run.errors.total()),
        f"{run.statements:.1f}",
        f"{run.control:.1f}",
        f"{run.wal / 1_000:.1f}",
        f"{run.hub:.0f}",
        f"{run.postgres:.0f}",
    )
