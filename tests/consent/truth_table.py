"""The rows of the consent truth table beside the checkout, as questions and facts."""

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from consent.facts import Facts
from consent.request import AccessRequest
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

_ACTIONS = {"read": "read", "search": "search", "transaction": "push"}
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


def request(row: Row) -> AccessRequest:
    action: Any = _ACTIONS.get(row["interaction"], "search")
    return AccessRequest(
        ura=row["requester_ura"],
        organization_type=row["requester_type"],
        role=row["requester_role"] or None,
        purpose=row["purpose"],
        action=action,
        now=datetime.combine(date.fromisoformat(row["now"]), datetime.min.time(), UTC),
        mandated="mandated" in (row["note"] + row["expect_obligations"]),
    )


def facts(row: Row) -> Facts:
    return Facts(
        holder_ura=row["holder_ura"],
        holder_type=row["holder_type"],
        category=row["data_category"],
        resource=row["resource"],
        labels=frozenset({row["label"]}),
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
        holder=parts.get("h", "*"),
        user=parts.get("u", "*"),
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
