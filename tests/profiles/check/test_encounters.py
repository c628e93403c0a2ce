"""What came of an Encounter is about whom that is about."""

from typing import Any

import pytest

from profiles.check.structure import check_structure

URL = "https://zandkamp.example/fhir/"
AT = "Bundle.entry[0].resource.encounter.reference"


def sent(*, kind: str = "collection", own: str = "Patient/a", theirs: str = "Patient/a") -> Any:
    observation = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "gewicht"},
        "subject": {"reference": own},
        "encounter": {"reference": "Encounter/e"},
    }
    encounter = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": theirs},
    }
    persons = [{"resourceType": "Patient", "id": name} for name in ("a", "b")]
    entries = [
        {"fullUrl": f"{URL}{one['resourceType']}/{one['id']}", "resource": one}
        for one in (observation, encounter, *persons)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def told(bundle: Any) -> list[str]:
    return [one.expression for one in check_structure(bundle) if one.code == "business-rule"]


@pytest.mark.parametrize("own", ["Patient/b", f"{URL}Patient/b", "Patient/b/_history/1"])
def test_an_encounter_of_somebody_else_is_told_where_it_is_named(own: str) -> None:
    assert told(sent(own=own)) == [AT]
    assert told(sent(own="Patient/a", theirs=own)) == [AT]


def test_who_was_not_sent_along_is_known_by_his_name() -> None:
    assert told(sent(own="Patient/c", theirs="Patient/d")) == [AT]
    assert told(sent(own="Patient/c", theirs="Patient/c")) == []


@pytest.mark.parametrize("other", ["Patient/c", "Patient?identifier=x|1", "urn:uuid:x", "#a"])
def test_what_can_not_be_compared_is_not_told(other: str) -> None:
    assert told(sent(own=other)) == told(sent(theirs=other)) == []


def test_the_same_by_two_names_is_the_same() -> None:
    assert told(sent(own=f"{URL}Patient/a")) == []


def test_writes_are_looked_at_one_by_one() -> None:
    assert told(sent(kind="transaction", own="Patient/b")) == []


@pytest.mark.parametrize("broken", [None, [], "x", [1], {"reference": 5}])
def test_rubbish_is_told_elsewhere(broken: Any) -> None:
    for name in ("subject", "encounter"):
        for place in (0, 1):
            bundle = sent(own="Patient/b")
            bundle["entry"][place]["resource"][name] = broken
            told(bundle)
