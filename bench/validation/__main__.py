"""`python -m bench.validation [--peers PYTHON]`: times and verdicts, side by side.

Needs what `make test` installs, and the examples beside the checkout.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.validation import clock
from bench.validation.loading import loading
from bench.validation.material import Material, material
from profiles.check.structure import check_structure
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.material import pzp_profiles

OURS = "this hub"
PEERS = Path(__file__).with_name("peers.py")
_HEAD = (
    f"{'':26}{'median µs':>10}{'p99 µs':>8}{'slowest':>9}{'bundle ms':>11}{'mutants':>15}"
    f"{'of passing':>17}{'examples':>11}"
)
_NOTE = """
slowest: median of the slowest resource; mutants: refused, of all; of passing: likewise, of those
alone whose example it lets pass; examples: refused untouched; *: the Bundle is refused"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser("bench.validation", description=__doc__)
    parser.add_argument("--peers", type=Path, help="interpreter that has the other validators")
    parser.add_argument("--rounds", type=int, default=50, help="times that each is judged")
    chosen = parser.parse_args()
    given = material()
    size = len(json.dumps(given.bundle)) / 1e6
    print(
        f"{len(given.timed)} resources timed, a Bundle of {len(given.bundle['entry'])} entries"
        f" ({size:.1f} MB), {len(given.examples)} examples, {len(given.mutants)} mutants of which"
        f" {sum(bool(check_structure(one)) for one in given.mutants)} break R4 itself"
    )
    print(_ready(loading(pzp_profiles())))
    print(_HEAD)
    print(line(OURS, ours(given, chosen.rounds), given), flush=True)
    if chosen.peers:
        for name, answer in peers(chosen.peers, given, chosen.rounds).items():
            print(line(name, answer, given))
    print(_NOTE)


def ours(given: Material, rounds: int) -> dict[str, Any]:
    """The same measures as of the peers."""
    judge = shipped_validator().validate

    def refuses(resource: dict[str, Any]) -> bool:
        return any(one.severity in {"error", "fatal"} for one in judge(resource))

    return {
        "examples": [refuses(resource) for resource in given.examples],
        "origins": [refuses(resource) for resource in given.origins],
        "mutants": [refuses(resource) for resource in given.mutants],
        "times": clock.summary(clock.times(judge, given.timed, rounds)),
        "bundle": clock.times(judge, [given.bundle], 5)[0][2],
        "bundle refused": refuses(given.bundle),
    }


def peers(python: Path, given: Material, rounds: int) -> dict[str, Any]:
    """Each peer's answers, from its own interpreter."""
    packages = [str(path.resolve()) for path in sorted(shared_data("packages").glob("*.tgz"))]
    with tempfile.TemporaryDirectory() as directory:
        source, target = Path(directory, "given.json"), Path(directory, "answers.json")
        source.write_text(json.dumps(asdict(given) | {"packages": packages, "rounds": rounds}))
        command = [str(python), str(PEERS), str(source), str(target)]
        began = time.monotonic()
        subprocess.run(command, check=True, cwd=directory, stderr=sys.stderr)  # noqa: S603 - the interpreter is the caller's choice
        print(f"(peers took {time.monotonic() - began:.0f} s)", file=sys.stderr)
        answers: dict[str, Any] = json.loads(target.read_text())
    return answers


def line(name: str, answer: dict[str, Any], given: Material) -> str:
    """One row of the table."""
    times, mutants = answer["times"], answer["mutants"]
    passing = [
        refused
        for refused, origin in zip(mutants, given.origin, strict=True)
        if not answer["origins"][origin]
    ]
    mark = "*" if answer["bundle refused"] else " "
    return (
        f"{name:26}{times['median']:10.0f}{times['p99']:8.0f}{times['slowest']:9.0f}"
        f"{answer['bundle'] / 1e3:11.0f}{mark}{_share(mutants)}   {_share(passing)}"
        f"{sum(answer['examples']):6} of {len(given.examples)}"
    )


def _share(refused: list[bool]) -> str:
    return f"{sum(refused):7} ({sum(refused) / max(1, len(refused)):4.0%})"


def _ready(costs: dict[str, float]) -> str:
    return (
        f"fresh process: definitions in {costs['loaded']:.2f} s, all 17 profiles compiled in"
        f" {costs['ready']:.2f} s, {costs['kB'] / 1e3:.0f} MB"
    )


if __name__ == "__main__":
    main()
