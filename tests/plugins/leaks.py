"""No test run leaves a person behind: not in a database, not in a log, not in a wrong answer.

Everything that tests send is learnt (`personal`); what comes out is searched when the session of
each pytest worker ends, and what is found fails the run, named by kind and place, never by value.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.plugins.dump import dump_of, files_of, leaks_of_dump, leaks_of_files, readable
from tests.plugins.personal import Known
from tests.plugins.watch import TELLS_ALL, Answers, Log


@dataclass(frozen=True, slots=True)
class Leaks:
    """What this worker knows of persons, and where it listens."""

    known: Known = field(default_factory=Known)
    log: Log = field(default_factory=Log)
    logs: set[Path] = field(default_factory=set)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", Answers(self.known))

    def told(self) -> set[str]:
        """What is in answers and logs that should not be."""
        found = set(self.answers.leaks())
        lines = "\n".join(self.log.lines).encode()
        found |= {f"{what} in what was logged" for what in readable(self.known, lines)}
        for file in self.logs:
            if file.exists():
                said = readable(self.known, file.read_bytes())
                found |= {f"{what} in {file.name} of a process" for what in said}
        return found

    def kept(self, url: str) -> set[str]:
        """What a thief of this database could read."""
        files = leaks_of_files(self.known, files_of(url))
        return leaks_of_dump(self.known, dump_of(url)) | files


LEAKS = Leaks()
"""One for each pytest worker, for a fixture of a process is too late for what programs log."""


def must_be_none(found: set[str]) -> None:
    """Fail, and say what leaked where."""
    if found:
        pytest.fail("personal data leaked:\n  " + "\n  ".join(sorted(found)), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def no_leaks() -> Iterator[Leaks]:
    """Listen from the first test to the last."""
    for name in TELLS_ALL:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(LEAKS.log)
    yield LEAKS
    logging.getLogger().removeHandler(LEAKS.log)
    must_be_none(LEAKS.told())


@pytest.fixture(scope="session")
def search_database(no_leaks: Leaks) -> Callable[[str], None]:
    """Fails the run where something can be read in the database of this URL."""
    return lambda url: must_be_none(no_leaks.kept(url))
