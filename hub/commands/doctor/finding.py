"""What one look found: well, to be looked after, or wrong."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

Level = Literal["ok", "warn", "fail"]


class Finding(NamedTuple):
    """A line of the doctor's: what it is about, what was found, and what to do, without values."""

    level: Level
    about: str
    said: str

    def line(self) -> str:
        """As it is printed."""
        return f"{self.level:<4} {self.about}: {self.said}"


Findings = list[Finding]


def ok(about: str, said: str) -> Finding:
    """It is as it should be."""
    return Finding("ok", about, said)


def warn(about: str, said: str) -> Finding:
    """A hub serves like this, but not as well or as safely as it could."""
    return Finding("warn", about, said)


def fail(about: str, said: str) -> Finding:
    """A hub does not serve like this, or loses what must last."""
    return Finding("fail", about, said)


@contextmanager
def on_its_own(about: str, findings: Findings) -> Iterator[None]:
    """Whatever breaks within the block is a finding, and the looks behind it go on."""
    try:
        yield
    # Of what is unforeseen only the kind is told: its words may hold a value.
    except Exception as fault:  # noqa: BLE001
        findings.append(fail(about, f"can't be looked at ({type(fault).__name__})"))


async def each(looks: Iterable[tuple[str, Callable[[], Awaitable[Findings]]]]) -> Findings:
    """What all looks find, each on its own."""
    found: Findings = []
    for about, look in looks:
        with on_its_own(about, found):
            found += await look()
    return found
