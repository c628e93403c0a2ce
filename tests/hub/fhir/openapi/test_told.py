"""What the runs of all tests are judged by finds what `/openapi.json` does not say."""

from functools import cache

import pytest

from tests.hub.fhir.openapi.test_openapi import WHOLE, document
from tests.plugins.told import Document, Told

JSON = "application/fhir+json"


@cache
def said() -> Document:
    return Document(document(WHOLE))


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Told("GET", "/fhir/Goal/1", 418), "GET /fhir/Goal/{id} is answered by 418"),
        (Told("GET", "/fhir/Goal/1", 200, "text/csv"), "by 200 in text/csv, which is not listed"),
        (Told("GET", "/fhir/Goal/$new", 200, JSON), "GET /fhir/Goal/$new is not listed"),
        (Told("PUT", "/fhir/AuditEvent/1", 200, JSON), "PUT /fhir/AuditEvent/{id} is not listed"),
        (Told("POST", "/fhir/Patient/1/Goal", 201, JSON), "{type} is not listed, and is answered"),
        (Told("GET", "/fhir/metadata", 200, "text/html"), "in text/html, which is not listed"),
    ],
)
def test_what_is_not_said_is_found(answer: Told, fault: str) -> None:
    assert fault in said().fault(answer)


@pytest.mark.parametrize(
    "answer",
    [
        Told("GET", "/fhir/Goal/1", 200, JSON),
        Told("GET", "/fhir//Goal/1/", 200, JSON),
        Told("GET", "/fhir/Goal/1", 410, "application/fhir+xml"),
        Told("GET", "/fhir/Goal/1", 304),
        Told("PUT", "/fhir/Goal/1", 201),
        Told("GET", "/fhir/Binary/1", 200, "application/pdf"),
        Told("GET", "/fhir/Patient/1/$summary", 200, "text/plain"),
        Told("POST", "/fhir/Patient/1/Goal/_search", 200, JSON),
        Told("POST", "/fhir/", 422, JSON),
        Told("BREW", "/fhir/Goal", 405, JSON),
        Told("GET", "/fhir/Nothing/1", 404, JSON),
        Told("POST", "/auth/token", 429, "application/json"),
    ],
)
def test_what_is_said_is_no_fault(answer: Told) -> None:
    assert said().fault(answer) == ""


def test_what_is_found_is_told_once_and_without_the_id() -> None:
    answers = [Told("GET", f"/fhir/Goal/duin-{number}", 418, JSON) for number in range(3)]

    assert list(said().untold(answers)) == [
        "GET /fhir/Goal/{id} is answered by 418, which is not listed"
    ]
