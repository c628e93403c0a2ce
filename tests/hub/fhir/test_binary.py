"""A Binary is sent and read by its own media type too.

https://hl7.org/fhir/R4/binary.html#rest
"""

import base64
from typing import Any

import pytest

from tests.builders import a_transaction
from tests.hub.dossier import Dossier, a_dossier, address, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

PDF = b"%PDF-1.7 \x00\xff een brief"
FHIR = "application/fhir+json"


@pytest.fixture
async def dossier(region: Region) -> Dossier:
    return await a_dossier(region)


async def sent(dossier: Dossier, body: bytes = PDF, kind: str = "application/pdf") -> str:
    answer = await dossier.source(
        "POST", "Binary", body, Content_Type=kind, X_Security_Context=dossier.patient
    )
    assert answer.status_code == 201, answer.text
    return address(answer)


async def test_what_is_sent_by_its_media_type_is_a_binary(dossier: Dossier) -> None:
    binary = (await dossier.source.get(await sent(dossier), accept=FHIR)).json()

    assert binary["contentType"] == "application/pdf"
    assert base64.b64decode(binary["data"]) == PDF
    assert binary["securityContext"] == {"reference": dossier.patient}


@pytest.mark.parametrize(
    "accept", ["application/pdf", "*/*", "application/*", "image/png, */*;q=0.1"]
)
async def test_it_is_read_back_as_the_bytes_that_it_holds(dossier: Dossier, accept: str) -> None:
    name = await sent(dossier)

    for path in (name, f"{name}/_history/1"):
        answer = await dossier.source.get(path, accept=accept)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Security-Context"] == dossier.patient
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["ETag"] == 'W/"1"'


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        (FHIR, "", FHIR),
        ("application/json", "", FHIR),
        ("application/pdf, application/fhir+json;q=0.5", "", FHIR),
        ("*/*", "?_format=json", FHIR),
        ("*/*", "?_summary=true", FHIR),
        ("application/fhir+xml", "", "application/fhir+xml"),
    ],
)
async def test_who_means_the_resource_gets_it(
    dossier: Dossier, accept: str, query: str, kind: str
) -> None:
    answer = await dossier.source.get(f"{await sent(dossier)}{query}", accept=accept)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)


async def test_who_takes_another_media_type_alone_is_told(dossier: Dossier) -> None:
    answer = await dossier.source.get(await sent(dossier), accept="image/png")

    assert answer.status_code == 406
    assert "application/fhir+json" in fault(answer)["diagnostics"]


async def test_a_binary_is_replaced_by_other_bytes(dossier: Dossier) -> None:
    name = await sent(dossier)
    headers = {"Content_Type": "text/plain; charset=utf-8", "X_Security_Context": dossier.patient}

    answer = await dossier.source("PUT", name, "één".encode(), **headers)
    read = await dossier.source.get(name, accept="text/plain")

    assert answer.status_code == 200
    assert read.text == "één"
    assert read.headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_a_binary_of_nobody_is_refused_in_words(dossier: Dossier) -> None:
    for headers in ({}, {"X_Security_Context": "Patient/none"}):
        answer = await dossier.source(
            "POST", "Binary", PDF, Content_Type="application/pdf", **headers
        )
        assert answer.status_code == 422
    bare = await dossier.source("POST", "Binary", PDF, Content_Type="application/pdf")
    assert "X-Security-Context" in fault(bare)["diagnostics"]


async def test_nobody_else_reads_the_bytes(dossier: Dossier, region: Region) -> None:
    name = await sent(dossier)
    doctor = await region.doctor()

    for accept in ("application/pdf", FHIR):
        answer = await doctor.get(name, accept=accept)
        assert answer.status_code == 404
        assert PDF not in answer.content


async def test_what_is_no_media_type_and_what_is_too_large_is_refused(dossier: Dossier) -> None:
    odd = await dossier.source("POST", "Binary", PDF, Content_Type="pdf")
    none = await dossier.source("POST", "Binary", PDF, Content_Type="")
    other = await dossier.source("POST", "Goal", PDF, Content_Type="application/pdf")

    assert (odd.status_code, none.status_code, other.status_code) == (400, 415, 415)


async def test_in_a_batch_a_binary_is_a_resource(dossier: Dossier) -> None:
    batch: dict[str, Any] = a_transaction((None, f"GET {await sent(dossier)}")) | {"type": "batch"}

    [entry] = (await dossier.source.transaction(batch)).json()["entry"]

    assert entry["resource"]["resourceType"] == "Binary"
