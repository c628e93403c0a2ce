"""The figures as a table to read, and as JSON to compare with."""

import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from bench.database import Sizes
from bench.figures import Figure
from bench.options import Options
from bench.pairs import Pair

_PACKAGES = ("uvicorn", "uvloop", "httptools", "asyncpg", "fastapi", "msgspec", "cryptography")
_HEAD = (
    "work         conn    req/s   noise   p50 ms   p99 ms  errors  stmts  +ctrl"
    "  WAL kB   hub µs    db µs"
)


def surroundings(chosen: Options, postgres: str, load: tuple[float, ...]) -> dict[str, Any]:
    """What the figures hang on: machine, versions, options, and how busy it was before."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}",
        "load before": [round(each, 2) for each in load],
        "versions": {
            "python": platform.python_version(),
            "postgresql": postgres,
            **{name: version(name) for name in _PACKAGES},
        },
        "options": {
            name: value
            for name, value in asdict(chosen).items()
            if name not in {"results", "profile", "against", "data", "peer"}
        },
    }


def pair_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """The table as it comes: a work before, then after with the median ratio of the pairs."""
    yield f"{_HEAD}   after / before (quartiles)"
    figures = []
    for pair in pairs:
        low, high = pair.between
        yield _line(pair.before)
        yield f"{_line(pair.after)}   x{pair.ratio:.3f} ({low:.3f} to {high:.3f})"
        figures += [pair.before, pair.after]
    yield from wrong(figures)


def _line(each: Figure) -> str:
    run = each.median
    return (
        f"{each.work:12}{each.connections:5}{run.rate:9.0f}{each.noise:8.0%}"
        f"{run.p50:9.2f}{run.p99:9.2f}{run.errors.total():8}{run.statements:7.1f}{run.control:7.1f}"
        f"{run.wal / 1_000:8.1f}{run.hub:9.0f}{run.postgres:9.0f}"
    )


def wrong(figures: Sequence[Figure]) -> list[str]:
    """What went wrong, and how often."""
    found = sum((each.median.errors for each in figures), Counter[str]())
    return [f"  error: {what} ({number})" for what, number in found.items()]


def space(sizes: Sizes) -> str:
    """Bytes per stored resource by table and index, and of a row of the ledger."""
    each = max(1, sizes.resources)
    lines = [
        f"{sizes.resources} resources, database {sizes.database / 1e6:.1f} MB",
        "table                  bytes per resource:   rows  indexes  toast    all",
    ]
    for one in sizes.tables:
        parts = [one["rows"] / each, one["indexes"] / each, one["toast"] / each]
        if sum(parts) >= 1:
            figures = "".join(f"{part:8.0f}" for part in [*parts, sum(parts)])
            lines.append(f"{one['name']:40}{figures}")
    total = sum(map(_whole, sizes.tables))
    lines.append(f"{'all tables':64}{total / each:8.0f}")
    lines += [
        f"{one['name']:56}{one['bytes'] / each:8.0f}"
        for one in sizes.indexes
        if one["bytes"] >= each
    ]
    return "\n".join([*lines, *_ledger(sizes)])


def _whole(table: dict[str, Any]) -> int:
    return int(table["rows"] + table["indexes"] + table["toast"])


def _ledger(sizes: Sizes) -> Iterator[str]:
    for one in sizes.tables:
        if one["name"] == "ledger" and one["tuples"]:
            rows = one["tuples"]
            yield f"{rows} rows of the ledger, {_whole(one) / rows:.0f} bytes each"


def unread(sizes: Sizes) -> str:
    """The indexes that no statement went by."""
    names = [f"{one['name']} ({one['bytes']} bytes)" for one in sizes.indexes if not one["scans"]]
    return f"indexes that nothing was found by: {', '.join(names) or 'none'}"


def saved(directory: Path, around: dict[str, Any], sizes: Sizes, figures: Sequence[Figure]) -> Path:
    """The JSON file."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{around['at'].replace(':', '')}.json"
    # Not by `asdict`, which makes another count of a Counter.
    content = {**around, "sizes": sizes, "figures": list(figures)}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content)))
    return path
