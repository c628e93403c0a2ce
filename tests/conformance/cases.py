"""Reads the cases of a chapter: a sentence, what is asked, the status, and what the answer holds.

    what it says | GET {goal} [If-None-Match: W/"1"] | 304 | @ETag = W/"1" ; !resourceType

A line without a sentence is the next step of the case above. What is asked ends, behind `<-`, in a
body: the name of one of `bodies.py` and JSON merged into it, or `raw` and the body itself. Before
it may stand who asks: `nobody: GET …`. Of the answer: `path = value`, `path ~ part of it`,
`path # how many`, `path` that there is one and `!path` that there is none; `@name` is a header,
`raw` the body.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHAPTERS = Path(__file__).with_name("chapters")
_ASKED = re.compile(
    r"(?:(?P<who>[a-z]+): )?(?P<method>[A-Z]+) (?P<path>\S*)"
    r"(?P<headers>(?: \[[^\]]+\])*)(?: <- (?P<body>.*))?"
)
_HELD = re.compile(r"(?P<absent>!?)(?P<path>[@\w.\[\]-]+)(?: (?P<sign>[=~#]) (?P<value>.*))?")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that holds of an answer."""

    path: str
    sign: str
    value: str
    is_absent: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One request, and what is answered to it."""

    who: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int
    holds: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence of a chapter."""

    chapter: str
    name: str
    steps: tuple[Step, ...]


def cases() -> Iterator[Case]:
    """All of them, chapter by chapter."""
    for path in sorted(CHAPTERS.glob("*.txt")):
        yield from _chapter(path)


def _chapter(path: Path) -> Iterator[Case]:
    name, steps = "", list[Step]()
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        said, *cells = (cell.strip() for cell in f" {line}".split(" | "))
        if said and steps:
            yield Case(path.stem, name, tuple(steps))
            steps = []
        name = said or name
        steps.append(_step(*cells))
    yield Case(path.stem, name, tuple(steps))


def _step(asked: str, status: str, holds: str = "") -> Step:
    found = _ASKED.fullmatch(asked)
    assert found, asked
    headers = re.findall(r"\[([\w-]+): ?([^\]]*)\]", found["headers"])
    return Step(
        who=found["who"] or "source",
        method=found["method"],
        path=found["path"],
        headers=tuple(headers),
        body=found["body"] or "",
        status=int(status),
        holds=tuple(map(expectation, filter(None, holds.split(" ; ")))),
    )


def expectation(text: str) -> Expectation:
    """What one expects, as it is written."""
    found = _HELD.fullmatch(text.strip())
    assert found, text
    return Expectation(
        found["path"], found["sign"] or "", found["value"] or "", bool(found["absent"])
    )
