"""What a machine can't read is shown as it is written, with "lees zelf", and never dropped."""

import pytest

from profiles.pzp.reading.fact import Says
from profiles.pzp.reading.shown import NotRead
from profiles.pzp.reading.words import decision
from tests.profiles.pzp.directives import agreement
from tests.profiles.pzp.reading.asked import now, reading
from tests.profiles.pzp.records import concept, goal, limit, observation, other

ODD = {"url": "http://example.org/odd", "valueString": "alleen overdag"}


def changed(record, **more):
    return {**record, **more}


@pytest.mark.parametrize(
    ("record", "subject", "written"),
    [
        (agreement(way="deny", modifierExtension=[ODD]), "resuscitation", "alleen overdag"),
        (agreement(way="deny", implicitRules="http://example.org/r"), "resuscitation", "example"),
        (limit(says="maybe"), "resuscitation", "maybe"),
        (limit(says=None, modifierExtension=[
            {"url": other()[0]["url"], "valueCodeableConcept": {"text": "soms"}}]),
         "resuscitation", "soms"),
        (goal("1", category=[concept("713603004")]), "goal", "1"),
        (goal("385987000", "713148004"), "goal", "385987000"),
        (goal("385987000", modifierExtension=[ODD]), "goal", "alleen overdag"),
        (observation("395091006", valueString="bij mijn zus"), "place_of_death", "bij mijn zus"),
        (observation("395091006", valueCodeableConcept={"text": "bij mijn zus"}),
         "place_of_death", "bij mijn zus"),
        (observation("395091006", valueCodeableConcept=concept("99")), "place_of_death", "99"),
        (observation("395091006", valueCodeableConcept=concept("264362003", "http://x")),
         "place_of_death", "264362003"),
        (observation("340171000146104", valueQuantity={"value": 3}), "euthanasia", "3"),
        (observation("153851000146100", valueCodeableConcept={"text": "rust"}),
         "care_wishes", "rust"),
        (observation("570801000146104", valueCodeableConcept=concept("373066001"),
                     dataAbsentReason=concept("masked", "http://terminology.hl7.org/CodeSystem/"
                                              "data-absent-reason")), "donor", "masked"),
        (observation("665671000146101", valueString="twijfel"), "capacity", "twijfel"),
        (observation("395091006", valueCodeableConcept=concept("264362003"),
                     component=[{"code": {"text": "anders"}}]), "place_of_death", "anders"),
    ],
)  # fmt: skip
def test_it_is_shown_as_written(record, subject, written):
    (fact,) = getattr(reading(record), subject).now

    assert fact.says is Says.UNREAD
    assert fact.read_yourself
    assert written in decision(fact)
    assert decision(fact).endswith("(lees zelf)")


@pytest.mark.parametrize("name", ["purpose", "dataPeriod", "provision", "action"])
def test_a_decision_that_holds_for_something_only_is_not_read_as_one_that_holds(name):
    narrowed = agreement(way="permit")
    narrowed["provision"][name] = [{"text": "alleen bij griep"}]

    (fact,) = reading(narrowed).resuscitation.now

    assert fact.says is Says.UNREAD
    assert "alleen bij griep" in decision(fact)


def test_a_modifier_inside_a_provision_is_seen():
    narrowed = agreement(way="permit")
    narrowed["provision"]["actor"][0]["modifierExtension"] = [ODD]

    assert [one.says for one in reading(narrowed).resuscitation.now] == [Says.UNREAD]


def test_a_name_that_contradicts_its_code_is_shown_and_the_code_is_read():
    said = observation("395091006", valueCodeableConcept=concept("264362003"))
    said["valueCodeableConcept"]["coding"][0]["display"] = "Ziekenhuis"

    (fact,) = reading(said).place_of_death.now

    assert (now(reading(said).place_of_death), fact.displays) == (["thuis"], ("Ziekenhuis",))


def test_a_remark_beside_a_decision_is_shown():
    url = "http://nictiz.nl/fhir/StructureDefinition/ext-Comment"
    said = agreement(way="deny", extension=[{"url": url, "valueString": "Wel pijnstilling"}])

    (fact,) = reading(said).resuscitation.now

    assert fact.remarks == ("Wel pijnstilling",)


def test_an_unread_decision_is_not_replaced_by_itself_nor_hides_another():
    plain = agreement(way="deny", name="a", date="2020-01-01", source="s")
    odd = agreement(way="permit", name="b", date="2024-01-01", source="s", modifierExtension=[ODD])

    assert {one.says for one in reading(plain, odd).resuscitation.now} == {Says.UNREAD, Says.DONT}


def test_a_resource_that_tells_nothing_is_listed():
    found = reading(
        {"resourceType": "Condition", "id": "c"},
        {"resourceType": "Observation", "id": "o", "code": concept("1")},
        {"resourceType": "Practitioner", "id": "nobody"},
        limit(id="privacy", scope=concept("patient-privacy", "x"), category=[concept("1")]),
    )

    assert found.not_read == (
        NotRead("Condition", "Condition/c"),
        NotRead("Consent", "Consent/privacy"),
        NotRead("Observation", "Observation/o"),
        NotRead("Practitioner", "Practitioner/nobody"),
    )


@pytest.mark.parametrize("record", [{}, {"resourceType": 3}, {"resourceType": "Consent"}])
def test_what_has_no_shape_raises_nothing_and_is_listed(record):
    assert len(reading(record).not_read) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"implicitRules": None},
        {"modifierExtension": [{}]},
        {"modifierExtension": [{"url": other()[0]["url"]}]},
        {"provision": {**agreement()["provision"], "purpose": [{"system": "x"}]}},
    ],
)
def test_what_has_no_words_at_all_is_not_passed_over(more):
    (fact,) = reading({**agreement(way="permit"), **more}).resuscitation.now

    said = "niet leesbaar voor dit systeem: “?”; gecodeerd als wel uitvoeren (lees zelf)"
    assert decision(fact) == said
