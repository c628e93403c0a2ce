"""The command line: what to measure, how long, how often."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.works import WORKS

_RESULTS = Path(__file__).parent / "results"
_MEASURED = tuple(WORKS)
PROFILED = tuple(name for name in WORKS if name != "floor")


@dataclass(frozen=True, slots=True)
class Options:
    """As chosen, or as usual."""

    seconds: float
    connections: tuple[int, ...]
    repeat: int
    workers: int
    inhabitants: int
    works: tuple[str, ...]
    profile: tuple[str, ...]
    against: Path | None
    results: Path


def options(arguments: Sequence[str] | None = None) -> Options:
    """From the command line; exits with the usage where it is not understood."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    add = parser.add_argument
    add("--seconds", type=float, default=4.0, help="each run, after a warm-up of a quarter of it")
    add("--connections", type=_numbers, default=(1, 4, 16), help="comma between: 1,4,16")
    add("--repeat", type=_number, default=3, help="runs of each; the median counts")
    add("--workers", type=_number, default=2, help="processes of the hub")
    add("--inhabitants", type=_number, default=2_000, help="loaded beforehand, 27 resources each")
    add("--works", type=_names(_MEASURED), default=_MEASURED, help=f"of {','.join(_MEASURED)}")
    add("--profile", type=_names(PROFILED), default=(), help="instead: where the time goes")
    add("--against", type=_checkout, help="instead: in pairs with the hub of this checkout")
    add("--results", type=Path, default=_RESULTS, help="directory of the JSON file")
    return Options(**vars(parser.parse_args(arguments)))


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
