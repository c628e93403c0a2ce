"""The rows of the consent truth table beside the checkout, as questions and facts."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from consent.asker import Asker, Inhabitant, Professional, Representative, System
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.declaration import Declaration
from consent.facts import Facts
from consent.grant import may_choose
from consent.policy import Policy
from consent.push import decide_push
from consent.question import Question
from consent.section import About, Section
from consent.statement import Statement

_FILE = Path(__file__).parents[3] / "shared" / "data" / "trust" / "consent-truth-table.csv"

TOTAL = 87
ME = "the inhabitant"
NOT_BUILT = {"protocol": (range(82, 86), "the hub refuses these before it asks for a decision")}
"""Group: (case numbers, why they do not run); every other case runs."""

REASON = Declaration(code="consciousness", words="bewusteloos binnengebracht")
INCAPABLE_FROM = date(2026, 2, 1)
OTHER_POLICY = {"CT-051": Policy(emergency_opens_objections=True)}
"""Rows that the table decides by another agreement than the region's default; decision 0024."""

_STATEMENT = re.compile(r"(permit|deny)\[([^\]]*)\]")
_ALL_PURPOSES = frozenset({"TREAT", "COC"})
_BREAKS = frozenset({"permit", "yes", "allow", "allowed", "true", "1"})

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
    """What the rules say of the row, by the agreement that it is written for."""
    asked, said = question(row), facts(row)
    match row["phase"]:
        case "push":
            return decide_push(asked, said, about(row))
        case "consent-write":
            return may_choose(asked, said)
    return decide(asked, said, about(row))


def question(row: Row) -> Question:
    now = datetime.combine(date.fromisoformat(row["now"]), datetime.min.time(), UTC)
    return Question(
        asker=_asker(row, now),
        purpose=row["purpose"],
        now=now,
        emergency=REASON if "reason given" in row["note"] else None,
    )


def _asker(row: Row, now: datetime) -> Asker:
    loa: Any = row["loa"]
    ground: Any = row["relation"]
    match row["requester_kind"]:
        case "patient":
            return Inhabitant(whose=ME, assurance=loa)
        case "representative":
            return Representative(whose=ME, ground=ground, assurance=loa)
        case "org-system":
            return System(ura=row["requester_ura"], organization_type=row["requester_type"])
    return Professional(
        ura=row["requester_ura"],
        organization_type=row["requester_type"],
        number="900000009",
        name="A. Arts",
        role=row["requester_role"],
        mandated="mandated" in row["note"],
        assurance=loa,
        authenticated_at=now,
    )


def about(row: Row) -> About:
    section = Section(row["holder_ura"], row["holder_type"], row["data_category"])
    return About(section, row["resource"], frozenset({row["label"]}))


def facts(row: Row) -> Facts:
    mandate: Any = row["relation"]
    incapable = row["patient_state"] == "incapable"
    says = {"off": None, "permit": "permit", "deny": "deny"}.get(row["mitz"], "unknown")
    answers: Any = {row["holder_ura"]: says} if says else {}
    return Facts(
        whose=ME,
        numbered=True,
        sections=(about(row).section,),
        relation=row["relation"] == "asserted",
        statements=statements(row["local_consents"]),
        born=date(date.fromisoformat(row["now"]).year - int(row["patient_age"]), 1, 1),
        capable=not incapable,
        incapable=((INCAPABLE_FROM, None),) if incapable else (),
        deceased=row["patient_state"] == "deceased",
        mandates=frozenset({mandate} - {"asserted", "none", "self"}),
        mitz=answers,
        policy=OTHER_POLICY.get(row["case_id"], Policy()),
    )


def statements(text: str) -> tuple[Statement, ...]:
    """What the consent column says; `btg` is a word of its own, about emergencies."""
    said: list[Statement] = []
    for index, (kind, parts) in enumerate(_STATEMENT.findall(text)):
        one, breaks = _statement(index, kind, parts)
        said.append(one)
        if breaks is not None:
            said.append(replace(one, permit=breaks in _BREAKS, purposes=frozenset({"BTG"})))
    return tuple(said)


def _statement(index: int, kind: str, said: str) -> tuple[Statement, str | None]:
    parts: dict[str, Any] = dict(part.split("=", 1) for part in said.split(",") if part)
    purposes = parts.get("p", "TREAT")
    one = Statement(
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
    return one, parts.get("btg")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
