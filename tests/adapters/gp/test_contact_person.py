"""The patient and the contact persons."""

import pytest

from profiles import systems
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from tests.adapters.gp.records import (
    JsonObject,
    a_form,
    a_patient,
    a_record,
    answered,
    coded,
    item,
    mapped,
    refused_at,
    text,
    yes_no,
)

PATIENT, REPRESENTATIVE, FIRST = "exported/Patient", "contact/representative", "contact/first"
BROTHER = coded(systems.ROLE_CODE, "BRO")
MICHIEL = (item("973", text("Michiel J.")), item("974", text("van der")), item("975", text("Ven")))
NOT_CAPABLE = item("1406", yes_no("0"))


def _codes(resource: JsonObject) -> list[str]:
    return [concept["coding"][0]["code"] for concept in resource["relationship"]]


def _parties(resource: JsonObject) -> list[str]:
    return [actor["reference"]["type"] for actor in resource["provision"]["actor"]]


def test_another_first_contact_beside_yes_the_representative_is_refused() -> None:
    items = [*MICHIEL, item("984", yes_no("1")), item("987", text("Jansen"))]

    assert refused_at(*items) == "984"


@pytest.mark.parametrize(("link_id", "parent"), [("411", "982"), ("408", "983"), ("412", "995")])
def test_words_after_anders_that_was_not_chosen_are_refused(link_id: str, parent: str) -> None:
    assert refused_at(*MICHIEL, item(link_id, text("Buurvrouw"))) == link_id
    assert parent != link_id


@pytest.mark.parametrize(
    "link_id", ["982", "983", "995", "997", "998", "1405", "984", "1406", "82"]
)
def test_a_code_that_is_no_option_is_refused(link_id: str) -> None:
    assert refused_at(item(link_id, coded(systems.SNOMED, "1"))) == link_id


def test_the_name_of_the_export_stands_above_the_forms() -> None:
    form = a_form(item("964", text("Henk")), item("966", text("Hartmann")))
    name = [{"use": "official", "text": "H. Hartman", "family": "Hartman"}]

    patient = mapped(a_record(form, a_patient(name=name)))[PATIENT]

    assert patient["name"] == name


def test_a_name_has_its_parts_qualifiers_and_text() -> None:
    [name] = answered(*MICHIEL)[REPRESENTATIVE]["name"]

    assert (name["use"], name["text"]) == ("official", "Michiel J. van der Ven")
    assert (name["given"], name["family"]) == (["Michiel", "J."], "van der Ven")
    assert [part["extension"][0]["valueCode"] for part in name["_given"]] == ["BR", "IN"]
    parts = {part["url"]: part["valueString"] for part in name["_family"]["extension"]}
    assert parts == {
        systems.HL7 + "humanname-own-prefix": "van der",
        systems.HL7 + "humanname-own-name": "Ven",
    }


def test_a_representative_has_that_role_even_when_it_was_not_ticked() -> None:
    representative = answered(*MICHIEL, item("983", BROTHER))[REPRESENTATIVE]

    assert _codes(representative) == ["24", "BRO"]


def test_two_contact_persons_each_have_their_own_role() -> None:
    resources = answered(*MICHIEL, item("984", yes_no("0")), item("987", text("Jansen")))

    assert _codes(resources[REPRESENTATIVE]) == ["24"]
    assert _codes(resources[FIRST]) == ["01"]
    linked = [
        contact["extension"][0]["valueReference"]["reference"]
        for contact in resources[PATIENT]["contact"]
    ]
    assert len(set(linked)) == 2


def test_a_written_role_keeps_its_words() -> None:
    role = item("982", coded(systems.CONTACT_ROLE, "09"), within=[item("411", text("Buurvrouw"))])

    representative = answered(*MICHIEL, role)[REPRESENTATIVE]

    assert representative["relationship"][1]["text"] == "Buurvrouw"


def test_phone_numbers_keep_their_kind_and_use() -> None:
    phone = item(
        "40",
        within=[
            item("976", text("06-12345678")),
            item("977", coded(systems.ADDRESS_USE, "MC")),
            item("978", coded(systems.ADDRESS_USE, "TMP")),
            item("979", text("Na zes uur")),
        ],
    )
    fax = item(
        "40",
        within=[item("976", text("036-1234567")), item("977", coded(systems.TELECOM_TYPE, "FAX"))],
    )

    mobile, second = answered(*MICHIEL, phone, fax)[REPRESENTATIVE]["telecom"]

    assert (mobile["system"], mobile["use"], mobile["value"]) == ("phone", "temp", "06-12345678")
    kind = mobile["_system"]["extension"][0]["valueCodeableConcept"]["coding"][0]
    assert (kind["system"], kind["code"]) == (systems.ADDRESS_USE, "MC")
    assert mobile["extension"][0]["valueString"] == "Na zes uur"
    assert second["system"] == "fax"


def test_an_absent_patient_is_no_subject_of_the_talk() -> None:
    resources = answered(item("82"))

    assert "subject" not in resources["encounter"]
    assert "subject" in resources["procedure"]
    assert "performer" not in resources["procedure"]


@pytest.mark.parametrize(
    ("guide", "codes"), [(BETA3, ["09", "BRO"]), (NEWEST, ["BRO"])], ids=["beta3", "1.0"]
)
def test_a_relation_that_two_contact_persons_have_is_nobody_in_particular(
    guide: Guide, codes: list[str]
) -> None:
    people = [*MICHIEL, item("983", BROTHER), item("987", text("Jansen")), item("995", BROTHER)]

    resources = answered(*people, item("998", BROTHER), guide=guide)

    [participant] = resources["encounter"]["participant"]
    assert participant["individual"]["display"] == "ContactPerson"
    unnamed = resources[f"attending/{systems.ROLE_CODE}|BRO"]
    assert _codes(unnamed) == codes
    assert "name" not in unnamed


def test_somebody_ticked_by_role_and_by_relation_is_one_person() -> None:
    mentor = coded(systems.CONTACT_ROLE, "15")
    people = [*MICHIEL, item("982", mentor), item("983", BROTHER)]

    resources = answered(*people, item("997", mentor), item("998", BROTHER))

    assert len(resources["encounter"]["participant"]) == 1


def test_who_decides_is_the_patient_or_the_representative() -> None:
    decided = [
        *MICHIEL,
        item("970", text("Huissen")),
        item("1386", coded(systems.TREATMENT_DECISION, "2")),
    ]
    there = item("82", coded(None, "Patiënt"))
    kind = "treatment-directive/89666000"

    assert _parties(answered(*decided)[kind]) == ["Patient", "PractitionerRole"]
    assert _parties(answered(*decided, NOT_CAPABLE)[kind]) == ["RelatedPerson", "PractitionerRole"]
    assert _parties(answered(*decided, NOT_CAPABLE, there)[kind]) == [
        "Patient",
        "RelatedPerson",
        "PractitionerRole",
    ]


def test_a_first_contact_whom_the_form_gives_another_role_is_refused() -> None:
    assert refused_at(item("1644", coded(systems.CONTACT_ROLE, "24"))) == "1644"
