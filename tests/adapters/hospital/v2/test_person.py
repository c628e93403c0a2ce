"""What PID says of a person: names, addresses, numbers, death."""

from typing import Any

import pytest

from adapters.hospital.v2.person import GENDERS
from adapters.hospital.verdict import Fault, Taken
from profiles import systems
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, segment

FIRST, LATER = "20261120100000", "20261121100000"


def told(reception: Reception, person: Person, at: str = FIRST, **fields: str) -> Any:
    return reception.text(msh("ADT^A31", at), evn(at), person.pid(**fields))


def patient(reception: Reception) -> dict[str, Any]:
    [found] = reception.resources("Patient")
    return found


def parts(name: dict[str, Any]) -> dict[str, str]:
    listed = name.get("_family", {}).get("extension", [])
    return {one["url"].rpartition("humanname-")[2]: one["valueString"] for one in listed}


_BOTH = {
    "own-prefix": "van",
    "own-name": "A",
    "partner-prefix": "de",
    "partner-name": "B",
}


@pytest.mark.parametrize(
    ("written", "family", "split", "order"),
    [
        ("Linde&&Linde", "Linde", {"own-name": "Linde"}, "NL1"),
        ("van der Linde&van der&Linde", "van der Linde",
         {"own-prefix": "van der", "own-name": "Linde"}, "NL1"),
        ("van A-de B&van&A&de&B", "van A-de B",
         _BOTH, "NL4"),
        ("de B - van A&van&A&de&B", "de B - van A",
         _BOTH, "NL3"),
        ("de B&van&A&de&B", "de B",
         _BOTH, "NL2"),
        ("Anders&van&A&de&B", "Anders",
         _BOTH, None),
        ("de X&&de X", "de X", {"own-name": "de X"}, "NL1"),
        ("van der Linde", "van der Linde", {}, None),
    ],
)  # fmt: skip
def test_a_name_keeps_own_and_partner_apart_in_the_order_it_was_written(
    reception: Reception, written: str, family: str, split: dict[str, str], order: str | None
) -> None:
    told(reception, Person(), f5=f"{written}^Anna^M^^^^L")

    [name] = patient(reception)["name"]

    assert (name["use"], name["family"], parts(name)) == ("official", family, split)
    orders = [one["valueCode"] for one in name.get("extension", [])]
    assert orders == ([order] if order else [])
    assert name["given"] == ["Anna", "M"]
    codes = [one["extension"][0]["valueCode"] for one in name["_given"]]
    assert codes == ["BR", "IN"]


def test_a_nickname_is_what_somebody_is_called(reception: Reception) -> None:
    told(reception, Person(), f5="A&&A^Anna^^^^^L~^Annie^^^^^N~Geboren&&Geboren^^^^^^B")
    uses = [(one["use"], one.get("given")) for one in patient(reception)["name"]]
    assert uses == [("official", ["Anna"]), ("usual", ["Annie"]), ("maiden", None)]


@pytest.mark.parametrize(
    ("written", "line", "split", "postcode"),
    [
        ("Havendreef 12 a&Havendreef&12^a^Almere^^1311 ab^NL^M", "Havendreef 12 a",
         {"streetName": "Havendreef", "houseNumber": "12", "buildingNumberSuffix": "a"}, "1311AB"),
        ("Havendreef 12a&Havendreef&12a^^Almere^^1311AB^NL^H", "Havendreef 12a",
         {"streetName": "Havendreef", "houseNumber": "12", "buildingNumberSuffix": "a"}, "1311AB"),
        (r"Pier 1 \T\ 2&Pier&1 \T\ 2^^Almere^^1315ZZ^NL^H", "Pier 1 & 2",
         {"streetName": "Pier", "houseNumber": "1 & 2"}, "1315ZZ"),
        ("Rue Haute 1^^Brussel^^1000^BE^H", "Rue Haute 1", {}, "1000"),
    ],
)  # fmt: skip
def test_an_address_keeps_its_parts(
    reception: Reception, written: str, line: str, split: dict[str, str], postcode: str
) -> None:
    told(reception, Person(), f11=written)

    [address] = patient(reception)["address"]

    assert (address["line"], address["postalCode"]) == ([line], postcode)
    listed = address.get("_line", [{"extension": []}])[0]["extension"]
    assert {one["url"].rpartition("-")[2]: one["valueString"] for one in listed} == split


def test_what_the_sender_calls_a_wrong_address_is_not_taken(reception: Reception) -> None:
    told(reception, Person(), f11="Weg 1&Weg&1^^Almere^^1311AB^NL^BA")
    assert "address" not in patient(reception)


def test_telephones_and_mail_are_told_apart(reception: Reception) -> None:
    numbers = (
        "036-5550101^PRN^PH~06-55500102^ORN^CP~^NET^Internet^iemand@example.nl~^^^^^36^5550103"
    )
    told(reception, Person(), f13=numbers, f14="036-5550199^WPN^PH")
    listed = [(one["system"], one["use"], one["value"]) for one in patient(reception)["telecom"]]
    assert listed == [
        ("phone", "home", "036-5550101"),
        ("phone", "mobile", "06-55500102"),
        ("email", "home", "iemand@example.nl"),
        ("phone", "home", "365550103"),
        ("phone", "work", "036-5550199"),
    ]


@pytest.mark.parametrize(("code", "gender"), GENDERS.items())
def test_sex_is_by_table(reception: Reception, code: str, gender: str) -> None:
    told(reception, Person(sex=code))
    assert patient(reception)["gender"] == gender


def test_a_sex_that_is_not_in_the_table_is_told_and_not_taken(reception: Reception) -> None:
    assert told(reception, Person(sex="Q")).notes
    assert "gender" not in patient(reception)


def test_empty_keeps_quotes_delete_and_a_list_replaces_the_list(reception: Reception) -> None:
    person = Person()
    told(reception, person, f13="036-1^PRN^PH~036-2^PRN^PH", f16="M")
    told(reception, person, LATER, f13="036-3^PRN^PH")
    assert [one["value"] for one in patient(reception)["telecom"]] == ["036-3"]
    assert patient(reception)["maritalStatus"]["coding"][0]["code"] == "M"

    told(reception, person, "20261122100000", f13='""')
    assert "telecom" not in patient(reception)
    assert "maritalStatus" in patient(reception)


def test_a_birth_date_is_never_deleted(reception: Reception) -> None:
    verdict = told(reception, Person(), f7='""')
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "PID^1^7")


def test_a_death_that_is_known_is_not_undone_by_a_flag(reception: Reception) -> None:
    person = Person()
    told(reception, person, f29="20261119", f30="Y")
    verdict = told(reception, person, LATER, f30="N")
    assert isinstance(verdict, Taken)
    assert "death stays" in verdict.notes[0]
    assert patient(reception)["deceasedDateTime"] == "2026-11-19"


def test_a_death_that_is_told_and_denied_in_one_message_is_not_taken(reception: Reception) -> None:
    verdict = told(reception, Person(), f29="20261119", f30="N")
    assert any("neither is taken" in note for note in verdict.notes)
    assert not {"deceasedDateTime", "deceasedBoolean"} & patient(reception).keys()


@pytest.mark.parametrize("written", ["J", "1", "true"])
def test_a_flag_of_death_that_is_none_is_told(reception: Reception, written: str) -> None:
    verdict = told(reception, Person(), f30=written)
    assert any("PID-30" in note for note in verdict.notes)
    assert not {"deceasedDateTime", "deceasedBoolean"} & patient(reception).keys()


def test_a_number_that_looks_like_a_bsn_and_is_not_taken_as_one_is_told(
    reception: Reception,
) -> None:
    person = Person()
    listed = f"{person.number}^^^ZKF^PI~{person.bsn}^^^NLMINBIZA"
    verdict = reception.text(msh("ADT^A28"), evn(FIRST), person.pid(listed=listed))
    assert any("looks like a BSN" in note for note in verdict.notes)
    assert person.bsn not in str(reception.parcels())


def test_a_practitioner_by_vektis_is_known_by_his_agb_and_others_are_not(
    reception: Reception,
) -> None:
    at = FIRST
    role = "ROL|1|UP|PP^x|{}^Hoekman&&Hoekman^P^^^^^^{}^L"
    for number, authority, system in (
        ("01004455", "VEKTIS", systems.AGB_SYSTEM),
        ("01004455", "Vektis", systems.AGB_SYSTEM),
        ("01004455", "", "https://zkf.example/v2/staff"),
        ("4455", "VEKTIS", "https://zkf.example/v2/staff/VEKTIS"),
    ):
        person = Person()
        reception.text(msh("ADT^A28", at), evn(at), person.pid(), role.format(number, authority))
        gp = reception.resources("Patient")[-1]["generalPractitioner"][0]
        assert gp["identifier"] == {"system": system, "value": number}
        assert gp["display"] == "P Hoekman"


def test_who_is_to_be_called_is_told_whole_each_time(reception: Reception) -> None:
    person = Person()
    kin = segment(
        "NK1", {1: "1", 2: "Kooistra&&Kooistra^Ans^^^^^L", 3: "SPO^echtgenote", 5: "036-1"}
    )
    reception.text(msh("ADT^A31"), evn(FIRST), person.pid(), kin)
    [found] = reception.resources("RelatedPerson")
    assert found["name"][0]["family"] == "Kooistra"
    assert found["relationship"][0]["text"] == "echtgenote"
    assert found["patient"]["reference"].startswith("urn:uuid:")
