"""Who it is, who stands by him, who talked with him, and what he wrote himself."""

import pytest

from profiles import systems
from profiles.own_words import canonical
from profiles.pzp.reading.fact import WITHHELD, Standing
from tests.profiles.pzp.directives import agreement
from tests.profiles.pzp.reading.asked import GP, LABEL, of, reading
from tests.profiles.pzp.records import MASKED, concept, patient

RELATED = f"{systems.HL7}patient-relatedPerson"


def related(name: str = "Mia Berg", role: str = "24", **more):
    return {
        "resourceType": "RelatedPerson",
        "id": "m",
        "patient": {"reference": "Patient/p"},
        "relationship": [concept(role, systems.CONTACT_ROLE)],
        "name": [{"text": name}],
        "telecom": [{"system": "phone", "value": "0612345678"}],
        **more,
    }


def test_who_it_is_with_only_the_last_digits_of_the_number():
    (who,) = reading(
        patient(name=[{"use": "usual", "text": "Jo"}, {"use": "official", "text": "J. Berg"}],
                gender="female", birthDate="1940-06-02")
    ).persons  # fmt: skip

    assert (who.name, who.age, who.gender, who.bsn, who.died) == (
        "J. Berg",
        85,
        "female",
        "••••••120",
        "",
    )


@pytest.mark.parametrize(
    ("said", "died", "age"),
    [
        ({"deceasedBoolean": True}, "true", None),
        ({"deceasedDateTime": "2020-06-01"}, "2020-06-01", 79),
        ({"deceasedBoolean": False}, "", 85),
    ],
)
def test_that_he_died_is_told(said, died, age):
    (who,) = reading(patient(birthDate="1940-06-02", **said)).persons

    assert (who.died, who.age) == (died, age)


def test_a_number_without_a_day_of_birth_makes_no_age():
    (who,) = reading(patient(birthDate="1940")).persons

    assert who.age is None


@pytest.mark.parametrize("role", ["24", "03", "15"])
def test_who_decides_for_him_by_role_with_a_phone(role):
    (who,) = reading(related(role=role)).representatives

    assert (who.name, who.roles, who.phones) == ("Mia Berg", (role,), ("0612345678",))


def test_who_has_a_written_mandate_decides_for_him():
    mandate = related(relationship=[concept("310141000146103")])

    assert len(reading(mandate).representatives) == 1


def test_a_contact_person_alone_decides_nothing():
    assert reading(related(role="01")).representatives == ()


@pytest.mark.parametrize("more", [{"active": False}, {"period": {"end": "2020"}}])
def test_who_is_no_contact_any_more_is_told_apart(more):
    found = reading(related(**more))

    assert found.representatives == ()
    assert [one.name for one in found.former_contacts] == ["Mia Berg"]


def test_a_contact_of_the_patient_that_repeats_one_is_not_shown_twice():
    link = {"url": RELATED, "valueReference": {"reference": "RelatedPerson/m"}}
    named = {"name": {"text": "Mia"}, "relationship": [concept("24", systems.CONTACT_ROLE)]}

    linked = reading(patient(contact=[{**named, "extension": [link]}]), related())
    alone = reading(patient(contact=[named]))

    assert [one.name for one in linked.contacts] == ["Mia Berg"]
    assert [one.name for one in alone.representatives] == ["Mia"]


def test_with_whom_a_decision_was_talked_about():
    role = {
        "resourceType": "PractitionerRole", "id": "r",
        "practitioner": {"reference": "Practitioner/d"},
        "specialty": [{"text": "Huisarts"}],
    }  # fmt: skip
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Bos"}]}

    found = reading(agreement(), role, doctor, patient())

    (fact,) = found.resuscitation.now
    assert [(one.name, one.role) for one in fact.parties] == [("Berg", ""), ("Bos", "Huisarts")]
    assert found.not_read == ()


def test_a_talk_has_the_date_of_its_procedure_or_else_of_its_encounter():
    procedure = {
        "resourceType": "Procedure", "id": "t", "status": "completed",
        "code": concept("713603004"), "encounter": {"reference": "Encounter/e"},
    }  # fmt: skip
    met = {"resourceType": "Encounter", "id": "e", "period": {"start": "2026-02-01"}}
    stray = {"resourceType": "Encounter", "id": "f"}

    found = reading(procedure, met, stray)

    assert [one.date for one in found.talks] == ["2026-02-01"]
    assert [one.address for one in found.not_read] == ["Encounter/f"]


def test_his_own_words_stand_apart_and_only_the_hub_says_that_they_are_his():
    wrote = {
        "resourceType": "QuestionnaireResponse", "id": "w", "status": "completed",
        "questionnaire": canonical(), "authored": "2026-03-01",
        "item": [{"linkId": "1", "text": "Wie bent u?", "answer": [{"valueString": "Visser"}]}],
    }  # fmt: skip
    marked = {**wrote, "meta": {"security": [{"system": LABEL, "code": "own-words"}]}}

    (own,) = reading(marked).own_words
    (other,) = reading(of(GP, wrote)).own_words

    assert [(one.question, one.text) for one in own.answers] == [("Wie bent u?", "Visser")]
    assert (own.is_marked, other.is_marked) == (True, False)
    assert (reading(marked).forms, reading(marked).care_wishes.now) == ((), ())


def test_own_words_taken_back_are_told_as_that():
    gone = {
        "resourceType": "QuestionnaireResponse", "id": "w", "status": "entered-in-error",
        "questionnaire": canonical(),
    }  # fmt: skip

    assert [one.standing for one in reading(gone).own_words] == [Standing.IN_ERROR]


def test_who_is_withheld_from_the_reader_is_told_to_be_so():
    said = agreement()
    said["provision"]["actor"][1]["reference"] = MASKED

    (fact,) = reading(said, patient()).resuscitation.now

    assert [(one.name, one.kind) for one in fact.parties] == [("", WITHHELD), ("Berg", "Patient")]


def test_what_may_change_who_it_is_or_what_a_talk_was_is_shown():
    odd = [{"url": "http://example.org/proef", "valueBoolean": True}]
    procedure = {
        "resourceType": "Procedure", "id": "t", "code": concept("713603004"),
        "modifierExtension": odd,
    }  # fmt: skip

    found = reading(patient(modifierExtension=odd), procedure)

    assert found.persons[0].unread == found.talks[0].unread == ("proef: ja",)


def test_a_number_that_is_old_or_no_phone_is_not_to_be_called():
    numbers = [
        {"system": "phone", "value": "1", "use": "old"}, {"system": "fax", "value": "2"},
        {"system": "email", "value": "m@example.org"}, {"value": "3"},
    ]  # fmt: skip

    (who,) = reading(related(telecom=numbers)).contacts

    assert (who.phones, who.emails) == (("3",), ("m@example.org",))


def test_a_role_by_a_code_that_nobody_knows_is_shown_as_written():
    odd = {"coding": [{"system": "http://x", "code": "1", "display": "buurvrouw"}]}

    (who,) = reading(related(relationship=[odd])).contacts

    assert who.roles == ("buurvrouw",)
