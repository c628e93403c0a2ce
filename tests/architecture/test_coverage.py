"""Every branch of the decision is taken by a test that says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

WHAT = ("--branch", "--source=consent")
# What hypothesis draws is left out: what that reaches differs from one run to the next. These tests
# ask for no fixture and no plugin, of which each import and each call would be traced too.
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:anyio")
TESTS = ("-m", "pytest", "-q", "--noconftest", *WITHOUT, "-m", "not hypothesis", "tests/consent")


def coverage(data: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coverage", command, f"--data-file={data}", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_every_branch_of_consent_is_taken_by_an_example(tmp_path: Path) -> None:
    data = tmp_path / "coverage"
    ran = coverage(data, "run", *WHAT, *TESTS)
    assert ran.returncode == 0, ran.stdout + ran.stderr

    told = coverage(data, "report", "--show-missing", "--skip-covered", "--fail-under=100")

    assert told.returncode == 0, told.stdout + told.stderr


def test_no_branch_of_consent_is_excused() -> None:
    files = list((ROOT / "consent").rglob("*.py"))
    assert files
    assert not [path for path in files if "pragma" in path.read_text(encoding="utf-8")]
