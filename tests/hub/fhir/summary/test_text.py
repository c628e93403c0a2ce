"""$summary as text: one page of words, in which nothing passes for what it is not."""

import pytest

from tests.hub.dossier import Dossier, kept_by
from tests.hub.fhir.summary.asking import by_number
from tests.hub.fhir.summary.test_summary import opened
from tests.hub.write.test_contrary import agreement
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def page(doctor: Caller, dossier: Dossier, query: str = "", **headers: str) -> str:
    answer = await doctor.get(f"{dossier.patient}/$summary{query}", **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?_format=text/plain", {}),
        ("?_format=text", {"accept": "application/fhir+json"}),
        ("", {"accept": "text/plain"}),
        ("", {"accept": "text/plain;q=0.9, application/fhir+json;q=0.8"}),
    ],
)
async def test_it_is_asked_by_format_or_by_accept(
    region: Region, query: str, headers: dict[str, str]
) -> None:
    dossier, doctor = await opened(region)

    text = await page(doctor, dossier, query, **headers)

    assert text.index("REANIMATIE") < text.index("NIET reanimeren")
    assert max(map(len, text.splitlines())) <= 76
    assert dossier.bsn not in text
    assert f"BSN eindigt op {dossier.bsn[-3:]}" in " ".join(text.split())


async def test_the_number_in_the_body_gives_the_same_text(region: Region) -> None:
    dossier, doctor = await opened(region)

    one = await page(doctor, dossier, accept="text/plain")
    other = (await by_number(doctor, dossier.bsn, "?_format=text/plain")).text

    assert one.partition("Actueel op")[0] == other.partition("Actueel op")[0]


async def test_a_document_is_what_is_given_where_nothing_is_asked(region: Region) -> None:
    dossier, doctor = await opened(region)

    for accept in ("*/*", "application/fhir+json, text/plain", "application/json"):
        answer = await doctor.get(f"{dossier.patient}/$summary", accept=accept)
        assert answer.headers["content-type"].startswith("application/fhir+json")


async def test_sources_that_differ_both_stand_in_it_under_a_warning(region: Region) -> None:
    dossier, doctor = await opened(region)
    other = await kept_by(await region.organization("V4"), dossier.bsn)
    await other.open_to(doctor)
    await other.add(agreement(other.patient, "permit"))

    text = await page(doctor, dossier, accept="text/plain")

    assert "spreken elkaar tegen over: Reanimatie" in " ".join(text.split())
    assert "- WEL reanimeren" in text
    assert "- NIET reanimeren" in text


async def test_a_refusal_is_an_outcome_and_no_text(region: Region) -> None:
    _, doctor = await opened(region)

    answer = await doctor.get("Patient/nobody/$summary", accept="text/plain")

    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"
