"""Two checkouts side by side, their runs in pairs: what else the machine does falls on both."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec

from bench.figures import Figure, Run, figure, percentile
from bench.options import Options

_RESIDENT = Path(__file__).with_name("resident.py")
_OURS = _RESIDENT.parent.parent


class Ended(Exception):
    """A checkout's hub ended before it was told to; what it said stands above."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A work before and after; `ratios` of the rates within each pair, after / before."""

    before: Figure
    after: Figure
    ratios: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of the ratios: under 1 is slower than before."""
        return median(self.ratios)

    @property
    def between(self) -> tuple[float, float]:
        """The quartiles of the ratios."""
        return percentile(self.ratios, 0.25), percentile(self.ratios, 0.75)


class Resident:
    """A checkout's hub in a process apart, loaded, waiting to be measured."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def told(self) -> bytes:
        """Its next line; raises Ended."""
        assert self._process.stdout is not None  # noqa: S101 - it is piped
        line = self._process.stdout.readline()
        if not line:
            raise Ended(str(self._process.args))
        return line.encode()

    def run(self, work: str, connections: int, seconds: float, seed: int) -> Run:
        """One run; raises Ended."""
        assert self._process.stdin is not None  # noqa: S101 - it is piped
        print(work, connections, seconds, seed, file=self._process.stdin, flush=True)
        return msgspec.json.decode(self.told(), type=Run, dec_hook=lambda kind, value: kind(value))


def paired(against: Path, chosen: Options) -> Iterator[Pair]:
    """The pairs, in the order of the works and the connections; who goes first takes turns."""
    with _resident(against, chosen) as before, _resident(_OURS, chosen) as after:
        before.told(), after.told()
        for work in chosen.works:
            for number in chosen.connections:
                yield _pair(before, after, work, number, chosen)


def _pair(before: Resident, after: Resident, work: str, connections: int, chosen: Options) -> Pair:
    olds: list[Run] = []
    news: list[Run] = []
    turns = [(before, olds), (after, news)]
    for repeat in range(chosen.repeat):
        for resident, runs in turns:
            runs.append(resident.run(work, connections, chosen.seconds, repeat))
        turns.reverse()
    ratios = [new.rate / old.rate if old.rate else 0.0 for old, new in zip(olds, news, strict=True)]
    return Pair(figure(work, connections, olds), figure(work, connections, news), ratios)


@contextmanager
def _resident(checkout: Path, chosen: Options) -> Iterator[Resident]:
    # Without the script's own directory, and with the checkout's before what is installed.
    command = [sys.executable, "-P", str(_RESIDENT), str(chosen.workers), str(chosen.inhabitants)]
    with subprocess.Popen(  # noqa: S603 - our own command line
        command,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout.resolve())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Resident(process)
