"""What the records of one Bundle say together; rules PZP-50 to PZP-52."""

import pytest

from profiles import systems
from tests.profiles.pzp.records import (
    broken,
    bundle,
    concept,
    goal,
    limit,
    observation,
    other,
    patient,
)

OTH = concept("OTH", systems.NULL_FLAVOR)


def judged(*resources: dict, kind: str = "transaction") -> list[tuple[str, str]]:
    return broken(bundle(*resources, kind=kind), *resources)


def of(who: str) -> dict:
    return {"reference": who}


def at(place: int) -> str:
    return f"Bundle.entry[{place}].resource"


def named(text: str) -> dict:
    record = limit()
    record["provision"]["code"] = [{**OTH, "text": text}]
    return record


def test_the_records_of_a_talk_are_of_one_patient():
    icu = limit("305351004", patient=of("Patient/q"))
    assert judged(limit(), icu) == [("PZP-50", at(1))]
    assert judged(patient("p"), patient("q", "999998298"), limit(), icu) == [("PZP-50", at(3))]


def test_one_patient_by_two_names_is_one():
    icu = limit("305351004", patient=of("Patient/q"))
    assert judged(patient("p"), patient("q"), limit(), icu) == []


def test_a_patient_by_number_is_the_one_of_that_number():
    searched = f"Patient?identifier={systems.BSN_SYSTEM}|"
    icu = limit("305351004", patient=of(f"{searched}999998298"))
    assert judged(patient("p"), limit(), icu) == [("PZP-50", at(2))]
    icu = limit("305351004", patient=of(f"{searched}999911120"))
    assert judged(patient("p"), limit(), icu) == []


def test_contacts_and_talks_are_of_the_same_patient_too():
    contact = {"resourceType": "RelatedPerson", "patient": of("Patient/q")}
    assert judged(limit(), contact) == [("PZP-50", at(1))]


def test_what_is_not_of_a_talk_may_be_of_more():
    assert judged(observation("27113001"), observation("27113001", subject=of("Patient/q"))) == []


@pytest.mark.parametrize("kind", ["searchset", "history"])
def test_the_answer_of_a_server_may_hold_anything(kind):
    assert judged(limit(), limit(says="permit"), limit(patient=of("Patient/q")), kind=kind) == []


@pytest.mark.parametrize("date", ["2026-03-01", "2026-03-01T12:00:00Z"])
def test_two_limits_of_one_day_do_not_differ(date):
    later = limit(says="permit", dateTime=date)
    assert judged(limit(), later) == [("PZP-51", at(1))]


def test_a_changed_wish_of_a_later_day_is_no_other():
    assert judged(limit(), limit(says="permit", dateTime="2026-04-01")) == []


def test_words_differ_from_a_decision():
    assert judged(limit(), limit(says=None, modifierExtension=other())) == [("PZP-51", at(1))]


def test_other_treatments_are_told_apart_by_their_text():
    assert judged(named("dialysis"), named("surgery")) == []
    assert judged(named("dialysis"), named("Dialysis")) == [("PZP-52", at(1))]


def test_a_limit_sent_twice_is_a_warning():
    assert judged(limit(), limit()) == [("PZP-52", at(1))]


def test_what_has_ended_is_not_current():
    ended = limit(says="permit")
    ended["provision"]["period"] = {"end": "2026-03-02"}
    assert judged(limit(), ended) == []
    assert judged(limit(), limit(says="permit", status="inactive")) == []


def test_two_goals_or_two_answers_of_one_day_differ():
    assert judged(goal("385987000"), goal("713148004")) == [("PZP-51", at(1))]
    home, away = (
        observation(valueCodeableConcept=concept(code)) for code in ("264362003", "22232009")
    )
    assert judged(home, away) == [("PZP-51", at(1))]


def test_wishes_of_two_patients_do_not_differ():
    found = judged(limit(), limit(says="permit", patient=of("Patient/q")))
    assert found == [("PZP-50", at(1))]


def test_a_code_of_the_senders_own_makes_no_other_treatment():
    other = limit(says="permit")
    other["provision"]["code"][0]["coding"].append({"system": "http://else.example", "code": "x"})
    assert judged(limit(), other) == [("PZP-51", "Bundle.entry[1].resource")]
