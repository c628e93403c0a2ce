"""One inhabitant is one Patient, whoever speaks of him. docs/decisions."""

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, registered_with
from tests.hub.dossier import Dossier, a_dossier, address, addresses, by_bsn, fault, found, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def called(bsn: str, given: str, **members: object) -> dict:
    return a_patient(bsn, name=[{"family": "Vlinderhof", "given": [given]}], **members)


async def test_two_sources_make_one_patient_and_references_follow(region: Region) -> None:
    bsn = a_bsn()
    one, other = await region.organization(), await region.organization()
    first = address(await one.put(a_patient(bsn, id=f"one-{one.ura}")))

    answer = await other.transaction(
        a_transaction(
            (a_patient(bsn, id=f"other-{other.ura}"), f"PUT Patient/other-{other.ura}"),
            (a_goal(f"Patient/other-{other.ura}"), "POST Goal"),
        )
    )

    patient, goal = addresses(answer)
    assert patient == first == f"Patient/one-{one.ura}"
    assert (await other.get(goal)).json()["subject"]["reference"] == first
    assert (await other.get(f"Patient/other-{other.ura}")).status_code == 404


async def test_a_doctor_finds_one_patient_and_the_wishes_of_both(region: Region) -> None:
    bsn, doctor = a_bsn(), await region.doctor()
    dossiers = [await a_dossier(region, bsn=bsn) for _ in range(2)]
    goals = set()
    for dossier in dossiers:
        await dossier.open_to(doctor)
        goals.add(await dossier.goal())

    assert names(await by_bsn(doctor, bsn)) == [dossiers[0].patient]
    answer = await doctor.find("Goal", patient=dossiers[0].patient)
    assert set(names(answer)) == goals
    custodians = {one["meta"]["source"].rpartition("#")[2] for one in found(answer)}
    assert custodians == {dossier.source.ura for dossier in dossiers}


async def test_a_reader_sees_the_newest_word_among_those_open_to_him(region: Region) -> None:
    bsn = a_bsn()
    one, other, third = [await region.organization() for _ in range(3)]
    doctor = await region.doctor()
    for source, given in ((one, "Eerste"), (other, "Tweede"), (third, "Derde")):
        word = called(bsn, given, **registered_with(source.ura))
        patient = address(await source.post(word))
    for source in (one, other):
        await Dossier(source, bsn, patient).open_to(doctor)

    [seen] = found(await by_bsn(doctor, bsn))
    read = (await doctor.get(f"Patient/{seen['id']}")).json()

    assert seen["name"] == read["name"] == [{"family": "Vlinderhof", "given": ["Tweede"]}]
    [own] = found(await by_bsn(one, bsn))
    assert own["name"][0]["given"] == ["Eerste"]


async def test_the_newest_word_is_the_later_one_however_often_others_spoke(region: Region) -> None:
    bsn, doctor = a_bsn(), await region.doctor()
    one, other = await region.organization(), await region.organization()
    for source, given in ((one, "Eerste"), (one, "Tweede"), (other, "Derde")):
        word = called(bsn, given, **registered_with(source.ura))
        patient = address(await source.post(word))
    for source in (one, other):
        dossier = Dossier(source, bsn, patient)
        await dossier.open_to(doctor)
    goal = await dossier.goal()

    [seen] = found(await by_bsn(doctor, bsn))
    with_goal = await doctor.find("Goal", patient=patient, _include="Goal:subject")
    [along] = found(with_goal, "include")
    read = (await doctor.get(patient)).json()

    assert names(with_goal) == [goal]
    assert [each["name"][0]["given"] for each in (seen, along, read)] == [["Derde"]] * 3


async def test_both_sources_pushing_again_make_no_versions(region: Region) -> None:
    bsn = a_bsn()
    one, other = await region.organization(), await region.organization()
    words = [(one, called(bsn, "Eerste")), (other, called(bsn, "Tweede"))]
    first = [(await source.post(word)).headers["ETag"] for source, word in words]

    for _ in range(2):
        again = [await source.post(word) for source, word in words]
        assert [answer.status_code for answer in again] == [200, 200]
        assert [answer.headers["ETag"] for answer in again] == first


async def test_each_word_is_a_version_open_to_who_may_see_it(region: Region) -> None:
    bsn = a_bsn()
    one, other = await region.organization(), await region.organization()
    patient = address(await one.post(called(bsn, "Eerste")))
    await other.post(called(bsn, "Tweede"))
    await one.post(called(bsn, "Derde"))

    of_one = (await one.get(f"{patient}/_history")).json()["entry"]
    of_other = (await other.get(f"{patient}/_history")).json()["entry"]

    assert [each["resource"]["name"][0]["given"][0] for each in of_one] == ["Derde", "Eerste"]
    assert [each["resource"]["name"][0]["given"][0] for each in of_other] == ["Tweede"]
    own = (await other.get(f"{patient}/_history/1")).json()
    assert own["name"][0]["given"] == ["Tweede"]
    assert (await other.get(f"{patient}/_history/2")).status_code == 404


@pytest.mark.parametrize(
    "identifier",
    [
        None,
        [],
        [{"system": systems.BSN_SYSTEM}],
        [{"value": "999911120"}],
        [{"system": systems.BSN_SYSTEM, "value": "123456789"}],
        [{"system": systems.BSN_SYSTEM, "value": "99991112"}],
        [{"system": systems.BSN_SYSTEM, "value": "000000000"}],
        [{"system": systems.BSN_SYSTEM, "value": "not a number"}],
        [
            {"system": systems.BSN_SYSTEM, "value": "999911120"},
            {"system": systems.BSN_SYSTEM, "value": "999998298"},
        ],
    ],
)
async def test_a_patient_has_one_valid_bsn_or_a_number_of_his_source(
    region: Region, identifier: list | None
) -> None:
    source = await region.organization()
    patient = a_patient()
    del patient["identifier"]
    if identifier is not None:
        patient["identifier"] = identifier

    answer = await source.post(patient)

    assert answer.status_code == 422
    assert fault(answer)["expression"][0].startswith("Patient.identifier")
    assert "99991112" not in answer.text


async def test_a_source_without_a_patient_cannot_learn_whether_one_is_here(
    region: Region,
) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()

    known, unknown = await by_bsn(stranger, dossier.bsn), await by_bsn(stranger, a_bsn())

    assert (known.status_code, known.content) == (200, unknown.content)
    assert known.headers.keys() == unknown.headers.keys()


async def test_a_record_names_one_inhabitant_by_reference_and_by_number(region: Region) -> None:
    dossier, another = await a_dossier(region), a_bsn()

    def about(bsn: str) -> dict:
        number = {"system": systems.BSN_SYSTEM, "value": bsn}
        return a_goal("") | {"subject": {"reference": dossier.patient, "identifier": number}}

    alone = await dossier.source.post(about(another))
    bundled = await dossier.source.transaction(a_transaction((about(another), "POST Goal")))
    sound = await dossier.source.post(about(dossier.bsn), prefer="return=minimal")

    assert alone.status_code == bundled.status_code == 422
    assert fault(bundled)["expression"] == ["Bundle.entry[0].resource"]
    assert "by reference" in fault(alone)["diagnostics"]
    assert another not in alone.text + bundled.text
    assert sound.status_code == 201


async def test_a_first_word_has_the_first_number_whether_others_spoke_or_not(
    region: Region,
) -> None:
    known, source = a_bsn(), await region.organization()
    for given in ("Eerste", "Tweede", "Derde"):
        await (await region.organization()).post(called(known, given))

    answers = [await source.post(called(bsn, "Vierde")) for bsn in (known, a_bsn())]
    again = [await source.post(called(known, given)) for given in ("Vierde", "Vijfde")]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.headers["ETag"] for answer in answers} == {'W/"1"'}
    assert [answer.headers["ETag"] for answer in again] == ['W/"1"', 'W/"2"']
    assert {answer.headers["Location"].rpartition("/")[2] for answer in answers} == {"1"}


async def test_anothers_word_is_never_taken_for_the_version_that_one_has(region: Region) -> None:
    """Who kept the first word of one is not told that the first of the other is the same."""
    bsn, doctor = a_bsn(), await region.doctor()
    one, other = await region.organization(), await region.organization()
    patient = address(await one.post(called(bsn, "Eerste", **registered_with(one.ura))))
    await Dossier(one, bsn, patient).open_to(doctor)
    kept = (await doctor.get(patient)).headers["ETag"]
    await other.post(called(bsn, "Tweede", **registered_with(other.ura)))
    await Dossier(other, bsn, patient).open_to(doctor)

    now = await doctor.get(patient, if_none_match=kept)
    history = (await doctor.get(f"{patient}/_history")).json()["entry"]

    assert now.status_code == 200
    assert now.json()["name"][0]["given"] == ["Tweede"]
    versions = [each["resource"]["meta"]["versionId"] for each in history]
    assert len(set(versions)) == 2
    for each, version in zip(history, versions, strict=True):
        read = await doctor.get(f"{patient}/_history/{version}")
        assert read.json() == each["resource"]
        assert read.headers["ETag"] == each["response"]["etag"] == f'W/"{version}"'


async def test_a_word_is_changed_by_the_version_that_was_read_of_whomever(region: Region) -> None:
    bsn = a_bsn()
    one, other = await region.organization(), await region.doctor()
    patient = address(await one.post(called(bsn, "Eerste", **registered_with(one.ura))))
    await Dossier(one, bsn, patient).open_to(other)
    word = called(bsn, "Tweede", id=patient.partition("/")[2])
    read = (await other.get(patient)).headers["ETag"]

    unread = await other.put(word, if_match='W/"1"')
    first = await other.put(word, if_match=read)
    second = await other.put(called(bsn, "Derde", id=word["id"]), if_match=first.headers["ETag"])

    assert (unread.status_code, first.status_code, second.status_code) == (412, 201, 200)
    assert second.headers["ETag"] == 'W/"2"'
