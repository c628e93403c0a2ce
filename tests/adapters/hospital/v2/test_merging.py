"""Numbers of one person are merged at the source; what tells two people apart never is."""

from typing import Any
from urllib.parse import quote

import pytest

from adapters.hospital.verdict import Fault, Taken
from profiles import systems
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, pv1

PATIENT = "https://zkf.example/v2/patient"
VISIT = "https://zkf.example/v2/visit"
ONE, TWO, THREE, FOUR = (f"2026112{day}100000" for day in range(4))


def told(reception: Reception, person: Person, at: str = ONE, visit: str = "", **pid: str) -> Any:
    event = "A01" if visit else "A28"
    parts = [pv1(visit)] if visit else []
    return reception.text(msh(f"ADT^{event}", at), evn(at), person.pid(**pid), *parts)


def merged(reception: Reception, survivor: Person, *priors: Person, at: str = TWO) -> Any:
    pairs = [part for one in priors for part in (survivor.pid(), f"MRG|{one.number}^^^ZKF^PI")]
    return reception.text(msh("ADT^A40", f"M{at}"), evn(at), *pairs)


def merges(reception: Reception) -> list[dict[str, Any]]:
    return [
        {
            one["name"]: next(part for key, part in one.items() if key != "name")
            for one in body["parameter"]
        }
        for target, body in reception.parcels()
        if target == "Patient/$merge"
    ]


def refused(verdict: Any) -> None:
    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition) == ("AE", 205)


def test_what_was_filed_under_the_prior_is_the_survivors(reception: Reception) -> None:
    survivor, prior = Person(), Person("")
    told(reception, survivor)
    told(reception, prior, visit="V1")

    assert isinstance(merged(reception, survivor, prior), Taken)

    [sent] = merges(reception)
    assert sent["source-patient-identifier"] == {"system": PATIENT, "value": prior.number}
    assert sent["target-patient-identifier"] == {
        "system": systems.BSN_SYSTEM, "value": survivor.bsn,
    }  # fmt: skip
    assert sent["reason"] == "merge"
    uses = {one["value"]: one.get("use") for one in sent["result-patient"]["identifier"]}
    assert uses == {survivor.bsn: None, survivor.number: None, prior.number: "old"}


def test_a_repeat_changes_nothing_and_is_taken(reception: Reception) -> None:
    survivor, prior = Person(), Person("")
    told(reception, survivor)
    told(reception, prior)
    merged(reception, survivor, prior)
    before = reception.parcels()
    assert isinstance(merged(reception, survivor, prior, at=THREE), Taken)
    assert reception.parcels() == before


def test_the_pair_repeats_and_each_merge_is_one_of_its_own(reception: Reception) -> None:
    survivor, one, other = Person(), Person(""), Person("")
    for person in (survivor, one, other):
        told(reception, person)
    merged(reception, survivor, one, other)
    sent = merges(reception)
    assert [each["source-patient-identifier"]["value"] for each in sent] == [
        one.number,
        other.number,
    ]
    assert len({each["event"]["value"] for each in sent}) == 2


def test_circles_are_refused(reception: Reception) -> None:
    a, b, c = Person(), Person(""), Person("")
    for person in (a, b, c):
        told(reception, person)
    refused(merged(reception, a, a))
    merged(reception, a, b)
    refused(merged(reception, b, a, at=THREE))
    refused(merged(reception, b, b, at=THREE))
    merged(reception, c, a, at=THREE)
    refused(merged(reception, b, c, at=FOUR))


@pytest.mark.parametrize("differs", ["bsn", "birth", "sex"])
def test_what_tells_two_people_apart_is_not_merged_and_that_is_a_task(
    reception: Reception, differs: str
) -> None:
    survivor = Person()
    prior = Person(None if differs == "bsn" else "")
    if differs == "birth":
        prior.born = "19440708"
    if differs == "sex":
        prior.sex = "F"
    told(reception, survivor)
    told(reception, prior)
    before = reception.parcels()

    verdict = merged(reception, survivor, prior)

    refused(verdict)
    assert "see at the source" in verdict.text
    assert reception.parcels() == before
    assert isinstance(told(reception, prior, at=THREE), Taken)


def test_a_prior_that_is_not_known_is_recorded_for_what_comes_late(reception: Reception) -> None:
    survivor, prior = Person(), Person("")
    told(reception, survivor)
    assert "not known" in merged(reception, survivor, prior).notes[0]
    assert merges(reception) == []

    late = told(reception, prior, at=THREE, visit="V1", name="Anders")

    assert "number that a merge took away" in late.notes[0]
    [encounter] = reception.resources("Encounter")
    body = reception.parcels()[-1][1]
    patients = [one for one in body["entry"] if one["resource"]["resourceType"] == "Patient"]
    named = patients[0]["fullUrl"] if patients else f"identifier={systems.BSN_SYSTEM}"
    assert named.split(":")[-1][:8] in encounter["subject"]["reference"] or patients == []
    assert "Anders" not in str(reception.resources("Patient"))
    assert "merge took away" in told(reception, prior, at=FOUR, visit="V1").notes[0]


@pytest.mark.parametrize("differs", ["bsn", "birth"])
def test_late_under_the_old_number_it_is_the_same_person_or_refused(
    reception: Reception, differs: str
) -> None:
    survivor, prior = Person(), Person("")
    told(reception, survivor)
    told(reception, prior)
    merged(reception, survivor, prior)
    if differs == "bsn":
        prior.bsn = Person().bsn
    else:
        prior.born = "19500101"
    refused(told(reception, prior, at=THREE))


def test_a_bsn_that_comes_later_moves_what_was_filed_without(reception: Reception) -> None:
    person = Person("")
    told(reception, person, visit="V1")
    person.bsn = Person().bsn
    told(reception, person, at=TWO)
    [sent] = merges(reception)
    assert sent["reason"] == "bsn-later"
    assert sent["source-patient-identifier"] == {"system": PATIENT, "value": person.number}
    assert sent["target-patient-identifier"]["value"] == person.bsn


def test_a_bsn_that_was_wrong_is_corrected_and_the_owner_is_told(reception: Reception) -> None:
    person = Person()
    told(reception, person, visit="V1")
    wrong, person.bsn = person.bsn, Person().bsn
    verdict = told(reception, person, at=TWO)
    [sent] = merges(reception)
    assert sent["reason"] == "bsn-corrected"
    assert sent["source-patient-identifier"] == {"system": systems.BSN_SYSTEM, "value": wrong}
    assert wrong not in str(sent["result-patient"])
    assert "was corrected" in verdict.notes[0]
    assert wrong not in str(verdict)


def test_a_corrected_bsn_that_is_rightly_anothers_takes_nothing_of_his_along(
    reception: Reception,
) -> None:
    rightly = Person()
    wrongly = Person(rightly.bsn)
    told(reception, rightly, visit="V1")
    told(reception, wrongly, visit="V2")
    before = len(reception.parcels())
    wrongly.bsn = Person().bsn

    told(reception, wrongly, at=TWO)

    assert merges(reception) == []
    removed, left, moved = (body["entry"] for _, body in reception.parcels()[before:])
    assert [one["request"] for one in removed] == [
        {
            "method": "DELETE",
            "url": f"Encounter?identifier={quote(f'{VISIT}|V2', safe='')}",
        }
    ]
    [patient] = [one["resource"] for one in left if "identifier" in one["resource"]]
    values = {one["value"] for one in patient["identifier"]}
    assert values == {rightly.bsn, rightly.number}
    kinds = {one["resource"]["resourceType"] for one in moved}
    assert {"Patient", "Encounter"} <= kinds


def test_an_older_message_brings_no_older_bsn_back(reception: Reception) -> None:
    person = Person()
    told(reception, person, at=TWO)
    before = reception.parcels()
    person.bsn = Person().bsn
    notes = str(told(reception, person, at=ONE).notes)
    assert "older BSN" in notes
    assert "corrected" not in notes
    assert reception.parcels() == before


@pytest.mark.parametrize("differs", ["verified", "birth"])
def test_another_bsn_takes_the_place_of_a_verified_one_only_for_the_same_person(
    reception: Reception, differs: str
) -> None:
    person = Person()
    told(reception, person)
    person.bsn = Person().bsn
    if differs == "birth":
        person.born = "19500101"
    listed = person.listed("" if differs == "verified" else "20250301")
    refused(told(reception, person, at=TWO, listed=listed))


def test_a_bsn_that_is_not_verified_takes_the_place_of_none(reception: Reception) -> None:
    person = Person()
    told(reception, person, listed=person.listed(""))
    person.bsn = Person().bsn
    refused(told(reception, person, at=TWO, listed=person.listed("")))
    assert isinstance(told(reception, person, at=TWO), Taken)


def test_numbers_of_two_people_in_one_pid_are_refused(reception: Reception) -> None:
    one, other = Person(""), Person("")
    told(reception, one)
    told(reception, other)
    listed = f"{one.number}^^^ZKF^PI~{other.number}^^^ZKF^PI"
    refused(told(reception, one, at=TWO, listed=listed))


def test_nobody_is_known_again_by_name_or_birth_date(reception: Reception) -> None:
    told(reception, Person())
    told(reception, Person(""))
    assert len(reception.resources("Patient")) == 2
    assert merges(reception) == []


@pytest.mark.parametrize("verified", ["20250301", ""])
@pytest.mark.parametrize("differs", ["birth", "sex"])
@pytest.mark.parametrize("is_alone", [True, False])
def test_a_bsn_of_somebody_who_is_another_makes_nobody_one_with_him(
    reception: Reception,
    verified: str,
    differs: str,
    is_alone: bool,  # noqa: FBT001 - a case
) -> None:
    one = Person()
    other = Person(one.bsn, born="19500101" if differs == "birth" else one.born)
    other.sex = "F" if differs == "sex" else one.sex
    alone = f"{one.bsn}^^^NLMINBIZA^NNNLD^^20250301"
    told(reception, one, listed=alone if is_alone else None)
    refused(told(reception, other, at=TWO, listed=other.listed(verified)))
    assert merges(reception) == []


def test_a_vaguer_birth_date_is_that_of_the_same_person(reception: Reception) -> None:
    one = Person(born="19440707")
    told(reception, one)
    other = Person(one.bsn, born="19440000")
    assert isinstance(told(reception, other, at=TWO), Taken)


def test_a_bsn_that_is_not_verified_makes_no_two_numbers_one_person(reception: Reception) -> None:
    one = Person()
    other = Person(one.bsn)
    told(reception, one)
    told(reception, other, listed=f"{other.number}^^^ZKF^PI")
    verdict = told(reception, other, at=TWO, listed=other.listed(""))
    assert any("not verified" in note for note in verdict.notes)
    assert merges(reception) == []
    verdict = told(reception, other, at=THREE)
    assert "two numbers" in str(verdict.notes)
    assert len(merges(reception)) == 1


def test_one_bsn_under_two_numbers_is_told_and_leaves_in_one_lane(reception: Reception) -> None:
    one = Person()
    other = Person(one.bsn)
    told(reception, one)
    verdict = told(reception, other)
    assert "two numbers" in verdict.notes[0]
    query = "SELECT COUNT(DISTINCT lane) FROM parcel"
    assert reception.outbox.database.execute(query).fetchone() == (1,)


def test_what_waits_of_the_prior_leaves_before_the_merge(reception: Reception) -> None:
    survivor, prior = Person(), Person("")
    told(reception, survivor)
    told(reception, prior, visit="V1")
    merged(reception, survivor, prior)
    query = "SELECT COUNT(DISTINCT lane) FROM parcel"
    assert reception.outbox.database.execute(query).fetchone() == (1,)


def test_who_has_no_bsn_is_held_where_the_site_says_so_until_it_comes(at_site: Any) -> None:
    reception, person = at_site(without_bsn="hold"), Person("")
    assert "held" in told(reception, person, visit="V1").notes[0]
    assert reception.parcels() == []

    person.bsn = Person().bsn
    told(reception, person, at=TWO)

    [(target, body)] = reception.parcels()
    kinds = {one["resource"]["resourceType"] for one in body["entry"]}
    assert target == ""
    assert {"Patient", "Encounter"} <= kinds
