"""Who writes all care data does not thereby say who may see it."""

from dataclasses import replace
from typing import Any

import pytest

from hub.security.scopes import RECORDS_CHOICES
from tests.builders import a_privacy_consent, a_transaction, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

ALL = ("system/*.cruds",)
NUMBER = {"system": "https://duinroos.example/keuze", "value": "keuze-1"}


def a_choice(dossier: Dossier, doctor: Caller, **members: Any) -> dict[str, Any]:
    return a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, identifier=[NUMBER], **members
    )


async def attack(dossier: Dossier, way: str, consent: dict[str, Any]) -> tuple[int, dict]:
    """Record it in this way; status and what is said of it."""
    source = dossier.source
    named = consent | {"id": f"keuze-{source.ura}"}
    asked = f"{NUMBER['system']}|{NUMBER['value']}"
    match way:
        case "create":
            answer = await source.post(consent)
        case "update as create":
            answer = await source.put(named)
        case "conditional update":
            answer = await source("PUT", f"Consent?identifier={asked}", consent)
        case "transaction":
            answer = await source.transaction(a_transaction((consent, "POST Consent")))
        case _:
            bundle = a_transaction((consent, "POST Consent")) | {"type": "batch"}
            answer = await source.transaction(bundle)
            response = answer.json()["entry"][0]["response"]
            return int(response["status"][:3]), response["outcome"]["issue"][0]
    return answer.status_code, fault(answer)


@pytest.mark.parametrize(
    "way", ["create", "update as create", "conditional update", "transaction", "batch"]
)
async def test_all_care_data_does_not_contain_choices_about_exchange(
    region: Region, way: str
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.goal()
    source = replace(dossier.source, scopes=ALL)

    status, said = await attack(replace(dossier, source=source), way, a_choice(dossier, doctor))

    assert status == 403
    assert RECORDS_CHOICES in said["diagnostics"]
    assert names(await doctor.find("Goal", patient=dossier.patient)) == []


async def test_the_refusal_says_which_scope_is_missing(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    dossier.source.scopes = ALL

    refused = await dossier.source.post(a_choice(dossier, doctor))

    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    [row] = await region.left_behind(refused)
    assert (row["status"], row["rule"]) == (403, "SCOPE")


async def test_a_wish_takes_no_more_than_before(region: Region) -> None:
    dossier = await a_dossier(region)
    dossier.source.scopes = ALL

    assert await dossier.add(a_treatment_directive(dossier.patient))


@pytest.mark.parametrize("scope", ["system/Consent.cu", "system/Consent.cruds", RECORDS_CHOICES])
async def test_a_scope_that_names_consent_contains_them(region: Region, scope: str) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    dossier.source.scopes = (scope, "system/Patient.rs")

    await dossier.add(a_choice(dossier, doctor))

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]


async def test_the_scope_for_choices_alone_writes_no_wish_and_reads_nothing(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    choice = await dossier.add(a_choice(dossier, doctor))
    dossier.source.scopes = (RECORDS_CHOICES,)

    wish = await dossier.source.post(a_treatment_directive(dossier.patient))

    assert wish.status_code == 403
    assert "system/Consent.c" in fault(wish)["diagnostics"]
    assert (await dossier.source.get(choice)).status_code == 403
    assert (await dossier.source.find("Consent", patient=dossier.patient)).status_code == 403
    assert (await dossier.source("DELETE", choice)).status_code == 403


@pytest.mark.parametrize("status", ["inactive", "entered-in-error"])
async def test_what_one_recorded_is_always_taken_back(region: Region, status: str) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    said = (await dossier.source.get(await dossier.add(a_choice(dossier, doctor)))).json()
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
    dossier.source.scopes = ALL

    assert (await dossier.source.put(said | {"status": status})).status_code == 200

    assert names(await doctor.find("Goal", patient=dossier.patient)) == []


async def test_what_was_taken_back_is_not_woken_without_the_scope(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.goal()
    address = await dossier.add(a_choice(dossier, doctor))
    said = (await dossier.source.get(address)).json()
    withdrawn = await dossier.source.put(said | {"status": "inactive"})
    assert withdrawn.status_code == 200
    dossier.source.scopes = ALL

    for changed in (said, said | {"status": "proposed"}):
        meta = {**said["meta"], "versionId": "2"}
        assert (await dossier.source.put({**changed, "meta": meta})).status_code == 403

    assert names(await doctor.find("Goal", patient=dossier.patient)) == []


async def test_the_first_word_may_not_be_a_withdrawal_without_the_scope(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    dossier.source.scopes = ALL

    answer = await dossier.source.post(a_choice(dossier, doctor, status="inactive"))

    assert answer.status_code == 403


async def test_the_same_said_again_changes_nothing_and_takes_no_scope(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    named = a_choice(dossier, doctor) | {"id": f"keuze-{dossier.source.ura}"}
    assert (await dossier.source.put(named)).status_code == 201
    dossier.source.scopes = ALL

    assert (await dossier.source.put(named)).status_code == 200
