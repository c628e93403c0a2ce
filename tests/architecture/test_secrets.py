"""Nothing is committed that belongs to a machine, a registry, a person or a key's owner."""

import re

import pytest

from tests.architecture.tree import ROOT, pyproject, text_files

NOT_OURS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=]{40}"),
    "a private JWK": re.compile(r'"d"\s*:\s*"[\w-]{40}'),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:root|home|work|tmp|Users)/[\w.-]+"),
    "a package registry": re.compile(
        r"\b(?:pypi\.(?:org)|files\.python.?hosted|registry\.npm.?js|packages\.simplifier)"
    ),
}

LOCKS = ["serve", "demo", "test"]


@pytest.mark.parametrize("what", NOT_OURS)
def test_no_file_holds(what: str) -> None:
    found = [name for name, text in text_files() if NOT_OURS[what].search(text)]

    assert found == []


def pins(lock: str) -> dict[str, str]:
    """Package and version of a lock file; every line of it is a pin or a hash of one."""
    found = {}
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines():
        if re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line):
            continue
        pin = re.fullmatch(r"([a-z0-9-]+)==([\w.]+)( ; [^\\/]+)? \\", line)
        assert pin, f"{lock}.txt: {line}"
        found[pin[1]] = pin[2]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_no_host(lock: str) -> None:
    assert len(pins(lock)) > 30


def test_the_locks_agree() -> None:
    serve, demo, test = (pins(lock) for lock in LOCKS)

    assert serve.items() <= demo.items() <= test.items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project, groups = pyproject()["project"], pyproject()["dependency-groups"]
    asked = {
        "serve": project["dependencies"] + groups["build"],
        "demo": project["optional-dependencies"]["demo"],
        "test": groups["dev"],
    }

    missing = {
        requirement
        for lock, requirements in asked.items()
        for requirement in requirements
        if package(requirement) not in pins(lock)
    }
    assert missing == set()


def package(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()
