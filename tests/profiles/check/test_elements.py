from typing import Any

import pytest

from profiles.check.structure import check_structure as validate
from tests.profiles.strategies import consent

PATIENT = {"resourceType": "Patient"}


def found(resource: dict[str, Any]) -> list[tuple[str, str]]:
    return [(issue.expression, issue.code) for issue in validate(resource)]


def test_a_rich_resource_is_valid() -> None:
    assert validate(consent()) == []


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({}, ("Resource", "required")),
        ({"resourceType": "Patiënt"}, ("Resource", "not-supported")),
        ({"resourceType": "SubscriptionStatus"}, ("Resource", "not-supported")),
        ({"resourceType": "DomainResource"}, ("Resource", "not-supported")),
        ({"resourceType": ["Patient"]}, ("Resource", "not-supported")),
        (PATIENT | {"bsn": "1"}, ("Patient.bsn", "structure")),
        (PATIENT | {"999911120": "1"}, ("Patient", "structure")),
        (PATIENT | {"meta": {"project": "x"}}, ("Patient.meta.project", "structure")),
        (PATIENT | {"_name": {}}, ("Patient._name", "structure")),
        (PATIENT | {"name": {"text": "x"}}, ("Patient.name", "structure")),
        (PATIENT | {"name": ["x"]}, ("Patient.name[0]", "structure")),
        (PATIENT | {"name": [{"text": "x"}, None]}, ("Patient.name[1]", "structure")),
        (PATIENT | {"name": []}, ("Patient.name", "structure")),
        (PATIENT | {"name": [{}]}, ("Patient.name[0]", "invariant")),
        (PATIENT | {"name": [{"id": "x"}]}, ("Patient.name[0]", "invariant")),
        (PATIENT | {"name": [{"given": "x"}]}, ("Patient.name[0].given", "structure")),
        (PATIENT | {"name": [{"given": []}]}, ("Patient.name[0].given", "structure")),
        (PATIENT | {"name": [{"given": ["x", None]}]}, ("Patient.name[0].given[1]", "structure")),
        (PATIENT | {"name": [{"given": ["", "x"]}]}, ("Patient.name[0].given[0]", "value")),
        (PATIENT | {"gender": ["male"]}, ("Patient.gender", "structure")),
        (PATIENT | {"gender": None}, ("Patient.gender", "structure")),
        (PATIENT | {"gender": "man"}, ("Patient.gender", "code-invalid")),
        (PATIENT | {"id": "a/b"}, ("Patient.id", "value")),
        (PATIENT | {"id": "a" * 65}, ("Patient.id", "value")),
        (PATIENT | {"deceased": True}, ("Patient.deceased", "structure")),
        (PATIENT | {"deceasedString": "x"}, ("Patient.deceasedString", "structure")),
        (PATIENT | {"deceasedBoolean": "true"}, ("Patient.deceased.ofType(boolean)", "structure")),
        (
            PATIENT | {"deceasedBoolean": True, "deceasedDateTime": "2026"},
            ("Patient.deceased", "structure"),
        ),
        (
            PATIENT | {"_deceasedBoolean": {"extension": [{"url": "a", "valueCode": "b"}]}}
            | {"deceasedDateTime": "2026"},
            ("Patient.deceased", "structure"),
        ),
        (PATIENT | {"extension": [{"valueCode": "a"}]}, ("Patient.extension[0].url", "required")),
        (PATIENT | {"extension": [{"url": "a"}]}, ("Patient.extension[0]", "invariant")),
        (
            PATIENT | {"extension": [{"url": "a b", "valueCode": "a"}]},
            ("Patient.extension[0].url", "value"),
        ),
        (
            PATIENT | {"modifierExtension": [{"url": "a", "valueCode": 1}]},
            ("Patient.modifierExtension[0].value.ofType(code)", "structure"),
        ),
        (
            PATIENT | {"name": [{"text": "a", "modifierExtension": []}]},
            ("Patient.name[0].modifierExtension", "structure"),
        ),
        (
            {"resourceType": "Binary", "contentType": "a/b", "text": {}},
            ("Binary.text", "structure"),
        ),
        (
            {"resourceType": "Questionnaire", "status": "active",
             "item": [{"linkId": "1", "type": "group", "item": [{"linkId": "2"}]}]},
            ("Questionnaire.item[0].item[0].type", "required"),
        ),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_stands(
    resource: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert found(resource) == [expected]


ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@pytest.mark.parametrize("beside", ["x", {}, {"id": "a"}, [], None, [{"id": "a"}]])
def test_what_stands_beside_a_required_element_and_says_nothing_is_not_in_its_place(
    beside: Any,
) -> None:
    """Both are told at once, for what is told once the rest was mended is told too late."""
    text = {"status": "generated", "_div": beside}
    item = {"linkId": "1", "type": "choice", "answerOption": [{"_valueString": beside}]}
    form = {"resourceType": "Questionnaire", "status": "draft", "item": [item]}

    assert ("Patient.text.div", "required") in found(PATIENT | {"text": text})
    told = {where for where, code in found(form) if code == "required"}
    assert told == {"Questionnaire.item[0].answerOption[0].value"}


def test_a_reason_why_it_is_absent_stands_for_a_required_element() -> None:
    reason = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}

    told = found(PATIENT | {"text": {"_status": reason, "_div": reason}})

    assert "required" not in {code for _, code in told}


def test_a_missing_required_element_is_told_with_its_index() -> None:
    wish = consent()
    del wish["provision"]["actor"][1]["role"]
    assert found(wish) == [("Consent.provision.actor[1].role", "required")]


def test_a_content_reference_is_checked_as_what_it_refers_to() -> None:
    wish = consent()
    wish["provision"]["provision"][0]["provision"][0]["actor"] = [{"role": {"text": "text"}}]
    assert found(wish) == [
        ("Consent.provision.provision[0].provision[0].actor[0].reference", "required")
    ]


def test_an_extension_holds_a_value_or_extensions_and_not_both() -> None:
    both = {"url": "a", "valueCode": "a", "extension": [{"url": "b", "valueCode": "b"}]}
    issues = validate(PATIENT | {"extension": [both]})
    assert [(one.expression, one.code) for one in issues] == [("Patient.extension[0]", "invariant")]
    assert "ext-1" in issues[0].text


def test_all_faults_are_found_at_once() -> None:
    wish = consent() | {"status": "zzz", "dateTime": "2026-02-30", "nope": 1}
    del wish["scope"]
    assert found(wish) == [
        ("Consent.status", "code-invalid"),
        ("Consent.dateTime", "value"),
        ("Consent.nope", "structure"),
        ("Consent.scope", "required"),
    ]


def test_a_text_never_repeats_what_was_sent() -> None:
    secret = "Hartman"
    wish = consent() | {"status": secret, "dateTime": secret, "category": secret}
    wish["patient"] = {"reference": f"{secret} {secret}", "type": secret}
    wish["identifier"] = [{"system": f"{secret} {secret}", "use": secret, secret.lower(): 1}]
    issues = validate(wish)
    assert len(issues) == 7
    assert not any(secret in issue.text for issue in issues)


def test_companions_carry_ids_and_extensions_of_primitives() -> None:
    why = {"extension": [{"url": "http://example.org/why", "valueCode": "unknown"}]}
    assert validate(PATIENT | {"_birthDate": why}) == []
    assert validate(PATIENT | {"birthDate": "2026", "_birthDate": {"id": "a"}}) == []
    assert validate(PATIENT | {"name": [{"given": ["A", None], "_given": [None, why]}]}) == []
    assert validate(PATIENT | {"name": [{"_given": [why]}]}) == []
    assert validate({"resourceType": "Basic", "code": why}) == []


WHY = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"_given": [None]}, ("Patient.name[0].given", "structure")),
        ({"_given": []}, ("Patient.name[0].given", "structure")),
        ({"_given": WHY}, ("Patient.name[0].given", "structure")),
        ({"_given": [None, WHY]}, ("Patient.name[0].given[0]", "structure")),
        ({"given": ["A"], "_given": [None, WHY]}, ("Patient.name[0].given", "structure")),
        ({"given": [None, "B"], "_given": [None, WHY]}, ("Patient.name[0].given[0]", "structure")),
        ({"given": ["A"], "_given": [{}]}, ("Patient.name[0].given[0]", "invariant")),
        ({"_family": {"id": "a"}}, ("Patient.name[0].family", "invariant")),
        ({"_family": {}}, ("Patient.name[0].family", "invariant")),
        ({"_family": [WHY]}, ("Patient.name[0].family", "structure")),
        ({"_family": "x"}, ("Patient.name[0].family", "structure")),
        ({"_period": WHY}, ("Patient.name[0]._period", "structure")),
        (
            {"_family": {"extension": [{"valueCode": "a"}]}},
            ("Patient.name[0].family.extension[0].url", "required"),
        ),
        (
            {"_family": WHY | {"value": "a"}},
            ("Patient.name[0].family.value", "structure"),
        ),
    ],
)
def test_a_companion_that_does_not_fit_is_refused(
    name: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert found(PATIENT | {"name": [name]}) == [expected]


def test_required_bindings_hold_for_concepts_too() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "patient": {"display": "text"}}
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    right = {"coding": [{"system": "http://example.org", "code": "a"}]}
    right["coding"].append({"system": system, "code": "active"})
    assert found(allergy | {"clinicalStatus": right}) == []
    for wrong in ({"text": "active"}, {"coding": [{"code": "active"}]}):
        assert found(allergy | {"clinicalStatus": wrong}) == [
            ("AllergyIntolerance.clinicalStatus", "code-invalid")
        ]
    assert found(allergy | {"clinicalStatus": WHY}) == []
    side = {"extension": [{"url": "http://example.org/side", "valueCode": "a"}]}
    assert found(allergy | {"clinicalStatus": side}) == [
        ("AllergyIntolerance.clinicalStatus", "code-invalid")
    ]


def test_beyond_a_thousand_faults_the_rest_is_not_looked_for() -> None:
    assert len(validate(PATIENT | {"name": [{}] * 1000})) == 1000
    for rubbish in ({"name": [{}] * 5000}, {f"a{chr(97 + n)}": 1 for n in range(5000)}):
        issues = validate(PATIENT | rubbish)
        assert len(issues) == 1001
        assert issues[-1].code == "too-costly"


def test_a_tree_deeper_than_the_parser_lets_through_is_refused_without_a_crash() -> None:
    deep: dict[str, Any] = {"url": "a", "valueCode": "a"}
    for _ in range(5000):
        deep = {"url": "a", "extension": [deep]}
    assert validate(PATIENT | {"extension": [deep]})[0].severity == "fatal"


@pytest.mark.parametrize(
    ("resource", "rule"),
    [
        ({"resourceType": "Patient", "gender": "x"}, "Patient.gender binding"),
        ({"resourceType": "Patient", "name": [{"given": "x"}]}, "HumanName.given"),
        ({"resourceType": "Patient", "deceasedBoolean": "x"}, "Patient.deceased[x]"),
        ({"resourceType": "Basic", "id": "x"}, "Basic.code min"),
        ({"resourceType": "Organization", "id": "x"}, "org-1"),
    ],
    ids=["binding", "datatype", "choice", "required", "invariant"],
)
def test_a_fault_names_the_line_of_r4_that_it_breaks(resource, rule):
    assert [issue.rule for issue in validate(resource)] == [rule]
