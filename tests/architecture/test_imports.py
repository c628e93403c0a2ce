"""The house's import directions hold, and each of them was seen to fail."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, pyproject

LINT = Path(sys.executable).with_name("lint-imports")

# What is planted, and the one contract that it breaks.
PLANTED = {
    "hub and adapters stand on consent, consent stands on profiles": {
        "profiles/planted.py": "import consent"
    },
    "consent decides and does no I/O": {"consent/planted.py": "import httpx"},
    "profiles knows no web, database or network": {"profiles/planted.py": "import sqlmodel"},
    "adapters use the public FHIR API: no hub, no consent, no database": {
        "adapters/core/planted.py": "import sqlalchemy"
    },
    "adapters do not know each other": {"adapters/gp/planted.py": "import adapters.hospital"},
    "inside hub imports point down": {"hub/security/planted.py": "import hub.storage"},
    "only storage, search and ledger speak SQL": {"hub/fhir/planted.py": "import asyncpg"},
    "doors reach records through write and query alone": {
        "hub/fhir/planted.py": "import hub.search.parse"
    },
    "no cycles between siblings": {
        "consent/planted_one.py": "import consent.planted_two",
        "consent/planted_two.py": "import consent.planted_one",
    },
}

# Further ways to break one of them.
ALSO = [
    ("hub and adapters stand on consent, consent stands on profiles", "consent", "import hub"),
    ("consent decides and does no I/O", "consent", "import os"),
    ("inside hub imports point down", "hub/pages", "import hub.fhir"),
    ("doors reach records through write and query alone", "hub/pages", "import hub.storage.append"),
    ("doors reach records through write and query alone", "hub/oauth", "import hub.access.access"),
    ("inside hub imports point down", "hub/outbound", "import hub.storage.database"),
    ("only storage, search and ledger speak SQL", "hub/pages", "import sqlalchemy"),
    ("only storage, search and ledger speak SQL", "hub/outbound", "import asyncpg"),
    ("inside hub imports point down", "hub", "a_room = 'that no contract knows'"),
]


def broken_contracts(root: Path) -> list[str]:
    done = subprocess.run(
        [str(LINT), "--no-logo", "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+?)\s+BROKEN", done.stdout, re.MULTILINE)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of them, with their contracts."""
    root = tmp_path_factory.mktemp("packages")
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("__pycache__", "*.json", "*.tsv", "*.zst", "*.html")
        shutil.copytree(ROOT / package, root / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture
def plant(packages: Path) -> Iterator[Callable[[str, str], Path]]:
    """Adds a module to the copy, for the time of a test; gives the copy."""
    planted: list[Path] = []

    def add(name: str, text: str) -> Path:
        planted.append(packages / name)
        assert not planted[-1].exists()
        planted[-1].write_text(text)
        return packages

    yield add
    for file in planted:
        file.unlink()


def test_every_contract_is_kept() -> None:
    assert broken_contracts(ROOT) == []


def test_every_contract_has_a_planted_violation() -> None:
    contracts = [contract["name"] for contract in pyproject()["tool"]["importlinter"]["contracts"]]

    assert sorted(PLANTED) == sorted(contracts)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_exactly_its_contract(
    plant: Callable[[str, str], Path], contract: str
) -> None:
    [copy] = {plant(name, text) for name, text in PLANTED[contract].items()}

    assert broken_contracts(copy) == [contract]


@pytest.mark.parametrize(("contract", "package", "text"), ALSO)
def test_this_breaks_its_contract_too(
    plant: Callable[[str, str], Path], contract: str, package: str, text: str
) -> None:
    assert contract in broken_contracts(plant(f"{package}/planted.py", text))
