"""TH-50 to TH-55: nothing is written in another's name, past a rule, or over what was not read."""

import secrets
from typing import Any

import pytest

from profiles import systems
from tests.attacks.threats.judge import Judge, code_of
from tests.attacks.threats.table import THREATS
from tests.attacks.threats.town import Town
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    registered_with,
    urn,
)
from tests.hub.dossier import address, found, kept_by, names
from tests.plugins.hub import WHOLE

pytestmark = pytest.mark.anyio

FEW = "system/Patient.cruds system/Goal.cruds"


def entries(bsn: str) -> list[tuple[dict[str, Any], str]]:
    """A Patient and a Goal, and a Consent that the token has no scope for."""
    return [
        (a_patient(bsn), "POST Patient"),
        (a_goal(urn(0)), "POST Goal"),
        (a_treatment_directive(urn(0)), "POST Consent"),
    ]


async def test_th_50_of_a_transaction_with_one_forbidden_entry_nothing_is_written(
    judge: Judge, town: Town
) -> None:
    source, bsn = await town.organization(scopes=FEW), a_bsn()

    answer = await source.transaction(a_transaction(*entries(bsn)))

    await judge.refuses("TH-50", answer)
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[2]"]
    asked = await source.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{bsn}")
    assert found(asked) == []


async def test_th_50_an_entry_of_a_batch_is_judged_as_a_call(judge: Judge, town: Town) -> None:
    source, stated = await town.organization(scopes=FEW), THREATS["TH-50"]
    dossier = await kept_by(source, a_bsn())
    asked = [
        (a_goal(dossier.patient), "POST Goal"),
        (a_treatment_directive(dossier.patient), "POST Consent"),
    ]

    answer = await source.transaction(a_transaction(*asked) | {"type": "batch"})

    stored, refused = [one["response"] for one in answer.json()["entry"]]
    assert stored["status"].startswith("201")
    assert refused["status"].startswith(str(stated.status))
    assert refused["outcome"]["issue"][0]["code"] == stated.code
    rows = await judge.left_behind(answer)
    assert [row["status"] for row in rows] == [201, 403]
    assert rows[1]["rule"] in stated.left
    judge.names_nobody(answer, rows)


@pytest.mark.parametrize("kind", ["List", "Composition", "Bundle"])
async def test_th_51_a_type_of_the_transfer_tells_nobody_more(
    judge: Judge, town: Town, kind: str
) -> None:
    """The hub keeps these, for handoffs; who may not see one is told what everybody is told."""
    source, stranger = await town.organization(), await town.doctor()
    dossier = await kept_by(source, a_bsn())
    listed = {"resourceType": "List", "status": "current", "mode": "working"}
    kept = await dossier.add(listed | {"subject": {"reference": dossier.patient}})

    real = await stranger.get(kept if kind == "List" else f"{kind}/1")
    none = await stranger.get(f"{kind}/{secrets.token_hex(8)}")

    for answer in (real, none):
        await judge.refuses("TH-51", answer)
    assert real.content == none.content


async def test_th_52_what_another_organisation_says_of_itself_is_its_own(
    judge: Judge, town: Town
) -> None:
    source, other = await town.organization(), await town.organization()
    number = {"identifier": {"system": systems.URA_SYSTEM, "value": other.ura}}
    endpoint = {
        "resourceType": "Endpoint",
        "status": "active",
        "connectionType": {"code": "hl7-fhir-rest"},
        "payloadType": [{"text": "PZP"}],
        "address": "https://vals.example.org",
        "managingOrganization": number,
    }
    bundle = a_transaction((a_patient(a_bsn()), "POST Patient"), (endpoint, "POST Endpoint"))

    await judge.refuses("TH-52", await source.transaction(bundle))


async def test_th_52_what_is_kept_is_kept_by_whose_token_it_is(town: Town) -> None:
    """Whatever the body says of its keeper: it would stand under another's name else."""
    source, other = await town.organization(), await town.organization()
    dossier = await kept_by(source, a_bsn())
    forged = {"source": f"{systems.URA_SYSTEM}#{other.ura}"}

    goal = await dossier.goal(meta=forged)

    kept = (await source.get(goal)).json()["meta"]["source"]
    assert kept == f"{systems.URA_SYSTEM}#{source.ura}"
    assert (await other.get(goal)).status_code == 404
    assert (await other.put(a_goal(dossier.patient, id=goal.partition("/")[2]))).is_error


@pytest.mark.parametrize("named", [True, False])
async def test_th_53_a_provider_opens_nothing_of_others_in_the_inhabitants_name(
    town: Town, *, named: bool
) -> None:
    """It is kept as a proposal, and said to be one; its own is its own word, see decision 36."""
    source, forger, doctor = (
        await town.organization(),
        await town.organization(),
        await town.doctor(),
    )
    dossier = await kept_by(source, a_bsn())
    goal, stated = await dossier.goal(), THREATS["TH-53"]
    patient = address(await forger.post(a_patient(dossier.bsn, **registered_with(forger.ura))))
    holder = source.ura if named else None

    choice = a_privacy_consent(patient, holder=holder, user=doctor.ura)
    answer = await forger.post(choice, prefer=WHOLE)

    assert answer.status_code == stated.status
    told = [one for one in answer.json()["issue"] if one["severity"] == "warning"]
    assert [one["code"] for one in told] == [stated.code]
    assert (await doctor.get(goal)).status_code == 404
    assert goal not in names(await doctor.find("Goal", patient=dossier.id))


async def test_th_54_a_choice_is_changed_by_who_read_the_newest(judge: Judge, town: Town) -> None:
    source, doctor = await town.organization(), await town.doctor()
    dossier = await kept_by(source, a_bsn())
    consent = await dossier.open_to(doctor)
    read = (await source.get(consent)).json()
    assert (await source.put(read | {"status": "inactive"})).status_code == 200

    stale = await source("PUT", consent, read, if_match='W/"1"')
    blind = await source("PUT", consent, read)

    await judge.refuses("TH-54", stale)
    assert (blind.status_code, code_of(blind)) == (428, "required")
    assert (await source.get(consent)).json()["status"] == "inactive"


async def test_th_55_a_number_that_is_none_is_not_searched(judge: Judge, town: Town) -> None:
    doctor = await town.doctor()
    for digits in ("123456789", "999911111"):
        answer = await doctor.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{digits}")

        await judge.refuses("TH-55", answer)
        assert digits not in answer.text


async def test_th_55_nor_stored(town: Town) -> None:
    """As every content that breaks a rule: 422, with the rule and where, without the number."""
    source = await town.organization()

    answer = await source.post(a_patient("123456789"))

    assert answer.status_code == 422
    [issue] = [one for one in answer.json()["issue"] if one["severity"] == "error"]
    assert issue["expression"] == ["Patient.identifier[0].value"]
    assert "123456789" not in answer.text
