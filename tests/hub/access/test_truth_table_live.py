"""Rows of the consent truth table against the live hub: decision, status, and the ledger's reason.

A row runs where HTTP can bring its facts: choices that a desk records, birth date and death as the
source has them, whoever a token may name. What it can't bring yet is told by `NOT_YET`.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from consent.declaration import Declaration
from consent.policy import Policy
from consent.statement import Statement
from hub.security.requester import Mandate
from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_treatment_directive,
    an_actor,
    registered_with,
)
from tests.consent.truth_table import REASON, Row, rows, statements
from tests.hub.dossier import address, found
from tests.hub.persons import person
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio
CATEGORY = {"cat:H1": "RPZAC001", "cat:V4": "RPZAC104", "cat:X3": "RPZAC004"}
_NUMBERS = count(900_100_000)
OPEN_ALL = {"CT-051"}


def _is_of_a_person(row: Row) -> bool:
    return row["requester_kind"] in {"patient", "representative"}


def _any(row: Row, test: Callable[[Statement], bool]) -> bool:
    return any(map(test, statements(row["local_consents"])))


NOT_YET: dict[str, Callable[[Row], bool]] = {
    "Mitz is not asked": lambda row: (
        row["mitz"] != "off" or _any(row, lambda s: s.source == "mitz")
    ),
    "assumed consent is not read from a Task": lambda row: _any(row, lambda s: s.kind == "implied"),
    "who signed is not told apart from the inhabitant": lambda row: (
        row["patient_state"] == "incapable" or _any(row, lambda s: s.decided_by != "patient")
    ),
    "a choice names no label over HTTP": lambda row: _any(row, lambda s: s.data[:6] == "label:"),
    "no data of that category is here": lambda row: _any(
        row, lambda s: s.data not in {"*", "GGC002"} and ":" not in s.data
    ),
    "a token of a system states no purpose": lambda row: (
        row["requester_kind"] == "org-system" and row["phase"] == "query"
    ),
    "a stated purpose asserts the relation": lambda row: row["relation"] == "none",
    "refused before a decision; the tests of the doors have them": lambda row: (
        row["group"] == "protocol" and row["interaction"] != "read"
    ),
    "a child's choice takes a parent, whom HTTP can't tell yet": lambda row: (
        row["group"] == "representation" and int(row["patient_age"]) < 16
    ),
    "the token endpoint refuses the purpose": lambda row: (
        row["purpose"] not in {"TREAT", "COC", "ETREAT"} and not _is_of_a_person(row)
    ),
}
"""Why HTTP can't bring a row, and whether it is such a one."""


def not_yet(row: Row) -> list[str]:
    """Each reason why HTTP can't bring this row; none where it can."""
    return [reason for reason, holds in NOT_YET.items() if holds(row)]


ROWS = [row for row in rows() if not not_yet(row)]


@pytest.fixture(autouse=True)
def _remembered(hub: Running) -> Iterator[None]:
    hub.forget()
    yield
    hub.forget()


@pytest.fixture
def policy(row: Row, hub: Running) -> Iterator[None]:
    before = hub.access.policy
    if row["case_id"] in OPEN_ALL:
        hub.access.policy = Policy(emergency_opens_objections=True)
    yield
    hub.access.policy = before


def test_most_rows_reach_the_hub() -> None:
    if not rows():
        pytest.skip("the truth table is not beside this checkout")
    assert len(ROWS) >= 25


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
async def test_the_hub_decides_as_the_table_has_it(region: Region, row: Row) -> None:
    holder = Caller(region.running, row["holder_ura"], row["holder_type"])
    patient = address(await holder.put(_patient(row, holder)))
    kept = await _kept(row, holder, patient) if row["phase"] in {"query", "self"} else ""
    for statement in statements(row["local_consents"]):
        await _record(holder, statement, row, patient, kept)
    if row["phase"] == "push":
        answer = await holder.post(a_goal(patient))
        [last] = await region.left_behind(answer)
        assert last["rule"] == row["expect_reason"]
        return

    answer = await _asked(region, row, patient, kept)

    _compare(row, answer, kept)
    told = await region.left_behind(answer)
    reasons = [one["rule"].split() for one in told if one["interaction"] != "emergency"]
    if not _is_of_a_person(row):
        # Of a search for Consents also why the choices themselves are closed.
        reasons = [[one for one in each if one != "S-NOT-ENTITLED"] for each in reasons]
    assert reasons == [[row["expect_reason"]]]
    if row["phase"] == "consent-write" and answer.is_success:
        assert set(told[0]["detail"]["obligations"]) == set(row["expect_obligations"].split(";"))


def _compare(row: Row, answer: httpx.Response, kept: str) -> None:
    expected = row["expect_http"]
    if expected == "200-empty":
        assert answer.status_code == 200
        assert kept.partition("/")[2] not in answer.text
        assert found(answer) == []
    elif expected == "200":
        assert kept in [f"{one['resourceType']}/{one['id']}" for one in found(answer)]
    else:
        assert str(answer.status_code) == expected


async def _asked(region: Region, row: Row, patient: str, kept: str) -> httpx.Response:
    if _is_of_a_person(row):
        return await _asked_by_a_person(region, row, patient)
    caller = Caller(
        region.running,
        row["requester_ura"],
        row["requester_type"],
        row["requester_role"],
        row["purpose"],
        number=f"{next(_NUMBERS)}",
        assurance=row["loa"],
        emergency=_reason(row),
        mandate=Mandate("900000009", "01.015") if "mandated" in row["note"] else None,
    )
    if row["interaction"] == "read":
        return await caller.get(kept)
    return await caller.find(kept.partition("/")[0], patient=patient)


async def _asked_by_a_person(region: Region, row: Row, patient: str) -> httpx.Response:
    ground: Any = row["relation"] if row["requester_kind"] == "representative" else None
    level: Any = row["loa"]
    bsn = patient.rpartition("-")[2]
    asker = person(region.running, bsn, ground=ground, level=level)
    if row["phase"] == "consent-write":
        choice = a_privacy_consent(patient, category="RPZAC104")
        return await asker.post(choice)
    return await asker.find(row["resource"].partition("/")[0], patient=patient)


def _reason(row: Row) -> Declaration | None:
    if row["purpose"] != "ETREAT":
        return None
    return REASON if "reason given" in row["note"] else Declaration(code="", words="")


def _patient(row: Row, holder: Caller) -> dict[str, Any]:
    bsn, today = a_bsn(), _today()
    born = date(today.year - int(row["patient_age"]), 1, 1)
    return a_patient(
        bsn,
        id=f"ct-{bsn}",
        birthDate=born.isoformat(),
        deceasedBoolean=row["patient_state"] == "deceased",
        **registered_with(holder.ura),
    )


async def _kept(row: Row, holder: Caller, patient: str) -> str:
    kind = row["resource"].partition("/")[0]
    made = a_treatment_directive(patient) if kind == "Consent" else a_goal(patient)
    return address(await holder.post(made))


async def _record(holder: Caller, said: Statement, row: Row, patient: str, kept: str) -> None:
    """The statement as the holder's desk writes it down, its days moved to today."""
    moved = _today() - date.fromisoformat(row["now"])
    period = {"start": ((said.starts or date(2026, 1, 1)) + min(moved, timedelta())).isoformat()}
    if said.starts:
        period["start"] = (said.starts + moved).isoformat()
    if said.ends:
        period["end"] = (said.ends + moved).isoformat()
    consent = a_privacy_consent(
        patient,
        holder=None if said.custodian.startswith(("cat:", "*")) else said.custodian,
        user=said.actor if said.actor.isdecimal() else None,
        category=CATEGORY.get(said.actor),
        permit=said.permit,
        period=period,
        status=said.status,
    )
    provision = consent["provision"]
    if said.custodian in CATEGORY:
        custodian = an_actor(category=CATEGORY[said.custodian])
        custodian["role"] = {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": "CST"}]}
        provision["actor"] = [custodian, *provision.get("actor", [])]
    if said.data.startswith("res:"):
        named = kept if said.data == f"res:{row['resource']}" else patient
        provision["data"] = [{"meaning": "instance", "reference": {"reference": named}}]
    desk = Caller(holder.running, holder.ura, holder.organization_type, desk=True)
    answer = await desk.post(consent)
    assert answer.status_code == 201, answer.text


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
