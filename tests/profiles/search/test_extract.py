from datetime import UTC, datetime

import pytest

from profiles.search.dates import EARLIEST, LATEST
from profiles.search.extract import search_values
from profiles.search.values import (
    DateValue,
    LogicalReferenceValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    UriValue,
)

SCT = "http://snomed.info/sct"


def shown(resource_type, parameter, **elements):
    resource = {"resourceType": resource_type, **elements}
    return [value for value in search_values(resource) if value.parameter == parameter]


TOKENS = [
    ("Goal", "lifecycle-status", {"lifecycleStatus": "active"}, [(None, "active")]),
    ("Patient", "active", {"active": True}, [(None, "true")]),
    ("Patient", "active", {"active": False}, [(None, "false")]),
    ("Patient", "deceased", {}, [(None, "false")]),
    ("Patient", "deceased", {"deceasedDateTime": "2024"}, [(None, "true")]),
    (
        "Goal",
        "description",
        {"description": {"coding": [{"system": SCT, "code": "1"}, {"code": "2"}], "text": "t"}},
        [(SCT, "1"), (None, "2")],
    ),
    ("Goal", "description", {"description": {"text": "t"}}, []),
    ("Goal", "description", {"description": {"coding": [None, "x", {"display": "d"}]}}, []),
    ("Goal", "_tag", {"meta": {"tag": [{"system": "s", "code": "c"}]}}, [("s", "c")]),
    ("Goal", "_security", {"meta": {"security": [{"system": "s", "code": "R"}]}}, [("s", "R")]),
    ("Goal", "identifier", {"identifier": [{"system": "s", "value": "1"}]}, [("s", "1")]),
    ("Goal", "identifier", {"identifier": [{"value": "1"}, {"system": "s"}]},
     [(None, "1"), ("s", None)]),
    ("Goal", "identifier", {"identifier": [{"type": {"text": "x"}}, {"value": ""}]}, []),
    ("Patient", "phone", {"telecom": [{"system": "phone", "value": "06"}]}, [(None, "06")]),
    ("Patient", "phone", {"telecom": [{"system": "email", "value": "a@b"}]}, []),
    ("Patient", "telecom", {"telecom": [{"system": "phone"}]}, []),
    ("Group", "value", {"characteristic": [{"valueBoolean": True}]}, [(None, "true")]),
    ("MessageHeader", "event", {"eventUri": "urn:e"}, [(None, "urn:e")]),
    ("Consent", "category", {"category": {"coding": {"code": "not a list"}}},
     []),
    ("Goal", "lifecycle-status", {"lifecycleStatus": 1}, []),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "parameter", "elements", "expected"), TOKENS)
def test_a_token_is_system_and_code(type_, parameter, elements, expected):
    assert shown(type_, parameter, **elements) == [
        TokenValue(parameter, *pair) for pair in expected
    ]


REFERENCES = [
    ({"reference": "Patient/1"}, [ReferenceValue("subject", "Patient", "1")]),
    ({"reference": "Patient/1/_history/3"}, [ReferenceValue("subject", "Patient", "1")]),
    (
        {"reference": "https://x.example/fhir/Patient/1"},
        [UriValue("subject", "https://x.example/fhir/Patient/1")],
    ),
    ({"reference": "urn:uuid:0b3c4d2e-0000-0000-0000-000000000000"}, []),
    ({"reference": "#contained"}, []),
    ({"reference": "Patient?identifier=s|1"}, []),
    ({"reference": "Patient/../1"}, []),
    ({"display": "someone"}, []),
    ({"reference": 1, "identifier": "1"}, []),
    (
        {"identifier": {"system": "s", "value": "1"}},
        [LogicalReferenceValue("subject", "s", "1")],
    ),
    (
        {"reference": "Patient/1", "identifier": {"value": "1"}},
        [ReferenceValue("subject", "Patient", "1"), LogicalReferenceValue("subject", None, "1")],
    ),
]


@pytest.mark.parametrize(("reference", "expected"), REFERENCES)
def test_a_reference_is_literal_foreign_or_logical(reference, expected):
    assert shown("Goal", "subject", subject=reference) == expected


def test_patient_is_the_subject_only_where_that_is_a_patient():
    assert shown("Goal", "patient", subject={"reference": "Patient/1"}) == [
        ReferenceValue("patient", "Patient", "1")
    ]
    assert shown("Goal", "patient", subject={"reference": "Group/1"}) == []


def test_the_actors_of_a_consent_are_those_of_its_first_provision():
    actors = [{"reference": {"reference": f"Patient/{number}"}} for number in (1, 2)]
    deeper = {"actor": [{"reference": {"reference": "Patient/3"}}]}
    provision = {"actor": actors, "provision": [deeper]}
    assert shown("Consent", "actor", provision=provision) == [
        ReferenceValue("actor", "Patient", "1"),
        ReferenceValue("actor", "Patient", "2"),
    ]


def test_the_source_of_a_consent_is_a_reference_or_an_attachment_that_shows_nothing():
    parameter = "source-reference"
    reference = {"reference": "DocumentReference/1"}
    assert shown("Consent", parameter, sourceReference=reference) == [
        ReferenceValue(parameter, "DocumentReference", "1")
    ]
    assert shown("Consent", parameter, sourceAttachment={"url": "x"}) == []


def test_a_canonical_is_a_uri_with_its_version():
    canonical = "https://example.org/Questionnaire/q|1"
    assert shown("QuestionnaireResponse", "questionnaire", questionnaire=canonical) == [
        UriValue("questionnaire", canonical)
    ]


def test_a_document_is_found_by_its_composition_only_where_that_comes_first():
    composition = {"resource": {"resourceType": "Composition", "id": "1"}}
    patient = {"resource": {"resourceType": "Patient", "id": "2"}}
    assert shown("Bundle", "composition", entry=[composition, patient]) == [
        ReferenceValue("composition", "Composition", "1")
    ]
    assert shown("Bundle", "composition", entry=[patient, composition]) == []
    assert shown("Bundle", "message", entry=[composition]) == []
    assert (
        shown("Bundle", "composition", entry=[{"resource": {"resourceType": "Composition"}}]) == []
    )


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


DATES = [
    ("Patient", "birthdate", {"birthDate": "1961-01-01"}, at(1960, 12, 31, 23), at(1961, 1, 1, 23)),
    ("Goal", "start-date", {"startDate": "2020-10"}, at(2020, 9, 30, 22), at(2020, 10, 31, 23)),
    ("Observation", "date", {"effectiveInstant": "2020-10-01T10:00:00Z"},
     at(2020, 10, 1, 10), at(2020, 10, 1, 10, 0, 1)),
    ("Procedure", "date", {"performedPeriod": {"start": "2020-10-01", "end": "2020-10-02"}},
     at(2020, 9, 30, 22), at(2020, 10, 2, 22)),
    ("Encounter", "date", {"period": {"start": "2020-10-01"}}, at(2020, 9, 30, 22), LATEST),
    ("Encounter", "date", {"period": {"end": "2020-10-01"}}, EARLIEST, at(2020, 10, 1, 22)),
    ("ServiceRequest", "occurrence",
     {"occurrenceTiming": {"event": ["2020-10-03", "2020-10-01"], "repeat": {"frequency": 1}}},
     at(2020, 9, 30, 22), at(2020, 10, 3, 22)),
    ("ServiceRequest", "occurrence",
     {"occurrenceTiming": {"repeat": {"boundsPeriod": {"start": "2020-10-01"}}}},
     at(2020, 9, 30, 22), LATEST),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "parameter", "elements", "low", "high"), DATES)
def test_a_date_is_the_span_it_covers(type_, parameter, elements, low, high):
    assert shown(type_, parameter, **elements) == [DateValue(parameter, low, high)]


@pytest.mark.parametrize(
    ("type_", "parameter", "elements"),
    [
        ("Patient", "birthdate", {"birthDate": "vroeger"}),
        ("Patient", "birthdate", {"birthDate": 1961}),
        ("Procedure", "date", {"performedString": "2020"}),
        ("Encounter", "date", {"period": {}}),
        ("Encounter", "date", {"period": {"start": "vroeger"}}),
        ("Encounter", "date", {"period": {"start": None, "end": "2020"}}),
        ("Encounter", "date", {"period": {"start": "2021", "end": "2019"}}),
        ("ServiceRequest", "occurrence", {"occurrenceTiming": {"code": {"text": "1dd"}}}),
    ],
)
def test_what_covers_no_time_shows_no_date(type_, parameter, elements):
    assert shown(type_, parameter, **elements) == []


STRINGS = [
    ("Organization", "name", {"name": "De Sluis", "alias": ["Sluis"]}, ["De Sluis", "Sluis"]),
    ("Patient", "given", {"name": [{"given": ["Jan", None, "Piet"]}]}, ["Jan", "Piet"]),
    ("Patient", "name",
     {"name": [{"text": "t", "family": "f", "given": ["g"], "prefix": ["p"], "suffix": ["s"]}]},
     ["t", "f", "g", "p", "s"]),
    ("Patient", "address",
     {"address": [{"text": "t", "line": ["l"], "city": "c", "district": "d", "state": "s",
                   "postalCode": "1234 AB", "country": "NL", "use": "home"}]},
     ["t", "l", "c", "d", "s", "1234 AB", "NL"]),
    ("Observation", "value-string", {"valueString": "wens"}, ["wens"]),
    ("Observation", "value-string", {"valueCodeableConcept": {"text": "wens"}}, ["wens"]),
    ("Organization", "name", {"name": 1}, []),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "parameter", "elements", "texts"), STRINGS)
def test_a_string_is_each_part_as_it_was_written(type_, parameter, elements, texts):
    assert shown(type_, parameter, **elements) == [StringValue(parameter, text) for text in texts]


def test_a_profile_and_a_url_are_uris():
    meta = {"profile": ["https://example.org/p|1", None]}
    assert shown("Goal", "_profile", meta=meta) == [UriValue("_profile", "https://example.org/p|1")]
    assert shown("ValueSet", "url", url="urn:x") == [UriValue("url", "urn:x")]
    assert shown("ValueSet", "url", url=1) == []


def test_what_the_hub_gives_a_resource_is_not_read_from_it():
    meta = {"source": "urn:x", "lastUpdated": "2020-01-01T00:00:00Z"}
    assert search_values({"resourceType": "Goal", "id": "1", "meta": meta}) == []


def test_a_value_said_twice_is_shown_once():
    coding = {"system": SCT, "code": "1"}
    assert shown("Goal", "category", category=[{"coding": [coding, coding]}]) == [
        TokenValue("category", SCT, "1")
    ]


def test_a_type_without_parameters_of_its_own_shows_its_profile():
    assert shown("Binary", "_profile", meta={"profile": ["p"]}) == [UriValue("_profile", "p")]


def test_a_reference_and_its_identifier_stay_two_though_their_words_are_the_same():
    subject = {"reference": "Patient/1", "identifier": {"system": "Patient", "value": "1"}}
    kinds = [type(value) for value in shown("Goal", "subject", subject=subject)]
    assert kinds == [ReferenceValue, LogicalReferenceValue]
