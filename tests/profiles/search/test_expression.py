import pytest

from profiles.search.expression import UnsupportedExpressionError, compile_expression

BUNDLE = {"entry": [{"resource": {"id": "a"}}, {"resource": {"id": "b"}}]}
TELECOM = {"telecom": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}]}
SUBJECT = {"subject": {"reference": "Patient/1"}}
GROUP = {"subject": {"reference": "Group/1"}}
ABOUT_PATIENT = "Goal.subject.where(resolve() is Patient)"
DECEASED = (
    "((Patient.deceased as boolean) | (Patient.deceased as dateTime)).exists()"
    " and ((Patient.deceased as boolean) | (Patient.deceased as dateTime)) != false"
)
EXTENDED = {"extension": [{"url": "u", "valueReference": 1}, {"url": "v", "valueReference": 2}]}

CASES = [
    ("Goal.id", "Goal", {"id": "1"}, ["1"]),
    ("Goal", "Goal", {"id": "1"}, [{"id": "1"}]),
    ("Resource.meta.tag", "Goal", {"meta": {"tag": [{"code": "a"}]}}, [{"code": "a"}]),
    ("Goal.a.b", "Goal", {"a": [{"b": [1, 2]}, {"c": 3}, {"b": 4}]}, [1, 2, 4]),
    ("Goal.given", "Goal", {"given": ["a", None, "b"]}, ["a", "b"]),
    ("Goal.a.b", "Goal", {"a": "text"}, []),
    ("Task.id | Goal.id", "Goal", {"id": "1"}, ["1"]),
    ("Task.id | List.id", "Goal", {"id": "1"}, []),
    ("Goal.a | Goal.b", "Goal", {"a": 1, "b": 2}, [1, 2]),
    ("(Goal.start as date)", "Goal", {"startDate": "2020"}, ["2020"]),
    ("Goal.start as date", "Goal", {"startDate": "2020"}, ["2020"]),
    ("Goal.start.as(date)", "Goal", {"startCodeableConcept": {}}, []),
    ("(Goal.x as CodeableConcept).text", "Goal", {"xCodeableConcept": {"text": "t"}}, ["t"]),
    ("Bundle.entry[0].resource", "Bundle", BUNDLE, [{"id": "a"}]),
    ("Bundle.entry[2].resource", "Bundle", BUNDLE, []),
    ("Patient.telecom.where(system='email').value", "Patient", TELECOM, ["2"]),
    ("Patient.telecom.where(system != 'email').value", "Patient", TELECOM, ["1"]),
    (ABOUT_PATIENT, "Goal", SUBJECT, [SUBJECT["subject"]]),
    (ABOUT_PATIENT, "Goal", GROUP, []),
    (ABOUT_PATIENT, "Goal", {"subject": {"reference": "urn:uuid:1"}}, []),
    (ABOUT_PATIENT, "Goal", {"subject": "Patient/1"}, []),
    ("Goal.subject.exists()", "Goal", SUBJECT, [True]),
    ("Goal.subject.exists()", "Goal", {}, [False]),
    ("Goal.extension('u').value as Reference", "Goal", EXTENDED, [1]),
    (DECEASED, "Patient", {}, [False]),
    (DECEASED, "Patient", {"deceasedBoolean": False}, [False]),
    (DECEASED, "Patient", {"deceasedBoolean": True}, [True]),
    (DECEASED, "Patient", {"deceasedDateTime": "2024"}, [True]),
]


@pytest.mark.parametrize(("expression", "base", "resource", "selected"), CASES)
def test_an_expression_selects_the_json_nodes(expression, base, resource, selected):
    assert compile_expression(expression, base)([resource]) == selected


@pytest.mark.parametrize(
    "subject",
    [
        {"identifier": {"value": "1"}, "type": "Patient"},
        {"reference": "https://elsewhere.example/fhir/Patient/1"},
        {"reference": "Patient/1/_history/2"},
        {"reference": "urn:uuid:1", "type": "http://hl7.org/fhir/StructureDefinition/Patient"},
    ],
)
def test_a_reference_names_its_type_by_its_url_or_by_its_type_element(subject):
    select = compile_expression(ABOUT_PATIENT, "Goal")
    assert select([{"subject": subject}]) == [subject]


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "Goal.",
        "Goal.subject.where(resolve() is Patient",
        "Goal.subject.descendants()",
        "Goal.a + Goal.b",
        "Goal as",
        "Goal as X",
        "Goal.a Goal.b",
        "Goal.entry[a]",
        "Goal.where(a = b)",
        "Goal.where(a = 'b)",
        "(Goal.a",
    ],
)
def test_other_fhirpath_is_refused(expression):
    with pytest.raises(UnsupportedExpressionError):
        compile_expression(expression, "Goal")
