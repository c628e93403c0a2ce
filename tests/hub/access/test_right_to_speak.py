"""A source that does not treat an inhabitant changes nothing of what others see of him."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    registered_with,
    urn,
)
from tests.hub.dossier import (
    Dossier,
    address,
    addresses,
    an_observation,
    by_bsn,
    fault,
    found,
    names,
)
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio
SOMEBODY_ELSE: list[tuple[dict[str, Any], str, str]] = [
    ({"name": [{"family": "Bakker"}]}, "name", "WHO-1"),
    ({"birthDate": "1951-03-02"}, "birthDate", "WHO-2"),
    ({"gender": "male"}, "gender", "WHO-3"),
]
ANS = {"birthDate": "1950-03-02", "gender": "female"}


def an_encounter(patient: str, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": systems.ACT_CODE, "code": "HH"},
        "subject": {"reference": patient},
        **members,
    }


async def known(region: Region) -> tuple[Dossier, Caller]:
    """Ans, as her GP knows her, and a doctor whom everyone's data of her is open to."""
    gp, doctor = await region.organization("H1"), await region.doctor()
    dossier = Dossier(gp, a_bsn(), "")
    patient = address(await gp.post(dossier.word | ANS))
    dossier = Dossier(gp, dossier.bsn, patient)
    await dossier.open_to(doctor)
    return dossier, doctor


async def opened(stranger: Caller, dossier: Dossier, *entries: dict[str, Any]) -> None:
    """What the stranger pushes of Ans, and a permission for all over its own data."""
    consent = a_privacy_consent(urn(0), holder=stranger.ura)
    pushed = a_transaction(
        (a_patient(dossier.bsn, **ANS), "POST Patient"),
        (consent, "POST Consent"),
        *((entry, f"POST {entry['resourceType']}") for entry in entries),
    )
    assert (await stranger.transaction(pushed)).status_code == 200


async def seen(reader: Caller, dossier: Dossier) -> list[Any]:
    """All that a doctor reads of her."""
    kinds = ("Goal", "Observation", "RelatedPerson", "Encounter")
    answers = [await by_bsn(reader, dossier.bsn), await reader.get(dossier.patient)]
    answers += [await reader.get(f"{kind}?patient={dossier.id}") for kind in kinds]
    return [answer.json().get("entry", answer.json()) for answer in answers]


@pytest.mark.parametrize(("said", "element", "rule"), SOMEBODY_ELSE)
async def test_somebody_else_under_a_known_number_is_put_aside(
    region: Region, said: dict[str, Any], element: str, rule: str
) -> None:
    (dossier, doctor), stranger = await known(region), await region.organization()
    before = await seen(doctor, dossier)

    answer = await stranger.post(a_patient(dossier.bsn, **ANS | said))

    assert answer.status_code == 422
    issue = fault(answer)
    assert issue["expression"] == [f"Patient.{element}"]
    assert issue["details"]["coding"][0]["code"] == rule
    for telling in ("Vlinderhof", "1950", "female", dossier.bsn, dossier.source.ura):
        assert telling not in answer.text
    assert await seen(doctor, dossier) == before
    assert found(await by_bsn(stranger, dossier.bsn)) == []


async def test_of_a_bundle_about_somebody_else_nothing_is_stored(region: Region) -> None:
    (dossier, _), stranger = await known(region), await region.organization()
    wrong = a_patient(dossier.bsn, name=[{"family": "Bakker"}], **registered_with(stranger.ura))

    answer = await stranger.transaction(
        a_transaction((wrong, "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    )

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[0].resource.name"]
    assert found(await by_bsn(stranger, dossier.bsn)) == []


async def test_what_a_stranger_says_of_somebody_known_nobody_sees(region: Region) -> None:
    (dossier, doctor), stranger = await known(region), await region.organization()
    before = await seen(doctor, dossier)

    await opened(
        stranger,
        dossier,
        a_goal(urn(0)),
        an_observation(urn(0)),
        {
            "resourceType": "RelatedPerson",
            "patient": {"reference": urn(0)},
            "name": [{"text": "Dochter"}],
        },
    )
    assert (
        await stranger.put(a_patient(dossier.bsn, deceasedBoolean=True, **ANS) | {"id": dossier.id})
    ).status_code == 200

    assert await seen(doctor, dossier) == before
    assert len(found(await stranger.get(f"Goal?patient={dossier.id}"))) == 1


async def test_a_stranger_is_told_that_no_relation_is_known_and_what_makes_one(
    region: Region,
) -> None:
    (dossier, _), stranger = await known(region), await region.organization()

    answer = await stranger.post(a_patient(dossier.bsn, **ANS), prefer=WHOLE)

    told = [one for one in answer.json()["issue"] if one["code"] == "suppressed"]
    assert "no treatment relation" in told[0]["diagnostics"]
    assert "EpisodeOfCare" in told[0]["diagnostics"]


@pytest.mark.parametrize(
    "declared",
    [
        an_encounter(urn(0)),
        {
            "resourceType": "EpisodeOfCare",
            "status": "active",
            "patient": {"reference": urn(0)},
        },
    ],
)
async def test_who_declares_a_relation_is_seen_from_then_on(
    region: Region, declared: dict[str, Any]
) -> None:
    (dossier, doctor), hospital = await known(region), await region.organization("V4")
    await opened(hospital, dossier, a_goal(urn(0)))
    assert found(await doctor.get(f"Goal?patient={dossier.id}")) == []

    again = a_transaction(
        (a_patient(dossier.bsn, **ANS), "POST Patient"),
        (declared, f"POST {declared['resourceType']}"),
    )
    assert (await hospital.transaction(again)).status_code == 200

    assert len(found(await doctor.get(f"Goal?patient={dossier.id}"))) == 1


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
async def test_a_contact_that_never_was_declares_nothing(region: Region, status: str) -> None:
    (dossier, doctor), hospital = await known(region), await region.organization("V4")

    await opened(hospital, dossier, a_goal(urn(0)), an_encounter(urn(0), status=status))

    assert found(await doctor.get(f"Goal?patient={dossier.id}")) == []


async def test_a_contact_that_is_deleted_declares_nothing_any_more(region: Region) -> None:
    (dossier, doctor), hospital = await known(region), await region.organization("V4")
    entries = a_transaction(
        (a_patient(dossier.bsn, **ANS), "POST Patient"),
        (a_privacy_consent(urn(0), holder=hospital.ura), "POST Consent"),
        (a_goal(urn(0)), "POST Goal"),
        (an_encounter(urn(0)), "POST Encounter"),
        (an_encounter(urn(0)), "POST Encounter"),
    )
    *_, one, other = addresses(await hospital.transaction(entries))

    assert (await hospital("DELETE", one)).status_code == 204
    assert len(found(await doctor.get(f"Goal?patient={dossier.id}"))) == 1
    assert (await hospital("DELETE", other)).status_code == 204
    assert found(await doctor.get(f"Goal?patient={dossier.id}")) == []


async def test_the_practice_that_he_is_registered_with_is_the_one_that_says_so(
    region: Region,
) -> None:
    (dossier, doctor), practice = await known(region), await region.organization("H1")
    await opened(practice, dossier, a_goal(urn(0)))

    async def says(ura: str) -> int:
        word = a_patient(dossier.bsn, **ANS, **registered_with(ura)) | {"id": dossier.id}
        assert (await practice.put(word)).status_code == 200
        return len(found(await doctor.get(f"Goal?patient={dossier.id}")))

    assert await says(dossier.source.ura) == 0
    assert await says(practice.ura) == 1
    assert await says(dossier.source.ura) == 0


async def test_the_word_of_who_treats_her_stands_before_a_newer_one_of_who_came_first(
    region: Region,
) -> None:
    bsn, doctor = a_bsn(), await region.doctor()
    first, gp = await region.organization(), await region.organization("H1")
    patient = address(await first.post(a_patient(bsn, **ANS)))
    word = a_patient(bsn, telecom=[], **ANS, **registered_with(gp.ura))
    del word["telecom"]
    assert address(await gp.post(word)) == patient
    for source in (first, gp):
        await Dossier(source, bsn, patient).open_to(doctor)
    newer = a_patient(bsn, id=patient.partition("/")[2], gender="female", deceasedBoolean=True)
    assert (await first.put(newer)).status_code == 200

    [searched] = found(await by_bsn(doctor, bsn))
    read = (await doctor.get(patient)).json()
    goal = await Dossier(gp, bsn, patient).goal()
    page = await doctor.get(f"Goal?_id={goal.partition('/')[2]}&_include=Goal:patient")
    [along] = found(page, "include")

    for shown in (searched, read, along):
        assert shown["meta"]["source"].endswith(f"#{gp.ura}")
        assert "deceasedBoolean" not in shown


async def test_who_mistook_the_number_first_is_closed_once_she_is_known_by_who_treats_her(
    region: Region,
) -> None:
    bsn, doctor = a_bsn(), await region.doctor()
    mistaken = Dossier(await region.organization(), bsn, "")
    jan = a_patient(bsn, name=[{"family": "Bakker"}])
    mistaken = Dossier(mistaken.source, bsn, address(await mistaken.source.post(jan)))
    goal = await mistaken.goal()
    await mistaken.open_to(doctor)
    assert (await doctor.get(goal)).status_code == 200
    gp = await region.organization("H1")

    answer = await gp.post(a_patient(bsn, **ANS, **registered_with(gp.ura)))

    assert answer.status_code == 201
    assert (await doctor.get(goal)).status_code == 404
    assert names(await doctor.get(f"Goal?patient={mistaken.id}")) == []
    assert (await mistaken.source.get(goal)).status_code == 200
