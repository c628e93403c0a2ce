"""Which format is written, and which is taken. https://hl7.org/fhir/R4/http.html#mime-type."""

import pytest

from profiles.xml.write import write_xml
from tests.builders import a_patient
from tests.hub.dossier import a_dossier
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

XML = "application/fhir+xml"

ASKED = [
    ({}, "", "json"),
    ({"accept": "*/*"}, "", "json"),
    ({"accept": "application/*"}, "", "json"),
    ({"accept": XML}, "", "xml"),
    ({"accept": "application/xml"}, "", "xml"),
    ({"accept": "text/xml"}, "", "xml"),
    ({"accept": "Application/FHIR+XML; fhirVersion=4.0"}, "", "xml"),
    ({"accept": f"{XML}, */*"}, "", "xml"),
    ({"accept": f"*/*, {XML};q=0.5"}, "", "json"),
    ({"accept": f"{XML};q=0.9, application/fhir+json"}, "", "json"),
    ({"accept": f"application/fhir+json;q=0.8, {XML};q=0.9"}, "", "xml"),
    ({"accept": f"{XML}, application/fhir+json"}, "", "xml"),
    ({"accept": f"application/fhir+json, {XML}"}, "", "json"),
    ({"accept": "application/fhir+json;q=0, */*;q=0.1"}, "", "xml"),
    ({"accept": f"{XML};q=0, */*"}, "", "json"),
    ({"accept": f"text/html, {XML};q=0.1"}, "", "xml"),
    ({"accept": f"{XML};q=much"}, "", "xml"),
    ({"accept": XML}, "_format=json", "json"),
    ({"accept": "application/fhir+json"}, "_format=xml", "xml"),
    ({"accept": "text/html"}, "_format=application/fhir%2Bxml", "xml"),
    ({}, "_format=application/fhir+xml", "xml"),
    ({}, "_format=text/xml", "xml"),
    ({}, "_format=turtle&_format=xml", "xml"),
    ({"accept": "text/html"}, "", None),
    ({"accept": f"{XML};q=0"}, "", None),
    ({"accept": f"{XML};q=0, application/json;q=0.0"}, "", None),
    ({"accept": "text/turtle, application/rdf+xml"}, "", None),
    ({"accept": XML}, "_format=turtle", None),
]


@pytest.mark.parametrize(("headers", "query", "format_"), ASKED)
async def test_which_format_is_written(
    region: Region, headers: dict[str, str], query: str, format_: str | None
) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(f"{dossier.patient}?{query}", **headers)

    if format_ is None:
        assert answer.status_code == 406
        assert "application/fhir+xml" in answer.text
        return
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(f"application/fhir+{format_}")


@pytest.mark.parametrize(
    "media_type",
    [
        XML,
        "application/xml",
        "text/xml",
        "Application/FHIR+XML; charset=UTF-8",
        'text/xml;charset="utf-8"',
    ],
)
async def test_xml_by_any_of_its_names_is_taken(region: Region, media_type: str) -> None:
    source = await region.organization()

    answer = await source("POST", "Patient", write_xml(a_patient()), Content_Type=media_type)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "media_type", ["application/xhtml+xml", "image/svg+xml", f"{XML}; charset=iso-8859-1", "xml"]
)
async def test_other_xml_is_not_taken(region: Region, media_type: str) -> None:
    source = await region.organization()

    answer = await source("POST", "Patient", write_xml(a_patient()), Content_Type=media_type)

    assert answer.status_code == 415
    assert XML in answer.json()["issue"][0]["diagnostics"]
