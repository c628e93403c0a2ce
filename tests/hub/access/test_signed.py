"""Who signed a choice for somebody: it opens where he may decide, and no longer than he may."""

from dataclasses import replace
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_patient, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import address, addresses, fault, kept_by
from tests.hub.household import MOTHER, NEIGHBOUR, born, of_age, someone, today
from tests.plugins.hub import WHOLE, Region

pytestmark = pytest.mark.anyio


async def test_a_childs_own_permission_does_not_open(region: Region) -> None:
    child = await of_age(region, 9)
    await child.signs(child.dossier.patient)

    assert not await child.is_open()


async def test_a_source_that_gives_no_birth_date_makes_no_adult_of_him(region: Region) -> None:
    child = await of_age(region, 9)
    await child.signs(child.dossier.patient)

    await kept_by(await region.organization("V4"), child.dossier.bsn)

    assert not await child.is_open()


async def test_nor_does_a_desk_that_gives_none(region: Region) -> None:
    child, desk = await of_age(region, 9), replace(await region.organization(), desk=True)
    await child.signs(child.dossier.patient)

    assert (await desk.post(a_patient(child.dossier.bsn))).status_code == 201

    assert not await child.is_open()


async def test_nor_does_one_that_is_dated_on_a_day_when_he_is_older(region: Region) -> None:
    child = await of_age(region, 15)
    later = f"{today().year + 3}-01-02T10:00:00+01:00"
    consent = a_privacy_consent(
        child.dossier.patient, holder=child.dossier.source.ura, user=child.doctor.ura
    )

    answer = await child.dossier.source.post(consent | {"dateTime": later})

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Consent.dateTime"]
    assert not await child.is_open()


@pytest.mark.parametrize(
    "relations",
    [
        [],
        [NEIGHBOUR],
        [(systems.ROLE_CODE, "STPMTH")],
        [(systems.ROLE_CODE, "GRMTH")],
        [(systems.CONTACT_ROLE, "24")],
        [(systems.CONTACT_ROLE, "04")],
        [("https://example.org/codes", "MTH")],
        [(systems.CONTACT_ROLE, "MTH")],
    ],
)
async def test_who_is_not_known_to_stand_for_him_opens_nothing_and_that_is_told(
    region: Region, relations: list[tuple[str, str]]
) -> None:
    child = await of_age(region, 9)
    person = await child.person(*relations)
    consent = a_privacy_consent(
        child.dossier.patient, holder=child.dossier.source.ura, user=child.doctor.ura
    )

    signed = consent | {"performer": [{"reference": person}]}
    answer = await child.dossier.source.post(signed, prefer=WHOLE)

    assert answer.status_code == 201
    assert [one["expression"] for one in answer.json()["issue"][1:]] == [["Consent.performer"]]
    assert not await child.is_open()


@pytest.mark.parametrize("members", [{"active": False}, {"period": {"end": "2026-01-01"}}])
async def test_nor_does_a_mother_who_is_one_no_longer_for_the_source(
    region: Region, members: dict[str, Any]
) -> None:
    child = await of_age(region, 9)
    await child.signs(await child.person(MOTHER, **members))

    assert not await child.is_open()


async def test_of_a_professional_who_signed_nothing_opens(region: Region) -> None:
    adult = await of_age(region)
    role = {"system": systems.URA_SYSTEM, "value": adult.dossier.source.ura}
    await adult.dossier.choose(user=adult.doctor.ura, performer=[{"identifier": role}])

    assert not await adult.is_open()


async def test_a_mother_in_another_record_is_nobody_here(region: Region) -> None:
    child = await of_age(region, 9)
    other = await kept_by(child.dossier.source, a_bsn())
    mother_of_another = await other.add(someone(other.patient, MOTHER))
    consent = a_privacy_consent(
        child.dossier.patient, holder=child.dossier.source.ura, user=child.doctor.ura
    )

    answer = await child.dossier.source.post(
        consent | {"performer": [{"reference": mother_of_another}]}
    )

    assert answer.status_code in {201, 422}
    assert not await child.is_open()


async def test_a_stranger_makes_himself_no_father(region: Region) -> None:
    """He sends a RelatedPerson and a permission, over what the GP keeps, and over all."""
    child, stranger = await of_age(region, 9), await region.organization()
    for holder in (child.dossier.source.ura, None):
        answer = await stranger.transaction(
            a_transaction(
                (a_patient(child.dossier.bsn, **born(9)), "POST Patient"),
                (someone(urn(0), MOTHER), "POST RelatedPerson"),
                (
                    a_privacy_consent(
                        urn(0),
                        holder=holder,
                        user=child.doctor.ura,
                        performer=[{"reference": urn(1)}],
                    ),
                    "POST Consent",
                ),
            )
        )
        assert answer.status_code == 200, answer.text

    assert not await child.is_open()
    father = addresses(answer)[1]
    consent = a_privacy_consent(
        child.dossier.patient, holder=child.dossier.source.ura, user=child.doctor.ura
    )
    named = await child.dossier.source.post(consent | {"performer": [{"reference": father}]})
    assert named.status_code == 422  # the GP does not even see him


async def test_who_lost_the_right_to_speak_vouches_for_nobody(region: Region) -> None:
    """The hospital's word on who the mother is, which the GP saw and wrote down."""
    child = await of_age(region, 9)
    hospital = await kept_by(await region.organization("V4"), child.dossier.bsn)
    mother = await hospital.add(someone(hospital.patient, MOTHER))
    own = await child.person(MOTHER)
    await hospital.choose(user=child.dossier.source.ura, performer=[{"reference": mother}])
    gp = replace(child.dossier.source, role="01.015")
    consent = a_privacy_consent(
        child.dossier.patient, holder=child.dossier.source.ura, user=child.doctor.ura
    )
    signed = await gp.post(consent | {"performer": [{"reference": mother}]})
    assert address(signed)
    assert await child.is_open()

    no_longer = a_patient(child.dossier.bsn, **born(9))
    assert (await hospital.source.post(no_longer)).status_code == 200

    assert not await child.is_open()
    await child.signs(own)
    assert await child.is_open()


@pytest.mark.parametrize("own", [True, False])
async def test_a_desk_says_itself_who_stands_for_him(region: Region, *, own: bool) -> None:
    child, desk = await of_age(region, 9), replace(await region.organization(), desk=True)
    at_desk = address(await desk.post(a_patient(child.dossier.bsn, **born(9))))
    mother = await child.person(MOTHER)
    if own:
        mother = address(await desk.post(someone(at_desk, MOTHER)))
    else:  # that it may see the GP's
        gps = await child.person(MOTHER)
        await child.signs(gps, user=desk.ura)
        desk.role = "01.015"
    said = a_privacy_consent(at_desk, user=child.doctor.ura, performer=[{"reference": mother}])

    assert (await desk.post(said)).status_code == 201

    assert await child.is_open() is own


async def test_over_what_others_keep_a_permission_of_a_mother_waits(region: Region) -> None:
    child = await of_age(region, 9)
    hospital = await kept_by(await region.organization("V4"), child.dossier.bsn)
    mother = await hospital.add(someone(hospital.patient, MOTHER))
    for holder in (child.dossier.source.ura, None):
        await hospital.choose(
            user=child.doctor.ura, holder=holder, performer=[{"reference": mother}]
        )

    assert not await child.is_open()


async def test_what_a_mother_signed_opens_and_ends_when_she_is_no_longer_said_to_be_one(
    region: Region,
) -> None:
    child = await of_age(region, 9)
    mother = await child.person(MOTHER)
    await child.signs(mother)
    assert await child.is_open()

    source = child.dossier.source
    said = (await source.get(mother)).json()
    for other in (
        someone(child.dossier.patient, NEIGHBOUR),
        said | {"active": False},
        said | {"period": {"end": "2026-01-01"}},
        said | {"period": {"start": "2099-01-01"}},
    ):
        assert (await source("PUT", mother, other | {"id": said["id"]})).status_code == 200
        assert not await child.is_open()
        assert (await source("PUT", mother, said)).status_code == 200
        assert await child.is_open()
    assert (await source("DELETE", mother)).status_code in {200, 204}
    assert not await child.is_open()


async def test_a_neighbour_who_becomes_his_guardian_has_not_signed_as_one(region: Region) -> None:
    child = await of_age(region, 9)
    neighbour = await child.person(NEIGHBOUR)
    await child.signs(neighbour)
    guardian = someone(child.dossier.patient, (systems.CONTACT_ROLE, "11"))
    said = guardian | {"id": neighbour.partition("/")[2]}

    assert (await child.dossier.source.put(said)).status_code == 200
    assert not await child.is_open()

    await child.signs(neighbour)
    assert await child.is_open()


async def test_at_fourteen_it_takes_both(region: Region) -> None:
    child = await of_age(region, 14)
    mother = await child.person(MOTHER)
    await child.signs(mother)
    await child.signs(child.dossier.patient)
    assert not await child.is_open()

    both = await child.signs(child.dossier.patient, mother)
    assert await child.is_open()

    said = (await child.dossier.source.get(both)).json()
    await child.dossier.source.put(said | {"status": "inactive"})
    assert not await child.is_open()


async def test_of_two_parents_the_no_of_one_holds_however_broad(region: Region) -> None:
    child = await of_age(region, 9)
    mother = await child.person(MOTHER)
    father = await child.person((systems.ROLE_CODE, "FTH"))
    await child.signs(mother, user=child.doctor.ura)
    await child.signs(mother, user=None, permit=False)  # her own exception to her own no
    assert await child.is_open()

    objection = await child.signs(father, user=None, permit=False)
    assert not await child.is_open()

    said = (await child.dossier.source.get(objection)).json()
    await child.dossier.source.put(said | {"status": "inactive"})
    assert await child.is_open()


async def test_what_parents_signed_together_is_no_objection_to_what_one_of_them_allows(
    region: Region,
) -> None:
    child = await of_age(region, 9)
    both = await child.person(MOTHER), await child.person((systems.ROLE_CODE, "FTH"))
    await child.signs(*both, user=None, permit=False)
    await child.signs(*both)
    assert await child.is_open()

    await child.signs(both[0], user=None, permit=False)
    assert await child.is_open()


async def test_a_source_that_says_nothing_of_his_death_wakes_nobody(region: Region) -> None:
    dead = await of_age(region, 78, deceasedBoolean=True)
    await dead.signs(dead.dossier.patient)
    assert not await dead.is_open()

    await kept_by(await region.organization("V4"), dead.dossier.bsn)

    assert not await dead.is_open()
