import pytest

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.invalid import InvalidRecord
from tests.adapters.gp.records import (
    BSN,
    SOURCE,
    JsonObject,
    a_form,
    a_patient,
    a_record,
    as_file,
    coded,
    item,
    mapped,
    text,
)

FORM = "exported/QuestionnaireResponse"


def _refusal(record: JsonObject) -> list[str]:
    with pytest.raises(InvalidRecord) as refusal:
        mapped(record)
    assert BSN not in str([issue.text for issue in refusal.value.issues])
    return [issue.expression for issue in refusal.value.issues]


@pytest.mark.parametrize(
    ("content", "code"), [(b"{", "invalid"), (b"[]", "structure"), (b"\xff", "invalid")]
)
def test_what_is_no_json_object_is_refused(content: bytes, code: str) -> None:
    record = as_file({})

    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(type(record)("form.json", content))

    assert [issue.code for issue in refusal.value.issues] == [code]


@pytest.mark.parametrize(
    "record",
    [
        {"resourceType": "Patient"},
        a_record(a_form(), type="transaction"),
        a_record(a_form(), entry=None),
        a_record(a_form(), entry={"resource": a_form()}),
        a_record(a_form(), entry=["form"]),
        a_record(a_form(), entry=[{"resource": a_patient()}]),
        a_record(a_form(), entry=[{"resource": a_form()}]),
        a_record(a_form(), entry=[{}]),
        a_record(a_form(), a_form()),
        a_record(a_form(), a_patient(), a_patient()),
        a_record(a_form(), {"resourceType": "Observation"}),
    ],
)
def test_a_record_is_one_form_about_one_patient(record: JsonObject) -> None:
    assert len(_refusal(record)) == 1


@pytest.mark.parametrize(
    "identifiers",
    [
        [],
        [{"system": systems.URA_SYSTEM, "value": BSN}],
        [{"system": systems.BSN_SYSTEM}],
        [{"system": systems.BSN_SYSTEM, "value": "999911121"}],
        [
            {"system": systems.BSN_SYSTEM, "value": BSN},
            {"system": systems.BSN_SYSTEM, "value": "999998298"},
        ],
    ],
)
def test_a_patient_without_exactly_one_valid_bsn_is_refused(identifiers: list[JsonObject]) -> None:
    patient = {"resourceType": "Patient", "name": [{"text": "Hendrik"}]}
    patient |= {"identifier": identifiers} if identifiers else {}

    [expression] = _refusal(a_record(a_form(), patient))

    assert expression.startswith("Patient.identifier")


@pytest.mark.parametrize(
    ("elements", "where"),
    [
        ({"questionnaire": "https://example.org/Questionnaire/other"}, "questionnaire"),
        ({"questionnaire": "https://example.org/Questionnaire/ACP-zib2020-other"}, "questionnaire"),
        ({"questionnaire": "ACP-zib2020"}, "questionnaire"),
        ({"questionnaire": "#form"}, "questionnaire"),
        ({"questionnaire": None}, "questionnaire"),
        ({"status": "in-progress"}, "status"),
        ({"status": "stopped"}, "status"),
    ],
)
def test_a_form_that_is_another_or_not_finished_is_refused(
    elements: JsonObject, where: str
) -> None:
    assert _refusal(a_record(a_form(**elements))) == [f"QuestionnaireResponse.{where}"]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/other"},
        {"identifier": {"system": systems.BSN_SYSTEM, "value": "999998298"}},
        {
            "reference": "Patient/p1",
            "identifier": {"system": systems.BSN_SYSTEM, "value": "999998298"},
        },
        {"display": "Hendrik Hartman"},
    ],
)
def test_a_form_about_another_subject_is_refused(subject: JsonObject) -> None:
    record = a_record(a_form(subject=subject), a_patient(id="p1"))

    assert "QuestionnaireResponse.subject" in _refusal(record)


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p1"},
        {"identifier": {"system": systems.BSN_SYSTEM, "value": BSN}},
    ],
)
def test_a_form_about_the_patient_of_the_record_is_taken(subject: JsonObject) -> None:
    resources = mapped(a_record(a_form(subject=subject), a_patient(id="p1")))

    assert resources[FORM]["subject"]["reference"].startswith("urn:uuid:")


def test_another_birth_date_in_the_form_is_refused() -> None:
    form = a_form(item("967", {"valueDateTime": "1961-01-01T14:27:36Z"}))

    [expression] = _refusal(a_record(form, a_patient(birthDate="1961-01-02")))

    assert "967" in expression


@pytest.mark.parametrize(
    "written",
    ["1961-01-01T14:27:36Z", "1960-12-31T23:00:00Z", "1961-01-01", "1961-01-01T00:30:00+01:00"],
)
def test_the_birth_date_is_the_day_in_the_netherlands(written: str) -> None:
    form = a_form(item("967", {"valueDateTime": written}))

    resources = mapped(a_record(form, a_patient(birthDate="1961-01-01")))

    assert resources["exported/Patient"]["birthDate"] == "1961-01-01"


def test_every_element_that_is_not_fhir_is_named_without_its_value() -> None:
    form = a_form(item("1190", {"valueString": 31415}), status="ready-for-31415")

    with pytest.raises(InvalidRecord) as refusal:
        mapped(a_record(form, a_patient(birthDate="31415-1-1")))

    assert len(refusal.value.issues) >= 2
    assert "31415" not in str(refusal.value.issues)


def test_a_reference_out_of_the_record_is_refused() -> None:
    patient = a_patient(link=[{"other": {"reference": "Patient/elsewhere"}, "type": "refer"}])

    assert _refusal(a_record(a_form(), patient)) == ["Patient.descendants().reference"]


@pytest.mark.parametrize(
    ("form", "record"),
    [
        ({"identifier": {"value": f"form-{BSN}"}}, {}),
        ({"identifier": {}}, {"identifier": {"system": SOURCE, "value": BSN}}),
        ({"identifier": {}, "id": BSN}, {"identifier": {"system": SOURCE}}),
    ],
)
def test_a_key_that_holds_the_bsn_is_refused(form: JsonObject, record: JsonObject) -> None:
    assert _refusal(a_record(a_form(**form), **record)) == ["QuestionnaireResponse.identifier"]


def test_a_record_that_nothing_names_is_refused() -> None:
    record = a_record(a_form(identifier={}), identifier=None)

    assert _refusal(record) == ["QuestionnaireResponse.identifier"]


def test_a_form_without_a_day_is_refused_unless_the_export_knows_the_talk() -> None:
    form = {**a_form(), "item": [item("1190", {"valueString": "Rust"})]}
    talk = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": systems.ACT_CODE, "code": "HH"},
        "period": {"start": "2024-03-03T23:30:00Z"},
    }

    [expression] = _refusal(a_record(form))
    resources = mapped(a_record(form, talk))

    assert "963" in expression
    assert resources["encounter"]["period"] == {"start": "2024-03-04", "end": "2024-03-04"}
    assert resources["encounter"]["class"]["code"] == "HH"


@pytest.mark.parametrize("day", ["2024", "2024-03", "0001-01-01T00:00:00+14:00"])
def test_a_day_is_kept_as_precise_as_it_was_written(day: str) -> None:
    form = {**a_form(), "item": [item("963", {"valueDateTime": day}), item("1190", text("Rust"))]}

    resources = mapped(a_record(form))

    assert resources["observation/153851000146100"]["effectiveDateTime"] == day[:10]


def test_another_family_name_in_the_form_is_noted_without_the_name() -> None:
    form = a_form(item("966", text("Jansen")))
    patient = a_patient(name=[{"text": "Hendrik Hartman", "family": "Hartman"}])

    notes = to_transaction(as_file(a_record(form, patient))).notes

    assert len(notes) == 1
    assert "Jansen" not in notes[0]


def test_an_answer_of_the_wrong_type_is_refused() -> None:
    [expression] = _refusal(a_record(a_form(item("1190", coded(None, "1")))))

    assert "1190" in expression


OWN = {"system": "https://huisarts.example/fhir/NamingSystem/patient", "value": "4711"}


@pytest.mark.parametrize("other", [[], [{"system": systems.AGB_SYSTEM, "value": "01012345"}]])
def test_who_has_no_bsn_is_named_by_the_sources_own_number_and_that_is_told(
    other: list[JsonObject],
) -> None:
    patient = {"resourceType": "Patient", "identifier": [*other, OWN]}

    found = to_transaction(as_file(a_record(a_form(), patient)))

    urls = [entry["request"]["url"] for entry in found.bundles[0]["entry"]]
    assert [one for one in urls if one.startswith("Patient?")] == [
        "Patient?identifier=https%3A%2F%2Fhuisarts.example%2Ffhir%2FNamingSystem%2Fpatient%7C4711"
    ]
    [note] = found.notes
    assert "no BSN" in note
    assert "4711" not in note


@pytest.mark.parametrize(
    "identifier",
    [
        {**OWN, "use": "old"},
        {**OWN, "value": " "},
        {"value": "4711"},
        {"system": systems.AGB_SYSTEM, "value": "01012345"},
        {"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": BSN},
        {"system": "https://www.fhir.nl/fhir/NamingSystem/bsn/", "value": BSN},
    ],
)
def test_who_has_neither_a_bsn_nor_an_own_number_is_refused(identifier: JsonObject) -> None:
    patient = {"resourceType": "Patient", "identifier": [identifier]}

    assert _refusal(a_record(a_form(), patient)) == ["Patient.identifier"]
