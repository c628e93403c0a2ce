"""Rows of the consent truth table against the live hub: decision, status, and the ledger's reason.

Facts come as HTTP brings them: choices that a desk or the inhabitant records, what sources say of
him, a Task, Mitz over TLS, whoever a token may name.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from consent.declaration import Declaration
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
from tests.consent.truth_table import INCAPABLE_FROM, REASON, Row, rows, statements
from tests.hub.dossier import address, found
from tests.hub.persons import person
from tests.plugins.hub import Caller, Region, Running
from tests.plugins.mitz import Asking
from tests.stubs.mitz.notifications import bundle

pytestmark = pytest.mark.anyio
CATEGORY = {"cat:H1": "RPZAC001", "cat:V4": "RPZAC104", "cat:X3": "RPZAC004"}
RELATION = {
    "parent": (systems.ROLE_CODE, "MTH"),
    "guardian": (systems.CONTACT_ROLE, "11"),
    "curator": (systems.CONTACT_ROLE, "03"),
    "mentor": (systems.CONTACT_ROLE, "15"),
    "proxy": (systems.SNOMED, "310141000146103"),
    "spouse": (systems.ROLE_CODE, "DOMPART"),
    "child": (systems.ROLE_CODE, "DAUC"),
    "sibling": (systems.ROLE_CODE, "BRO"),
}
"""Ground to the code that a RelatedPerson has for it."""
UNABLE = {
    "extension": [
        {
            "url": f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions",
            "extension": [{"url": "legallyCapable", "valueBoolean": False}],
        }
    ]
}
_NUMBERS = count(900_100_000)
OPEN_ALL = {"CT-051"}
PZP = ("system/Patient.rs", "system/Consent.rs", "system/Goal.rs", "system/Observation.rs")
"""Of who exchanges wishes alone: the hub keeps a Composition too, for who transfers care."""
OTHER_DATA = "GGC007"
"""A data category that the hub holds nothing of."""
OTHER_RULE = {"P-TYPE-NOT-ALLOWED": "SCOPE"}
"""What the table calls otherwise than the hub."""
MODES = {
    "timeout": "slow",
    "notapplicable": "not applicable",
    "indeterminate": "indeterminate",
    "fault": "fault",
    "error": "fault",
    "malformed": "malformed",
    "wrongsubject": "another patient",
}
"""What the table says of Mitz, as the stub calls it; permit and deny are what it says when well."""


def _case(row: Row) -> str:
    return row["case_id"]


def _is_of_a_person(row: Row) -> bool:
    return row["requester_kind"] in {"patient", "representative"}


def _any(row: Row, test: Callable[[Statement], bool]) -> bool:
    return any(map(test, statements(row["local_consents"])))


ROWS = rows()


@pytest.fixture(autouse=True)
def _remembered(hub: Running) -> Iterator[None]:
    hub.forget()
    yield
    hub.forget()


@pytest.fixture
def policy(row: Row, hub: Running) -> Iterator[None]:
    before = hub.access.policy
    if row["case_id"] in OPEN_ALL:
        hub.access.policy = replace(before, emergency_opens_objections=True)
    yield
    hub.access.policy = before


def _by_mitz(row: Row) -> bool:
    """Whether Mitz has a say: it is asked, or told something that was copied."""
    return row["mitz"] != "off" or _any(row, lambda s: s.source == "mitz")


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize("row", [row for row in ROWS if not _by_mitz(row)], ids=_case)
async def test_the_hub_decides_as_the_table_has_it(region: Region, row: Row) -> None:
    await _decides(region, row, _patient(row))


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize("row", [row for row in ROWS if _by_mitz(row)], ids=_case)
async def test_the_hub_decides_by_mitz_as_the_table_has_it(copying: Asking, row: Row) -> None:
    """Over TLS, by a Mitz of our own; a time-out is a short one."""
    patient = _patient(row)
    bsn = patient["identifier"][0]["value"]
    copying.stub.says[bsn, row["holder_ura"], row["requester_ura"]] = row["mitz"].capitalize()
    with copying.within(0.3 if row["mitz"] == "timeout" else 10):
        await _decides(copying, row, patient)


async def _subscribed(copying: Asking, row: Row, patient: str, kept: str) -> None:
    """Who asked has Mitz tell of choices from now on."""
    doctor = Caller(copying.running, "90000999", "K3", "01.015")
    await doctor.find(kept.partition("/")[0], patient=patient)
    await copying.subscribed()
    copying.stub.mode = MODES.get(row["mitz"], "well")


async def _decides(region: Region, row: Row, resource: dict[str, Any]) -> None:
    holder = Caller(region.running, row["holder_ura"], row["holder_type"])
    patient = await _registered(row, holder, resource)
    kept = await _kept(row, holder, patient) if row["phase"] in {"query", "self"} else ""
    if isinstance(region, Asking):
        await _subscribed(region, row, patient, kept)
    for statement in statements(row["local_consents"]):
        if isinstance(region, Asking) and statement.source == "mitz":
            await _copied(region, statement, resource["identifier"][0]["value"])
        else:
            await _record(holder, statement, row, patient, kept)
    if row["phase"] == "push":
        answer = await holder.post(a_goal(patient))
        [last] = await region.left_behind(answer)
        assert last["rule"] == row["expect_reason"]
        return

    answer = await _asked(region, row, patient, kept)

    _compare(row, answer, kept)
    told = await region.left_behind(answer)
    [reasons] = [one["rule"].split() for one in told if one["interaction"] != "emergency"]
    # Of a search for Consents also why the choices themselves are closed, and of a resource that a
    # choice names why the rest is.
    beside = {"S-NOT-ENTITLED"} | ({"C-NO-CHOICE"} if "d=res:" in row["local_consents"] else set())
    expected = OTHER_RULE.get(row["expect_reason"], row["expect_reason"])
    assert {*reasons} - (beside - {expected}) == {expected}
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
        relation=row["relation"] != "none",
    )
    kind = kept.partition("/")[0]
    match row["interaction"]:
        case "read":
            return await caller.get(kept)
        case "search-get-bsn":
            return await caller.get(f"{kind}?patient.identifier={systems.BSN_SYSTEM}|{a_bsn()}")
        case "search-nopatient":
            return await caller.find(kind, _count="10")
        case "read-composition":
            return await replace(caller, scopes=PZP).get("Composition/c1")
    return await caller.find(kind, patient=patient)


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


async def _registered(row: Row, holder: Caller, said: dict[str, Any]) -> str:
    """The Patient; who is incapable became that on the day of the table."""
    clock = holder.running.clock
    patient = address(await holder.put(said))
    if row["patient_state"] == "incapable":
        try:
            clock.ahead = INCAPABLE_FROM - date.fromisoformat(row["now"])
            assert (await holder.put(said | UNABLE)).status_code == 200
        finally:
            clock.ahead = timedelta()
    return patient


async def _signers(said: Statement, holder: Caller, patient: str) -> list[dict[str, Any]]:
    """As `decided_by` has it: the inhabitant, who stands for him, or only who wrote it down."""
    signers = []
    for one in said.decided_by.split("+"):
        if one == "patient":
            signers.append({"reference": patient})
        elif one in RELATION:
            signers.append({"reference": address(await holder.post(_related(one, patient)))})
    number = {"system": systems.UZI_PERSON, "value": "900000009"}
    return signers or [{"identifier": number}]


def _related(ground: str, patient: str) -> dict[str, Any]:
    system, code = RELATION[ground]
    return {
        "resourceType": "RelatedPerson",
        "patient": {"reference": patient},
        "relationship": [{"coding": [{"system": system, "code": code}]}],
    }


def _patient(row: Row) -> dict[str, Any]:
    bsn, today = a_bsn(), _today()
    born = date(today.year - int(row["patient_age"]), 1, 1)
    return a_patient(
        bsn,
        id=f"ct-{bsn}",
        birthDate=born.isoformat(),
        deceasedBoolean=row["patient_state"] == "deceased",
        **registered_with(row["holder_ura"]),
    )


async def _kept(row: Row, holder: Caller, patient: str) -> str:
    kind, label = row["resource"].partition("/")[0], row["label"]
    made = a_treatment_directive(patient) if kind == "Consent" else a_goal(patient)
    if kind == "Task":
        made = _task(patient, holder, {})
    security = [{"system": systems.CONFIDENTIALITY, "code": label}]
    return address(await holder.post(made | {"meta": {"security": security}}))


def _task(patient: str, holder: Caller, members: dict[str, Any]) -> dict[str, Any]:
    system, code = systems.TRANSFER_OF_CARE
    return {
        "resourceType": "Task",
        "status": "in-progress",
        "intent": "order",
        "code": {"coding": [{"system": system, "code": code}]},
        "for": {"reference": patient},
        "requester": _by(holder.ura),
        **members,
    }


def _by(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


async def _transfer(holder: Caller, said: Statement, patient: str, task: str) -> None:
    """The Task that is asked for, as who hands over completes it: by this the rest is assumed."""
    period = {"end": said.ends.isoformat()} if said.ends else {"start": "2026-01-01"}
    members = {"owner": _by(said.actor), "restriction": {"period": period}}
    made = _task(patient, holder, members | {"id": task.partition("/")[2]})
    assert (await holder.put(made)).status_code == 200


async def _copied(copying: Asking, said: Statement, bsn: str) -> None:
    """The statement as Mitz sends it, whose no is inactive and has no type."""
    at = said.given_at.isoformat()
    told = bundle(bsn, said.custodian, ([CATEGORY[said.actor]], said.permit, at))
    assert (await copying.notify(told)).status_code == 204


async def _record(holder: Caller, said: Statement, row: Row, patient: str, kept: str) -> None:
    """The statement as the holder's desk writes it down, its days moved to today."""
    moved = _today() - date.fromisoformat(row["now"])
    ends = said.ends + moved if said.ends else None
    if said.kind == "implied":
        await _transfer(holder, replace(said, ends=ends), patient, kept)
        return
    period = {"start": ((said.starts or date(2026, 1, 1)) + min(moved, timedelta())).isoformat()}
    if said.starts:
        period["start"] = (said.starts + moved).isoformat()
    if ends:
        period["end"] = ends.isoformat()
    consent = a_privacy_consent(
        patient,
        holder=None if said.custodian.startswith(("cat:", "*")) else said.custodian,
        user=said.actor if said.actor.isdecimal() else None,
        category=CATEGORY.get(said.actor),
        permit=said.permit,
        period=period,
        status=said.status,
        performer=await _signers(said, holder, patient),
        dateTime=(said.given_at + moved).isoformat(),
    )
    _narrow(consent, said, kept if said.data == f"res:{row['resource']}" else patient)
    desk = Caller(holder.running, holder.ura, holder.organization_type, desk=True)
    answer = await desk.post(consent)
    assert answer.status_code == 201, answer.text


def _narrow(consent: dict[str, Any], said: Statement, named: str) -> None:
    """For what, over whose data, and of which: `named` is the resource, where it is one."""
    provision = consent["provision"]
    purposes = sorted(said.purposes)
    provision["purpose"] = [{"system": systems.ACT_REASON, "code": one} for one in purposes]
    if said.custodian in CATEGORY:
        custodian = an_actor(category=CATEGORY[said.custodian])
        custodian["role"] = {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": "CST"}]}
        provision["actor"] = [custodian, *provision.get("actor", [])]
    if said.data == "MED":
        consent["category"][1]["coding"][0]["code"] = OTHER_DATA
    if said.data.startswith("label:"):
        code = said.data.removeprefix("label:")
        provision["securityLabel"] = [{"system": systems.CONFIDENTIALITY, "code": code}]
    if said.data.startswith("res:"):
        provision["data"] = [{"meaning": "instance", "reference": {"reference": named}}]


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
