"""A filled-in form reads as the resources its answers come to; nothing of it is dropped."""

import pytest

from profiles import systems
from profiles.pzp.reading.answers import Answers
from profiles.pzp.reading.fact import Says, Standing
from profiles.pzp.reading.form import made_of
from tests.profiles.pzp.directives import a_will, agreement
from tests.profiles.pzp.reading.answered import CANONICALS, answer, coding, decided, form
from tests.profiles.pzp.reading.asked import GP, now, of, reading
from tests.profiles.pzp.records import concept, goal, observation

NF = systems.NULL_FLAVOR


@pytest.mark.parametrize("release", CANONICALS)
@pytest.mark.parametrize(
    ("item", "says", "shown"),
    [
        (decided("1386", "0"), Says.DO, "WEL reanimeren"),
        (decided("1386", "2"), Says.DONT, "NIET reanimeren"),
        (
            decided("1386", "1", answer("1001", valueString="Alleen thuis")),
            Says.OTHERWISE,
            "anders: “Alleen thuis”",
        ),
        (decided("1386", "1"), Says.OTHERWISE, "anders: “1”"),
        (decided("1386", "UNK", system=NF), Says.UNKNOWN, "gevraagd, nog onbekend: “Onbekend”"),
        (decided("1386", "ASKU", system=NF), Says.UNKNOWN, "gevraagd, nog onbekend: “Onbekend”"),
        (answer("1386", valueString="soms"), Says.OTHERWISE, "anders: “soms”"),
        (decided("1386", "0", system="http://x"), Says.OTHERWISE, "anders: “0”"),
        (
            decided("1386", "2", answer("1001", valueString="tenzij")),
            Says.OTHERWISE,
            "anders: “tenzij”; gecodeerd als niet uitvoeren (lees zelf)",
        ),
    ],
)
def test_a_decision_of_a_form_reads_as_that_of_a_directive(release, item, says, shown):
    topic = reading(form(item, release=release)).resuscitation

    assert [one.says for one in topic.now] == [says]
    assert now(topic) == [shown]
    assert topic.now[0].date == "2026-03-01"


@pytest.mark.parametrize(
    ("item", "subject", "shown"),
    [
        (decided("999", "225353007", system=systems.SNOMED), "goal",
         "palliatief: klachten verlichten, leven verlengen is geen doel"),
        (decided("999", "UNK", system=NF), "goal", "gevraagd, nog onbekend"),
        (decided("1191", "264362003", system=systems.SNOMED), "place_of_death", "thuis"),
        (decided("1193", "340201000146103", system=systems.SNOMED), "euthanasia",
         "wil geen euthanasie"),
        (decided("1435", "373066001", system=systems.SNOMED), "donor",
         "ja, volgens de patiënt zelf"),
        (answer("1190", valueString="Buiten zitten"), "care_wishes", "“Buiten zitten”"),
        (answer("1196", valueString="De kat"), "sense_of_purpose", "“De kat”"),
        (decided("1006", "373066001", system=systems.SNOMED), "icd", "aanwezig"),
        (answer("1200", valueBoolean=True), "told",
         "patiënt is gevraagd de afspraken met naasten te bespreken"),
        (answer("1191", valueString="bij mijn zus"), "place_of_death",
         "niet leesbaar voor dit systeem: “bij mijn zus” (lees zelf)"),
    ],
)  # fmt: skip
def test_an_answer_of_a_form_reads_as_that_of_a_resource(item, subject, shown):
    assert now(getattr(reading(form(item)), subject)) == [shown]


@pytest.mark.parametrize(
    ("code", "system", "says"),
    [("0", systems.TREATMENT_DECISION, Says.SWITCH_OFF), ("ASKU", NF, Says.UNDECIDED),
     ("NASK", NF, Says.NOT_DISCUSSED), ("2", systems.TREATMENT_DECISION, Says.UNREAD)],
)  # fmt: skip
def test_what_a_form_says_of_switching_off_an_icd(code, system, says):
    topic = reading(form(decided("1005", code, system=system))).limits[-1]

    assert [one.says for one in topic.now] == [says]


def test_the_same_said_by_a_form_and_its_resources_is_shown_once():
    filled = of(GP, form(
        decided("1386", "2"),
        decided("999", "713148004", system=systems.SNOMED),
        answer("1651", valueBoolean=False),
        decided("1191", "UNK", system=NF),
    ), id="form")  # fmt: skip
    absent = concept("asked-unknown", systems.DATA_ABSENT_REASON)
    found = reading(
        filled,
        agreement(way="deny", date="2026-03-01", source=GP),
        of(GP, goal("713148004")),
        of(GP, observation("665671000146101", valueBoolean=False)),
        of(GP, observation("395091006", dataAbsentReason=absent)),
    )

    for topic in (found.resuscitation, found.goal, found.capacity, found.place_of_death):
        (fact,) = topic.now
        assert "QuestionnaireResponse/form" in fact.addresses
        assert len(fact.addresses) == 2


def test_a_form_that_says_otherwise_than_its_resources_stands_beside_them():
    filled = of(GP, form(decided("1386", "2")))
    made = agreement(way="permit", date="2026-03-01", source=GP)

    topic = reading(filled, made).resuscitation

    assert {one.says for one in topic.now} == {Says.DO, Says.DONT}
    assert topic.differs


def test_a_will_against_what_a_form_says_is_flagged():
    found = reading(form(decided("1386", "0")), a_will("NR"))

    (pair,) = found.resuscitation.contrary
    assert pair.agreement.addresses == ("QuestionnaireResponse/form",)


def test_answers_that_have_no_place_are_told_as_they_were_asked_and_written():
    odd = {"linkId": "9999", "text": "Iets nieuws?", "answer": [{"valueInteger": 3}]}
    no_icd = decided("1006", "373067005", system=systems.SNOMED)

    (found,) = reading(form(odd, no_icd, answer("1200", valueBoolean=False))).forms

    assert [(one.question, one.text) for one in found.answers] == [
        ("Iets nieuws?", "3"),
        ("1006", "373067005"),
        ("1200", "nee"),
    ]


def test_a_form_entered_in_error_is_history():
    found = reading(form(decided("1386", "0"), status="entered-in-error"))

    assert [one.standing for one in found.resuscitation.before] == [Standing.IN_ERROR]
    assert [one.standing for one in found.forms] == [Standing.IN_ERROR]


def test_a_form_that_is_not_understood_decides_nothing():
    odd = [{"url": "http://x", "valueString": "proef"}]

    (fact,) = reading(form(decided("1386", "0"), modifierExtension=odd)).resuscitation.now

    assert fact.says is Says.UNREAD


def test_the_representative_and_the_first_contact_of_a_form_are_shown():
    items = [
        answer("973", valueString="Mia"), answer("975", valueString="Berg"),
        answer("976", valueString="0612345678"),
        answer("982", valueCoding=coding("15", systems.CONTACT_ROLE)),
        answer("984", valueBoolean=False),
        answer("985", valueString="Jo"), answer("988", valueString="0687654321"),
    ]  # fmt: skip
    mia, jo = reading(form(*items)).contacts

    assert (mia.name, mia.roles, mia.phones, mia.represents) == (
        "Mia Berg",
        ("15", "24"),
        ("0612345678",),
        True,
    )
    assert (jo.name, jo.phones, jo.represents, jo.is_first) == ("Jo", ("0687654321",), False, True)


def test_who_filled_it_in_is_its_author():
    items = [answer("970", valueString="Huissen"), answer("969", valueString="van")]

    (found,) = reading(form(*items)).forms

    assert [one.name for one in found.parties] == ["van Huissen"]


@pytest.mark.parametrize(
    ("preset", "item", "of_subject"),
    [
        ("1410", decided("1386", "0"), "resuscitation"),
        ("1649", decided("1191", "264362003", system=systems.SNOMED), "place_of_death"),
    ],
)
def test_a_decision_under_the_name_of_another_treatment_is_to_be_read(preset, item, of_subject):
    named = answer(preset, valueCoding={**coding("40617009"), "display": "beademing"})

    (fact,) = getattr(reading(form(named, item)), of_subject).now

    assert fact.says is Says.UNREAD
    assert fact.written == ("gevraagd-naar: beademing",)


@pytest.mark.parametrize(
    ("preset", "item", "of_subject"),
    [
        (("1410", "89666000", "Opname op IC"), decided("1386", "2"), "resuscitation"),
        (None, ("999", "385987000", "Voorkomen en behandelen van symptomen"), "goal"),
        (None, ("1191", "264362003", "Hospice"), "place_of_death"),
        (None, ("1193", "340201000146103", "Ja"), "euthanasia"),
    ],
)
def test_a_code_with_the_name_of_another_is_not_understood_and_shown_with_both(
    preset, item, of_subject
):
    def called(question, code, name):
        return answer(question, valueCoding={**coding(code), "display": name})

    items = [called(*preset)] if preset else []
    items.append(called(*item) if type(item) is tuple else item)
    code, name = (preset or item)[1:]

    (fact,) = getattr(reading(form(*items)), of_subject).now

    assert fact.says is Says.UNREAD
    assert fact.read_yourself
    assert any(name in one and code in one for one in fact.written)


def test_the_name_of_the_treatment_itself_changes_nothing():
    named = answer("1410", valueCoding=coding("89666000"))

    assert now(reading(form(named, decided("1386", "0"))).resuscitation) == ["WEL reanimeren"]


def test_a_form_without_a_day_of_the_talk_is_of_when_it_was_written():
    (fact,) = reading(form(decided("1386", "0"), day=None)).resuscitation.now

    assert fact.date == "2026-03-02"


@pytest.mark.parametrize(("code", "name"), [("2", "Wel uitvoeren"), ("0", "Nee"), ("1", "Niet")])
def test_a_decision_with_the_words_of_another_is_not_understood_and_shown_with_both(
    code: str, name: str
) -> None:
    both = {"system": systems.TREATMENT_DECISION, "code": code, "display": name}

    (fact,) = reading(form(answer("1386", valueCoding=both))).facts()

    assert fact.says is Says.UNREAD
    assert fact.read_yourself
    assert name in fact.written[0]
    assert f"code {code}" in fact.written[0]


def test_a_decision_with_the_words_of_another_is_no_agreement_that_a_will_is_held_against() -> None:
    both = {"system": systems.TREATMENT_DECISION, "code": "0", "display": "Niet uitvoeren"}
    filled = form(answer("1386", valueCoding=both))

    (made,) = made_of(filled, Answers(filled))

    assert "type" not in made["provision"]
