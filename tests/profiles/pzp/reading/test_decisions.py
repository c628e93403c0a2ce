"""How one decision reads: what is no plain yes or no is never shown as one."""

import pytest

from profiles.pzp.reading.fact import Says
from tests.profiles.pzp.directives import a_will, agreement
from tests.profiles.pzp.reading.asked import GP, HOSPITAL, before, now, reading
from tests.profiles.pzp.records import goal, limit, observation, other


@pytest.mark.parametrize("release", ["beta3", "1.0"])
@pytest.mark.parametrize(
    ("way", "says", "shown"),
    [
        ("permit", Says.DO, "WEL reanimeren"),
        ("deny", Says.DONT, "NIET reanimeren"),
        ("text", Says.OTHERWISE, "anders: “Alleen na overleg”"),
        ("unknown", Says.UNKNOWN, "gevraagd, nog onbekend: “Onbekend”"),
        (
            "undecided",
            Says.UNDECIDED,
            "besproken, nog geen besluit: “Nee, nog geen besluit genomen”",
        ),
        ("not discussed", Says.NOT_DISCUSSED, "niet besproken"),
        ("neither", Says.UNSAID, "de bron zegt hier niets over"),
        ("withheld", Says.WITHHELD, "vastgelegd, maar afgeschermd door de bron"),
        (
            "permit and text",
            Says.OTHERWISE,
            "anders: “Alleen na overleg”; gecodeerd als wel uitvoeren (lees zelf)",
        ),
    ],
)
def test_each_way_to_decide_reads_as_itself(release, way, says, shown):
    topic = reading(agreement(way=way, release=release)).resuscitation

    assert [one.says for one in topic.now] == [says]
    assert now(topic) == [shown]


def test_of_what_nobody_says_anything_there_is_no_fact():
    topic = reading().resuscitation

    assert (topic.now, topic.before, topic.wills) == ((), (), ())


def test_declined_is_not_unknown():
    declined = agreement(way="withheld")
    declined["provision"]["_type"]["extension"][0]["valueCode"] = "asked-declined"

    assert now(reading(declined).resuscitation) == ["gevraagd, wil hierover niets zeggen"]


def test_a_permit_for_an_icd_reads_icd_off():
    topic = reading(agreement("icd", "permit")).limits[-1]

    assert now(topic) == ["ICD uit: uitzetten is afgesproken"]


def test_a_deny_for_an_icd_has_no_meaning_and_is_to_be_read():
    (fact,) = reading(agreement("icd", "deny")).limits[-1].now

    assert fact.says is Says.UNREAD
    assert fact.read_yourself


def test_two_other_limits_are_two_subjects_by_their_own_text():
    both = [
        limit("x", id=name, provision={"type": "deny", "code": [{"text": name}]})
        for name in ("dialyse", "chemo")
    ]

    topics = [one for one in reading(*both).limits if one.subject == "other-limit"]

    assert [(one.called, now(one)) for one in topics] == [
        ("chemo", ["niet doen"]),
        ("dialyse", ["niet doen"]),
    ]


def test_a_decision_of_a_treatment_that_is_withheld_is_not_dropped():
    hidden = limit(id="h", provision={"type": "deny"})

    (topic,) = [one for one in reading(hidden).limits if one.subject == "other-limit"]

    assert now(topic) == ["niet doen"]


@pytest.mark.parametrize(
    ("record", "subject", "shown"),
    [
        (goal("385987000"), "goal", "genezing of actieve behandeling van de ziekte"),
        (
            goal("225353007"),
            "goal",
            "palliatief: klachten verlichten, leven verlengen is geen doel",
        ),
        (
            observation("570801000146104", valueCodeableConcept=goal("373067005")["description"]),
            "donor",
            "nee, volgens de patiënt zelf",
        ),
        (observation("153851000146100", valueString="Buiten zitten"), "care_wishes",
         "“Buiten zitten”"),
        (
            observation(
                "395091006",
                valueCodeableConcept={
                    "coding": [
                        {"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                         "code": "OTH"}
                    ],
                    "text": "bijna-thuis-huis",
                },
            ),
            "place_of_death",
            "anders: “bijna-thuis-huis”",
        ),
    ],
)  # fmt: skip
def test_an_answer_reads_by_its_code_or_in_its_own_words(record, subject, shown):
    assert now(getattr(reading(record), subject)) == [shown]


def test_a_will_against_an_agreement_both_stand_flagged_and_dated():
    found = reading(agreement(source=GP), a_will(source=HOSPITAL)).resuscitation

    (pair,) = found.contrary
    assert (pair.agreement.date, pair.will.date, pair.is_linked) == (
        "2020-10-01",
        "2025-04-28",
        False,
    )
    assert now(found) == ["WEL reanimeren"]
    assert [one.code for one in found.wills] == ["NR"]


def test_an_agreement_that_names_the_will_is_told_as_linked():
    named = agreement(date="2025-05-01", sourceReference={"reference": "Consent/will"}, source=GP)

    (pair,) = reading(named, a_will()).resuscitation.contrary

    assert pair.is_linked


def test_a_will_without_a_treatment_is_shown_among_the_wills():
    found = reading(a_will("LW"), a_will("EU", name="e", status="inactive"))

    assert now(found.wills) == ["levenswensverklaring"]
    assert before(found.wills) == ["euthanasieverzoek"]


def test_a_will_that_says_yes_beside_its_code_is_to_be_read():
    will = a_will("NR", modifierExtension=other("Alleen thuis"))

    (fact,) = reading(will).wills.now

    assert fact.read_yourself
    assert "Alleen thuis" in fact.written


def test_what_says_that_it_is_a_will_and_an_agreement_is_neither_put_aside():
    both = a_will("NR", category=agreement()["category"])

    found = reading(both)

    (fact,) = found.resuscitation.wills
    assert (fact.says, fact.read_yourself) == (Says.DONT, True)


def test_a_will_that_names_a_treatment_alone_says_which():
    will = a_will("305351004")
    will["provision"]["type"] = "permit"

    assert now(reading(will).wills) == ["Wilsverklaring (Opname op de IC: wel doen)"]


def test_a_decision_beside_the_type_of_a_will_is_told_in_words():
    will = a_will("NR")
    will["provision"]["type"] = "permit"

    assert now(reading(will).wills) == [
        "niet-reanimerenverklaring (Reanimatie: niet doen): gecodeerd als wel uitvoeren (lees zelf)"
    ]
