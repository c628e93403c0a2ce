"""The command line: what to measure, how long, how often."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.bulk.size import SIZES
from bench.target import Target, peer_at
from bench.works import LADDER, WORKS

_RESULTS = Path(__file__).parent / "results"
_MEASURED = tuple(WORKS)
PROFILED = tuple(name for name in WORKS if name != "floor")


@dataclass(frozen=True, slots=True)
class Options:
    """As chosen, or as usual."""

    seconds: float
    connections: tuple[int, ...]
    ladder: tuple[int, ...]
    repeat: int
    workers: int
    inhabitants: int
    size: str
    data: Path | None
    works: tuple[str, ...]
    profile: tuple[str, ...]
    against: Path | None
    peer: Target | None
    results: Path

    def rungs(self, work: str) -> tuple[int, ...]:
        """Connections of a work: the reads go up a ladder, and the floor is beside each."""
        if work == LADDER:
            return self.ladder
        if work == "floor" and LADDER in self.works:
            return tuple(sorted({*self.connections, *self.ladder}))
        return self.connections


def options(arguments: Sequence[str] | None = None) -> Options:
    """From the command line; exits with the usage where it is not understood."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    add = parser.add_argument
    add("--seconds", type=float, default=4.0, help="each run, after a warm-up of a quarter of it")
    add("--connections", type=_numbers, default=(1, 4, 16), help="comma between: 1,4,16")
    add("--ladder", type=_numbers, default=(10, 32, 64, 128, 256), help="connections of `reads`")
    add("--repeat", type=_number, default=3, help="runs of each; the median counts")
    add("--workers", type=_number, default=2, help="processes of the hub")
    add("--inhabitants", type=_number, default=2_000, help="loaded beforehand, 27 resources each")
    add("--size", choices=("", *SIZES), default="", help="instead of those: a whole region")
    add("--data", type=Path, help="directory in which that region stays for the next run")
    add("--works", type=_names(_MEASURED), default=_MEASURED, help=f"of {','.join(_MEASURED)}")
    add("--profile", type=_names(PROFILED), default=(), help="instead: where the time goes")
    add("--against", type=_checkout, help="instead: in pairs with the hub of this checkout")
    add("--peer", help="instead: another FHIR server by its base URL, http://…")
    add("--peer-header", default="", help="a header that it wants: 'Authorization: Bearer …'")
    add("--results", type=Path, default=_RESULTS, help="directory of the JSON file")
    said = vars(parser.parse_args(arguments))
    if said["data"] and not said["size"]:
        parser.error("--data keeps a region of a --size")
    url, header = said.pop("peer"), said.pop("peer_header")
    try:
        return Options(**said, peer=peer_at(url, header) if url else None)
    except ValueError as wrong:
        parser.error(f"--peer: {wrong}")


def _checkout(text: str) -> Path:
    if not (Path(text) / "bench" / "stage.py").is_file():
        raise argparse.ArgumentTypeError("a directory with another checkout of this project")
    return Path(text)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(_number, text.split(",")))


def _names(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def names(text: str) -> tuple[str, ...]:
        chosen = tuple(text.split(","))
        if unknown := [name for name in chosen if name not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return chosen

    return names
