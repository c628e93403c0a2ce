"""Every attack of the study that we can be attacked by has a scenario, and the answer it states."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.attacks.threats.table import DIFFERS, ELSEWHERE, NOT_HERE, THREATS
from tests.plugins.shared_data import shared_data

ELSEWHERE_BUILT = frozenset({"nvi"})
SCENARIO = re.compile(r"def test_th_(\d\d)_\w+")
PAGE = ROOT / "docs" / "decisions" / "0036-attacks.md"
Row = dict[str, str]


def scenarios() -> set[str]:
    """The attacks that a test of this folder is named for."""
    files = Path(__file__).parent.glob("test_*.py")
    return {f"TH-{number}" for file in files for number in SCENARIO.findall(file.read_text())}


def studied() -> Iterator[Row]:
    """The rows of the study that are ours."""
    with shared_data("trust", "threats.csv").open(newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["area"] not in ELSEWHERE_BUILT)


def agrees(row: Row) -> bool:
    """Whether what we state is what the study asks for, as far as it is written in one word."""
    stated = THREATS[row["id"]]
    if stated is ELSEWHERE:
        return not re.search(r"\b[2-5]\d\d\b", row["expected_http"])
    told = {stated.code, stated.challenge} - {""}
    asked = row["expected_body"]
    families = (str(stated.status), f"{str(stated.status)[0]}xx")
    status = any(one in row["expected_http"] for one in families)
    return status and (any(one in asked for one in told) or not _names_a_code(asked))


def _names_a_code(body: str) -> bool:
    return '"error"' in body or "OperationOutcome error/" in body


def test_each_attack_that_we_state_has_a_scenario_and_no_other() -> None:
    assert scenarios() == set(THREATS)


def test_none_that_has_a_scenario_here_is_said_to_be_tried_elsewhere() -> None:
    assert scenarios() & set(NOT_HERE) == set()
    for attack, file in NOT_HERE.items():
        said = (ROOT / file).read_text()
        assert attack in said or f"test_th_{attack[-2:]}_" in said


def test_every_attack_of_the_study_has_a_scenario_or_a_reason() -> None:
    rows = list(studied())

    assert len(rows) == 70
    assert [row["id"] for row in rows if row["id"] not in THREATS | NOT_HERE] == []


def test_what_we_answer_is_what_the_study_asks_or_stands_in_the_decision() -> None:
    rows = [row for row in studied() if row["id"] in THREATS]

    assert {row["id"] for row in rows if not agrees(row)} == DIFFERS


def test_the_decision_gives_a_reason_for_each_difference() -> None:
    told = set(re.findall(r"^\| (TH-\d\d) \|", PAGE.read_text(), re.MULTILINE))

    assert told >= DIFFERS
