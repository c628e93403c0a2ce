"""How choices stand: told to the person, what waits for him first, and nobody else's."""

from typing import Any

import httpx
import pytest

from tests.builders import a_patient, a_privacy_consent, registered_with
from tests.hub.dossier import address, an_organization, fault
from tests.hub.persons import known, person
from tests.hub.write.choice_told import STATUS, Told, to_pharmacies, told
from tests.hub.write.home import Home
from tests.hub.write.test_choices_in_words import offered, part, parts
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_proposal_of_another_organisation_is_confirmed_by_what_the_status_says(
    region: Region,
) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    await hospital.post(an_organization(hospital.ura, name="Ziekenhuis Weerwater"))
    wish = await offered(
        home.himself,
        choice="one-organization",
        organization=home.doctor.ura,
        source=home.holder.ura,
        patient=home.patient,
    )
    own = await home.himself.post(to_pharmacies(home, permit=False))
    recorded = await hospital.post(wish)
    assert not await home.is_open()

    first, second = await told(home.himself)

    assert [first.id, second.id] == [address(one).split("/")[1] for one in (recorded, own)]
    assert (first.state, first["waits-for-you"], second["waits"]) == ("proposed", True, False)
    assert first["recorder"]["display"] == "Ziekenhuis Weerwater"
    assert (first["code"], first["version"]) == ("one-organization", 1)
    assert not second.has("code")
    assert second.state == "objected"
    assert first.acts == {"confirm": "active", "refuse": "inactive"}
    done = await first.do(home.himself, "confirm")
    assert done.status_code == 200
    assert await home.is_open()
    [after] = [one for one in await told(home.himself) if one.id == first.id]
    assert (after.state, after["waits"], after["own"]) == ("active", False, True)
    assert after["recorder"]["identifier"]["value"] == hospital.ura
    assert (await first.do(home.himself, "refuse")).status_code == 412


async def test_a_proposal_is_refused_and_stays_so(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    await hospital.post(home.choice(holder=home.holder.ura))

    [waiting] = await told(home.himself)
    assert (await waiting.do(home.himself, "refuse")).status_code == 200

    [after] = await told(home.himself)
    assert (after.state, after.acts) == ("withdrawn", {})
    assert not await home.is_open()


async def test_what_holds_at_its_recorder_waits_for_the_rest(region: Region) -> None:
    home = await Home.of(region)
    await home.holder.post(home.choice())

    [one] = await told(home.himself)

    assert await home.is_open()
    assert (one.state, one["waits"]) == ("active", True)
    assert {*one.acts} == {"confirm", "refuse"}


async def test_his_own_is_withdrawn_by_what_the_status_says(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(await offered(home.himself, choice="everyone", patient=home.patient))
    assert await home.is_open()

    [one] = await told(home.himself)
    assert one.acts == {"withdraw": "inactive"}
    assert not one.has("recorder")
    assert one["decided-by"] == "patient"
    assert (await one.do(home.himself, "withdraw")).status_code == 200

    assert not await home.is_open()
    [after] = await told(home.himself)
    assert (after.state, after.acts) == ("withdrawn", {})


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        ({"period": {"start": "2020-01-01", "end": "2020-02-01"}}, "expired"),
        ({"period": {"start": "2199-01-01"}}, "planned"),
        ({"permit": False}, "objected"),
        ({"status": "entered-in-error"}, "mistaken"),
        ({"status": "inactive"}, "withdrawn"),
        ({}, "active"),
    ],
)
async def test_each_has_its_state(region: Region, choice: dict[str, Any], state: str) -> None:
    home = await Home.of(region)
    await home.holder.post(home.choice(holder=home.holder.ura, **choice))

    [one] = await told(home.himself)

    assert one.state == state
    assert one["state-text"]
    assert one["recorder"]["identifier"]["value"] == home.holder.ura


async def test_who_sees_what_today_is_as_it_is_decided(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    answer = await home.himself.get(STATUS)

    seen = {
        part(one, "organization")["identifier"]["value"]: part(one, "sees")
        for one in parts(answer, "audience")
    }

    assert seen[home.doctor.ura] == "all"
    other = await region.doctor()
    assert {**seen}.get(other.ura, "nothing") == "nothing"
    assert home.holder.ura not in seen


@pytest.mark.parametrize("how", ["url", "body", "reference"])
async def test_anothers_choices_are_forbidden_as_nobodys_are(region: Region, how: str) -> None:
    home, other = await Home.of(region), await Home.of(region)
    await other.himself.post(other.choice())

    async def asked(patient: str) -> httpx.Response:
        if how == "url":
            return await home.himself.get(f"{STATUS}?patient={patient}")
        value = {"valueString": patient}
        if how == "reference":
            value = {"valueReference": {"reference": patient}}
        body = {"resourceType": "Parameters", "parameter": [{"name": "patient", **value}]}
        return await home.himself("POST", STATUS, body)

    theirs, nobodys = await asked(other.patient), await asked("Patient/nobody")

    assert theirs.status_code == nobodys.status_code == 403
    assert fault(theirs) == fault(nobodys)
    [row] = await region.left_behind(theirs)
    assert (row["rule"], row["pat"]) == ("S-NOT-ENTITLED", other.himself.whose)
    assert (await asked(home.patient)).status_code == 200


async def test_an_organisation_sees_what_it_wrote_down_and_nothing_else(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    own = await hospital.post(home.choice(holder=hospital.ura))
    await home.holder.post(home.choice(holder=home.holder.ura))
    await home.himself.post(home.choice(permit=False))

    answer = await hospital.get(f"{STATUS}?patient={home.patient}")

    [one] = [Told(said) for said in parts(answer, "choice")]
    assert one.id == address(own).split("/")[1]
    assert (one.state, one.acts) == ("active", {})
    assert parts(answer, "audience") == []
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["found"], row["pat"]) == ("C-OWN-DOSSIER", 1, home.himself.whose)


async def test_an_organisation_learns_of_nobody_it_wrote_nothing_of(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())

    known_one = await home.doctor.get(f"{STATUS}?patient={home.patient}")
    nobody = await home.doctor.get(f"{STATUS}?patient=nobody")

    assert known_one.status_code == nobody.status_code == 200
    assert known_one.content == nobody.content
    assert (await home.doctor.get(STATUS)).status_code == 403


async def test_how_it_stands_tells_an_organisation_nothing_that_others_said(
    region: Region,
) -> None:
    home = await Home.of(region, 14)  # as his practice says it
    hospital = await region.organization("V4")
    await hospital.post(a_patient(home.bsn, **registered_with(hospital.ura)))
    choice = a_privacy_consent(home.patient, user=home.doctor.ura, holder=hospital.ura)
    assert (await hospital.post(choice)).status_code == 201

    [theirs] = [
        Told(said)
        for said in parts(await hospital.get(f"{STATUS}?patient={home.patient}"), "choice")
    ]
    [his] = await told(home.himself)

    assert (theirs.state, his.state) == ("active", "not-entitled")


async def test_a_scope_is_needed_and_a_sure_log_in(region: Region) -> None:
    home = await Home.of(region)
    home.himself.scopes = ("patient/Goal.rs",)
    assert (await home.himself.get(STATUS)).status_code == 403
    unsure = person(region.running, home.bsn, level="low")
    assert (await unsure.get(STATUS)).status_code == 401


async def test_a_choice_that_was_changed_outside_the_hub_is_counted_and_not_told(
    region: Region,
) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    async with region.running.tampering() as connection:
        kept = await connection.fetch(
            "SELECT rid, version, sealed FROM resource_version WHERE pat = $1 AND category = $2",
            home.himself.whose,
            "choices",
        )
        await connection.execute(
            "UPDATE resource_version SET sealed = $2 WHERE rid = $1",
            kept[0]["rid"],
            kept[0]["sealed"][:-1],
        )

    answer = await home.himself.get(STATUS)

    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET sealed = $2 WHERE rid = $1",
            kept[0]["rid"],
            kept[0]["sealed"],
        )
    assert parts(answer, "choice") == []
    assert {"name": "damaged", "valueInteger": 1} in answer.json()["parameter"]


async def test_a_name_with_markup_is_told_as_it_is_and_as_text(region: Region) -> None:
    home = await Home.of(region)
    await home.doctor.post(an_organization(home.doctor.ura, name="<script>alert(1)</script>{kind}"))
    choice = await offered(
        home.himself, choice="not-one", organization=home.doctor.ura, patient=home.patient
    )
    await home.himself.post(choice)

    answer = await home.himself.get(STATUS)

    [one] = [Told(said) for said in parts(answer, "choice")]
    assert one["question"].count("<script>alert(1)</script>{kind}") == 1
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
