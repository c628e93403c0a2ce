"""What every directive needs to be found, dated and trusted; rules PZP-11 to PZP-18."""

import pytest

from profiles import systems
from tests.profiles.pzp.records import (
    MASKED,
    broken,
    concept,
    consenter,
    issues_of,
    limit,
    patient,
    will,
)


def without(record: dict, name: str) -> dict:
    return {key: value for key, value in record.items() if key != name}


@pytest.mark.parametrize("record", [limit(), will()], ids=["limit", "will"])
@pytest.mark.parametrize(("name", "number"), [("patient", "PZP-11"), ("dateTime", "PZP-12")])
def test_a_directive_has_a_patient_and_a_date(record, name, number):
    assert broken(record) == []
    assert broken(without(record, name)) == [(number, "Consent")]


@pytest.mark.parametrize("name", ["dateTime", "provision.code"])
def test_what_the_profile_lets_be_absent_is_no_error(name):
    record = without(limit(), name)
    if name not in record and name == "provision.code":
        record["provision"] = without(record["provision"], "code")
    assert {one.severity for one in issues_of(record)} == {"warning"}


def test_what_is_absent_and_says_why_is_not_missing():
    assert broken(without(limit(), "dateTime") | {"_dateTime": MASKED}) == []
    record = limit()
    record["provision"]["code"] = [MASKED]
    assert broken(record) == []
    assert broken(limit(provision=MASKED)) == [
        ("PZP-02", "Consent.provision"),
        ("PZP-14", "Consent.provision"),
    ]


@pytest.mark.parametrize("half", ["scope", "category"])
def test_scope_or_category_alone_makes_a_directive(half):
    record = without(without(limit(), "patient"), half)
    assert ("PZP-11", "Consent") in broken(record)


def test_a_choice_about_exchange_is_no_directive():
    record = limit(scope=concept("patient-privacy", systems.CONSENT_SCOPE), category=[])
    assert broken(without(record, "patient")) == []


@pytest.mark.parametrize("code", [[], [{}], [{"text": " "}]], ids=str)
def test_a_limit_is_about_a_treatment(code):
    record = limit()
    record["provision"]["code"] = code
    assert broken(record) == [("PZP-13", "Consent.provision")]


def test_a_will_without_its_type_is_a_warning():
    assert broken(without(will(), "provision")) == [("PZP-18", "Consent")]


@pytest.mark.parametrize(
    "actors",
    [
        [],
        [consenter("Patient/p")],
        [consenter("Patient/p"), consenter("Patient/p")],
        [consenter("Patient/p"), {"role": concept("RESPRSN", systems.ROLE_CODE)}],
    ],
    ids=["none", "one", "one twice", "one in another role"],
)
def test_two_agree_on_a_limit(actors):
    record = limit()
    record["provision"]["actor"] = actors
    assert broken(record) == [("PZP-14", "Consent.provision")]


@pytest.mark.parametrize("scope", ["patient-privacy", "adr", "research"])
def test_a_limit_by_category_is_one_by_scope(scope):
    found = broken(limit(scope=concept(scope, systems.CONSENT_SCOPE)))
    assert ("PZP-15", "Consent.scope") in found


def test_a_directive_is_not_of_both_kinds():
    both = [concept("129125009"), concept("acd", systems.CONSENT_CATEGORY)]
    assert broken(limit(category=both)) == [("PZP-15", "Consent.scope")]


def test_a_scope_without_its_category_is_a_warning():
    assert broken(limit(category=[concept("1")])) == [("PZP-17", "Consent.category")]
    assert broken(without(will(), "category")) == [("PZP-17", "Consent")]


def test_no_other_patient_agrees():
    record = limit()
    record["provision"]["actor"].append(consenter("Patient/q"))
    at = "Consent.provision.actor[2].reference"
    assert broken(record) == [("PZP-16", at)]
    assert broken(record, patient("p"), patient("q")) == [("PZP-16", at)]


def test_a_patient_known_by_two_names_is_no_other():
    record = limit(patient={"reference": "urn:uuid:1"})
    assert broken(record) == []
    assert broken(limit(patient={"reference": "Patient/p/_history/2"})) == []


@pytest.mark.parametrize(
    ("record", "at"),
    [
        (
            {"resourceType": "Procedure", "code": concept("713603004"),
             "performer": [{"actor": {"reference": "Patient/q"}}]},
            "Procedure.performer[0].actor",
        ),
        (
            {"resourceType": "Communication", "reasonCode": [concept("713603004")],
             "recipient": [{"reference": "Patient/q"}]},
            "Communication.recipient[0]",
        ),
    ],
    ids=["talk", "told"],
)  # fmt: skip
def test_no_other_patient_takes_part_in_a_talk(record, at):
    assert broken({**record, "subject": {"reference": "Patient/p"}}) == [("PZP-16", at)]
    assert broken({**record, "subject": {"reference": "Patient/q"}}) == []


def test_what_was_entered_in_error_may_be_marked_so():
    assert broken(limit(says=None, status="entered-in-error", dateTime=None)) == []


@pytest.mark.parametrize(
    ("scope", "category"),
    [
        ({"text": "treatment"}, {"text": "limits to treatment"}),
        ({"coding": [{"code": "treatment"}]}, {"coding": [{"code": "129125009"}]}),
        (concept("treatment", "http://else.example"), {"text": "limits"}),
        (concept("research", systems.CONSENT_SCOPE), concept("acd", "http://else.example")),
        (concept("research", systems.CONSENT_SCOPE), {"text": "limits"}),
        ("treatment", concept("129125009", "urn:oid:2.16.840.1.113883.6.96")),
    ],
    ids=["in words", "no system", "another scope", "another category", "by its treatment", "odd"],
)
def test_what_looks_like_a_wish_and_is_found_by_no_query_is_an_error(scope, category):
    record = limit(scope=scope, category=[category])
    assert broken(record) == [("PZP-19", "Consent.scope")]


@pytest.mark.parametrize(
    "scope",
    [
        concept("patient-privacy", systems.CONSENT_SCOPE),
        concept("research", systems.CONSENT_SCOPE),
        concept("eoverdracht", "http://else.example"),
    ],
    ids=["privacy", "research", "handoff"],
)
def test_another_consent_is_none_of_ours(scope):
    record = limit(scope=scope, category=[{"text": "x"}])
    record["provision"]["code"] = [concept("x", "http://else.example")]
    assert broken(record) == []
