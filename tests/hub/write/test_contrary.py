"""Who stores a will or an agreement is told of what says the contrary, as far as he may know."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from consent.declaration import Declaration
from hub.fhir.told import CONTRARY
from profiles import systems
from profiles.pzp.rules import RULES
from tests.builders import a_goal, a_transaction, a_treatment_directive
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier, address, kept_by
from tests.plugins.hub import WHOLE, Caller, Region, Running

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[3] / "docs/decisions/0046-a-will-against-an-agreement.md"


def agreement(patient: str, way: str = "permit", **members: Any) -> dict[str, Any]:
    """On resuscitation."""
    made = a_treatment_directive(patient, **{"dateTime": "2020-10-01", **members})
    made["provision"]["type"] = way
    return made


def a_will(patient: str, code: str = "NR", **members: Any) -> dict[str, Any]:
    """Not to resuscitate."""
    system = systems.ADVANCE_DIRECTIVE_TYPE
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "adr"}]},
        "category": [{"coding": [{"system": systems.CONSENT_CATEGORY, "code": "acd"}]}],
        "patient": {"reference": patient},
        "dateTime": "2025-04-28",
        "policy": [{"uri": "https://wetten.overheid.nl/"}],
        "provision": {"code": [{"coding": [{"system": system, "code": code}]}]},
        **members,
    }


def warned(answer: httpx.Response) -> list[str]:
    """What one write is told of contradictions, and that it was stored."""
    assert answer.status_code in {200, 201}, answer.text
    return _warned(answer.json())


def warned_each(answer: httpx.Response) -> list[list[str]]:
    """The same of each entry of a transaction."""
    assert answer.status_code == 200, answer.text
    return [_warned(one["response"].get("outcome", {})) for one in answer.json()["entry"]]


def _warned(outcome: dict[str, Any]) -> list[str]:
    rule = {"system": systems.HUB_RULES, "code": "PZP-71"}
    issues = outcome.get("issue", ())
    found = [one for one in issues if rule in one.get("details", {}).get("coding", ())]
    assert all(one["severity"] == "warning" for one in found)
    assert all(one["expression"] == ["Consent.provision"] for one in found)
    return [one["diagnostics"].partition(" is active")[0] for one in found]


ICD = "400231000146108"
WILL, AGREED = "an advance directive of 2025-04-28", "a treatment directive of 2020-10-01"


async def test_a_will_against_an_agreement_that_is_kept_is_told_and_stored(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(agreement(dossier.patient))

    answer = await dossier.source.post(a_will(dossier.patient), prefer=WHOLE)

    assert warned(answer) == [AGREED]
    stored = (await dossier.source.get(f"{address(answer)}/_history/1")).json()
    assert "tag" not in stored["meta"]
    assert stored["dateTime"] == "2025-04-28"


async def test_an_agreement_against_a_will_that_is_kept_is_told(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_will(dossier.patient))

    assert warned(await dossier.source.post(agreement(dossier.patient), prefer=WHOLE)) == [WILL]


async def test_both_of_one_push_are_told_of_each_other(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.transaction(
        a_transaction(
            (a_goal(dossier.patient), "POST Goal"),
            (agreement(dossier.patient), "POST Consent"),
            (a_will(dossier.patient), "POST Consent"),
        )
    )

    assert warned_each(answer) == [[], [WILL], [AGREED]]


async def test_an_update_that_makes_them_contrary_is_told(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_will(dossier.patient))
    name = await dossier.add(agreement(dossier.patient, "deny"))
    changed = agreement(dossier.patient, id=name.partition("/")[2])

    assert warned(await dossier.source.put(changed, prefer=WHOLE)) == [WILL]
    assert warned(await dossier.source.put({**changed, "status": "inactive"}, prefer=WHOLE)) == []


async def test_what_is_replaced_in_the_same_push_is_no_side_any_more(region: Region) -> None:
    dossier = await a_dossier(region)
    name = await dossier.add(a_will(dossier.patient))
    ended = a_will(dossier.patient, id=name.partition("/")[2], status="inactive")
    gone = await dossier.add(a_will(dossier.patient))

    answer = await dossier.source.transaction(
        a_transaction(
            (ended, f"PUT {name}"),
            (None, f"DELETE {gone}"),
            (agreement(dossier.patient), "POST Consent"),
        )
    )

    assert warned_each(answer) == [[], [], []]


async def test_what_was_deleted_before_is_no_side_any_more(region: Region) -> None:
    dossier = await a_dossier(region)
    name = await dossier.add(a_will(dossier.patient))
    assert (await dossier.source("DELETE", name)).status_code == 204

    assert warned(await dossier.source.post(agreement(dossier.patient), prefer=WHOLE)) == []


async def test_an_agreement_that_names_the_will_is_not_told(region: Region) -> None:
    dossier = await a_dossier(region)
    name = await dossier.add(a_will(dossier.patient))
    known = agreement(dossier.patient, dateTime="2025-05-01", sourceReference={"reference": name})

    assert warned(await dossier.source.post(known, prefer=WHOLE)) == []


async def test_what_its_source_decided_anew_since_is_no_side_any_more(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(agreement(dossier.patient))
    await dossier.add(agreement(dossier.patient, "deny", dateTime="2022-11-08"))

    assert warned(await dossier.source.post(a_will(dossier.patient), prefer=WHOLE)) == []


async def test_what_says_the_same_or_is_of_no_treatment_is_not_told(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(agreement(dossier.patient, "deny"))

    assert warned(await dossier.source.post(a_will(dossier.patient), prefer=WHOLE)) == []
    assert warned(await dossier.source.post(a_will(dossier.patient, "VERB"), prefer=WHOLE)) == []


async def test_the_same_sent_again_is_not_told_once_more(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_will(dossier.patient))
    name = await dossier.add(agreement(dossier.patient))
    same = agreement(dossier.patient, id=name.partition("/")[2])

    assert warned(await dossier.source.put(same, prefer=WHOLE)) == []


async def _of_two(region: Region, **reader: Any) -> tuple[Dossier, Caller, str]:
    """A source with an agreement, another that treats the same inhabitant, and his Patient."""
    dossier = await a_dossier(region)
    await dossier.add(agreement(dossier.patient))
    other = await region.doctor(**reader)
    beside = await kept_by(other, dossier.bsn)
    return dossier, other, beside.patient


async def test_what_is_closed_to_the_writer_is_not_told(region: Region) -> None:
    _, other, patient = await _of_two(region)

    answer = await other.post(a_will(patient), prefer=WHOLE)

    assert warned(answer) == []
    rows = await region.left_behind(answer)
    assert [one["interaction"] for one in rows] == ["create"]


async def test_what_is_open_to_the_writer_is_told_and_the_ledger_has_it(region: Region) -> None:
    dossier, other, patient = await _of_two(region)
    await dossier.open_to(other)

    answer = await other.post(a_will(patient), prefer=WHOLE)

    assert warned(answer) == [AGREED]
    rows = {one["interaction"]: one for one in await region.left_behind(answer)}
    assert set(rows) == {"create", "search-type"}
    assert rows["search-type"]["found"] == 1
    assert rows["search-type"]["rule"] == "C-EXPLICIT-PERMIT"


async def test_what_an_objection_closes_again_is_not_told(region: Region) -> None:
    dossier, other, patient = await _of_two(region)
    await dossier.open_to(other)
    await dossier.choose(user=other.ura, permit=False)

    assert warned(await other.post(a_will(patient), prefer=WHOLE)) == []


async def test_what_others_said_of_each_other_is_not_read_by_a_push_of_something_else(
    region: Region,
) -> None:
    dossier, other, patient = await _of_two(region)
    await dossier.add(a_will(dossier.patient))
    await dossier.open_to(other)

    answer = await other.post(
        agreement(patient, dateTime="2026-01-01", status="inactive"), prefer=WHOLE
    )

    assert warned(answer) == []
    assert len(await region.left_behind(answer)) == 1


async def test_a_system_that_names_no_professional_is_told_of_its_own_alone(
    region: Region,
) -> None:
    dossier, other, patient = await _of_two(region)
    await dossier.open_to(other)
    other.role = None

    assert warned(await other.post(a_will(patient), prefer=WHOLE)) == []


async def test_a_token_that_may_not_read_is_told_of_its_own_alone(region: Region) -> None:
    dossier, other, patient = await _of_two(region)
    await dossier.open_to(other)
    other.scopes = ("system/Consent.cu", "system/Patient.cruds")

    assert warned(await other.post(a_will(patient), prefer=WHOLE)) == []
    assert warned(await other.post(agreement(patient), prefer=WHOLE)) == [WILL]


async def test_one_resource_that_is_closed_in_an_open_record_is_not_told(region: Region) -> None:
    dossier, other, patient = await _of_two(region)
    name = await dossier.add(agreement(dossier.patient, dateTime="2021-01-01"))
    await dossier.open_to(other)
    closed = await dossier.choose(user=other.ura, permit=False)
    said = (await dossier.source.get(closed)).json()
    said["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": name}}]
    assert (await dossier.source.put(said)).status_code == 200

    assert warned(await other.post(a_will(patient), prefer=WHOLE)) == [AGREED]


def test_its_number_is_of_this_alone_and_stands_on_its_page() -> None:
    assert CONTRARY == "PZP-71"
    assert CONTRARY not in {rule.number for rule in RULES}
    assert f"**{CONTRARY}**" in PAGE.read_text("utf-8")


async def test_an_emergency_opens_nothing_to_who_pushes(region: Region) -> None:
    said = Declaration(code="unconscious", words="Bewusteloos op straat gevonden")
    _, other, patient = await _of_two(region, purpose="ETREAT", emergency=said)

    assert warned(await other.post(a_will(patient), prefer=WHOLE)) == []


async def test_it_costs_no_statement(hub: Running, region: Region) -> None:
    dossier = await a_dossier(region)
    async with counting(hub) as (client, asked):
        dossier.source.client = client

        async def looks(body: dict[str, Any]) -> int:
            asked.clear()
            answer = await dossier.source.post(body)
            assert answer.status_code == 201, answer.text
            return sum("SELECT" in one and "type = 'Consent'" in one for one in asked)

        patient = dossier.patient
        for body in (agreement(patient), a_will(patient), agreement(patient)):
            assert await looks(body) == 0
