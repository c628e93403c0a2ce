"""What the expressions of cases.tsv are asked of."""

from decimal import Decimal
from typing import Any

_CODES = "http://example.org/codes"

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p",
    "active": True,
    "gender": "female",
    "birthDate": "1948-03-09",
    "_birthDate": {
        "extension": [{"url": "http://example.org/hour", "valueDateTime": "1948-03-09T06:40:00Z"}]
    },
    "deceasedBoolean": False,
    "multipleBirthInteger": 2,
    "name": [
        {"use": "official", "family": "Bakker", "given": ["Anna", "Maria"]},
        {"use": "nickname", "given": ["Annie"]},
        {"use": "old", "family": "Visser", "given": ["Anna", "Maria"]},
    ],
    "telecom": [
        {"system": "phone", "value": "030 1", "rank": 2},
        {"system": "email", "value": "a@example.org", "rank": 1},
    ],
    "contact": [
        {"gender": "male", "name": {"family": "Bakker"}},
        {"gender": "female", "name": {"_family": {"extension": [{"url": "x", "valueCode": "y"}]}}},
    ],
    "contained": [{"resourceType": "Organization", "id": "o", "name": "De Haven"}],
    "managingOrganization": {"reference": "#o"},
    "extension": [
        {"url": "http://example.org/age", "valueAge": {
            "value": 77, "unit": "jaar", "system": "http://unitsofmeasure.org", "code": "a"}},
        {"url": "http://example.org/url", "valueUrl": "http://example.org/here"},
        {"url": "http://example.org/code", "valueCode": "here"},
    ],
}  # fmt: skip
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": _CODES, "code": "weight"}, {"code": "Weight"}]},
    "issued": "2021-05-01T12:00:00.500+02:00",
    "effectiveDateTime": "2021-05-01",
    "valueQuantity": {
        "value": Decimal("70.50"), "unit": "kilo", "system": "http://unitsofmeasure.org",
        "code": "kg"},
    "referenceRange": [{"low": {"value": 60, "unit": "kg"}, "high": {"value": 90, "unit": "kg"}}],
    "component": [
        {"code": {"text": "a"}, "valueString": "2020-01"},
        {"code": {"text": "b"}, "valueInteger": 3},
        {"code": {"text": "c"}, "valueTime": "10:30:00"},
    ],
}  # fmt: skip
QUESTIONNAIRE: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "status": "draft",
    "url": "http://example.org/q",
    "item": [
        {"linkId": "1", "type": "group", "item": [
            {"linkId": "1.1", "type": "string"},
            {"linkId": "1.2", "type": "group", "item": [{"linkId": "1.2.1", "type": "date"}]}]},
        {"linkId": "2", "type": "boolean"},
    ],
}  # fmt: skip
INPUTS = {"patient": PATIENT, "observation": OBSERVATION, "questionnaire": QUESTIONNAIRE}
