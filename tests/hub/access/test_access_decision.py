"""$access-decision: why a section is open or closed, told to who may know that it is there."""

import pytest

from consent.reason import words_of
from tests.builders import a_patient, a_privacy_consent
from tests.hub.access.explaining import in_short, of_bsn, of_patient, parts, told, value
from tests.hub.dossier import a_dossier, an_organization, kept_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_who_reads_sees_which_choice_opens_it_and_who_recorded_it(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    dossier.source.role = "01.015"
    consent = await dossier.open_to(doctor)
    await dossier.add(an_organization(dossier.source.ura, name="Praktijk Duinroos"))

    answer = await of_patient(doctor, dossier.patient)

    [section] = told(answer)
    assert in_short(section) == (dossier.source.ura, "permit", "C-EXPLICIT-PERMIT")
    [evidence] = parts(section["part"], "evidence")
    assert value(evidence, "consent") == f"{consent}/_history/1"
    assert value(evidence, "recorder") == dossier.source.ura
    assert value(evidence, "professional") == "A. Arts"
    assert parts(evidence["part"], "recorded")
    assert parts(section["part"], "audience") == []
    assert (
        parts(section["part"], "custodian")[0]["valueReference"]["display"] == "Praktijk Duinroos"
    )
    reason = parts(section["part"], "reason")[0]["valueCodeableConcept"]
    words = words_of("C-EXPLICIT-PERMIT")
    assert (reason["coding"][0]["display"], reason["text"]) == words


async def test_the_same_code_and_consent_stand_in_the_ledger(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    other = await a_dossier(region, bsn=dossier.bsn)

    answer = await of_patient(doctor, dossier.patient)

    [row] = await region.left_behind(answer)
    rules = {ground.custodian: ground.rule for ground in row["grounds"]}
    assert rules[dossier.source.ura] in {"C-EXPLICIT-PERMIT", "S-NOT-ENTITLED"}
    assert rules[other.source.ura] == "C-NO-CHOICE"
    assert "C-EXPLICIT-PERMIT" in row["rule"].split()
    opened = [one for one in row["grounds"] if one.rule == "C-EXPLICIT-PERMIT"]
    assert [one.version for one in opened] == [1]
    assert row["detail"] == {"operation": "$access-decision"}
    assert (row["found"], row["type"]) == (1, "Patient")


async def test_who_keeps_it_sees_to_whom_it_is_open_and_by_whose_word(region: Region) -> None:
    dossier, recorder = await a_dossier(region), await region.organization(desk=True)
    doctor, refused = await region.doctor(), await region.doctor()
    mine = await kept_by(recorder, dossier.bsn)
    yes = await mine.add(
        a_privacy_consent(mine.patient, user=doctor.ura, holder=dossier.source.ura)
    )
    no = await mine.add(
        a_privacy_consent(mine.patient, user=refused.ura, holder=dossier.source.ura, permit=False)
    )

    sections = told(await of_patient(dossier.source, dossier.patient))

    [section] = sections
    assert in_short(section) == (dossier.source.ura, "permit", "C-OWN-DOSSIER")
    audiences = {
        value(one, "organization"): one
        for one in parts(section["part"], "audience")
        if parts(one["part"], "organization")
    }
    for caller, reason, consent in (
        (doctor, "C-EXPLICIT-PERMIT", yes),
        (refused, "C-EXPLICIT-DENY", no),
    ):
        one = audiences[caller.ura]
        assert value(one, "reason") == reason
        [evidence] = parts(one["part"], "evidence")
        assert value(evidence, "consent") == f"{consent}/_history/1"
        assert value(evidence, "recorder") == recorder.ura
    rest = [one for one in parts(section["part"], "audience") if parts(one["part"], "type")]
    assert "C-NO-CHOICE" in {value(one, "reason") for one in rest}


async def test_who_keeps_a_resource_that_is_decided_alone_sees_to_whom(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await a_dossier(region, bsn=dossier.bsn)
    await dossier.open_to(doctor)
    hidden, theirs = await dossier.goal(), await other.goal()
    await other.open_to(dossier.source)
    dossier.source.desk, dossier.source.role = True, "01.015"
    for named in (hidden, theirs):
        consent = a_privacy_consent(dossier.patient, user=doctor.ura, permit=False)
        consent["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": named}}]
        await dossier.add(consent)

    sections = told(await of_patient(dossier.source, dossier.patient))

    care, _ = [one for one in sections if value(one, "custodian") == dossier.source.ura]
    assert value(care, "category") == "GGC002"
    [single] = parts(care["part"], "resource")
    assert value(single, "reference") == hidden
    denied = [
        value(one, "organization")
        for one in parts(single["part"], "audience")
        if value(one, "reason") == "C-EXPLICIT-DENY"
    ]
    assert denied == [doctor.ura]


async def test_what_is_silenced_says_so_to_who_keeps_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()
    pushed = await stranger.post(a_patient(dossier.bsn))
    assert pushed.status_code == 201

    [section] = told(await of_bsn(stranger, dossier.bsn))

    assert {value(one, "reason") for one in parts(section["part"], "audience")} >= {
        "C-SOURCE-UNRELATED"
    }


async def test_another_purpose_is_asked_about_by_name(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)

    treat = told(await of_patient(doctor, dossier.patient, "?purpose=TREAT"))
    purpose = {"name": "purpose", "valueCode": "COC"}
    coc = await of_bsn(doctor, dossier.bsn, purpose)

    assert len(treat) == 1
    assert told(coc) == []
    [said] = parts(coc.json()["parameter"], "purpose")
    assert said["valueCoding"]["code"] == "COC"


async def test_it_works_in_a_batch(region: Region) -> None:
    dossier = await a_dossier(region)
    request = {"method": "GET", "url": f"{dossier.patient}/$access-decision"}
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [{"request": request}]}

    answer = await dossier.source.transaction(bundle)

    [entry] = answer.json()["entry"]
    assert entry["resource"]["resourceType"] == "Parameters"


async def test_what_was_deleted_is_no_longer_told(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    desk = await kept_by(await region.organization(desk=True), dossier.bsn)
    await desk.add(a_privacy_consent(desk.patient, user=doctor.ura, holder=dossier.source.ura))
    assert len(told(await of_bsn(doctor, dossier.bsn))) == 1

    assert (await dossier.source("DELETE", dossier.patient)).status_code == 204

    assert told(await of_bsn(doctor, dossier.bsn)) == []
    assert told(await of_bsn(dossier.source, dossier.bsn)) == []
