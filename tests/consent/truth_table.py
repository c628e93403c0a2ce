"""The rows of the consent truth table beside the checkout, as questions and facts."""

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from consent.asker import Professional, System
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.push import decide_push
from consent.question import Question
from consent.section import About, Section
from consent.statement import Statement

_FILE = Path(__file__).parents[3] / "shared" / "data" / "trust" / "consent-truth-table.csv"

TOTAL = 87
NOT_BUILT = {
    "mitz": (range(29, 38), "the Mitz question and its copies are not asked"),
    "implied": (range(38, 44), "no statement of assumed consent is read"),
    "emergency": (range(50, 59), "no emergency procedure: ETREAT is A-PURPOSE"),
    "representation": (range(59, 69), "age and representation are not among the facts"),
    "self": (range(69, 78), "the inhabitant has no way in yet"),
    "protocol": (range(82, 86), "the hub refuses these before it asks for a decision"),
    "deceased": (range(87, 88), "death is not among the facts"),
}
"""Group: (case numbers, why they do not run); every other case runs."""

_STATEMENT = re.compile(r"(permit|deny)\[([^\]]*)\]")
_ALL_PURPOSES = frozenset({"TREAT", "COC", "ETREAT"})

Row = dict[str, str]


def rows() -> list[Row]:
    """Every row that is there; none where the table is missing."""
    if not _FILE.exists():
        return []
    with _FILE.open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def number(row: Row) -> int:
    return int(row["case_id"].removeprefix("CT-"))


def is_built(row: Row) -> bool:
    return not any(number(row) in cases for cases, _ in NOT_BUILT.values())


def decided(row: Row) -> Permit | Deny:
    """What the rules say of the row; a transaction is a push."""
    judge = decide_push if row["interaction"] == "transaction" else decide
    return judge(question(row), facts(row), about(row))


def question(row: Row) -> Question:
    asker: System | Professional = System(
        ura=row["requester_ura"] or "00000000", organization_type=row["requester_type"]
    )
    if row["requester_role"]:
        asker = Professional(
            ura=asker.ura,
            organization_type=asker.organization_type,
            number="900000009",
            name="A. Arts",
            role=row["requester_role"],
            mandated="mandated" in (row["note"] + row["expect_obligations"]),
        )
    return Question(
        asker=asker,
        purpose=row["purpose"],
        now=datetime.combine(date.fromisoformat(row["now"]), datetime.min.time(), UTC),
    )


def about(row: Row) -> About:
    section = Section(row["holder_ura"], row["holder_type"], row["data_category"])
    return About(section, row["resource"], frozenset({row["label"]}))


def facts(row: Row) -> Facts:
    return Facts(
        sections=(about(row).section,),
        relation=row["relation"] == "asserted",
        statements=statements(row["local_consents"]),
    )


def statements(text: str) -> tuple[Statement, ...]:
    found = enumerate(_STATEMENT.findall(text))
    return tuple(_statement(index, kind, said) for index, (kind, said) in found)


def _statement(index: int, kind: str, said: str) -> Statement:
    parts: dict[str, Any] = dict(part.split("=", 1) for part in said.split(",") if part)
    purposes = parts.get("p", "TREAT")
    return Statement(
        consent_id=f"c{index:02}",
        version=1,
        permit=kind == "permit",
        given_at=datetime.fromisoformat(parts.get("ts", "2026-01-01")).replace(tzinfo=UTC),
        custodian=parts.get("h", "*"),
        actor=parts.get("u", "*"),
        data=parts.get("d", "*"),
        purposes=_ALL_PURPOSES if purposes == "*" else frozenset(purposes.split("+")),
        status=parts.get("st", "active"),
        starts=_day(parts.get("from")),
        ends=_day(parts.get("to")),
        kind=parts.get("kind", "explicit"),
        source=parts.get("src", "local"),
        decided_by=parts.get("by", "patient"),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
