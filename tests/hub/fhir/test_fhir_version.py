"""The version of FHIR that a media type names is R4, or it is refused."""

import pytest

from tests.builders import a_goal
from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
JSON = "application/fhir+json"
OTHERS = ("3.0", "4.3", "5.0", '"4.3"', "")


@pytest.mark.parametrize("said", ["4.0", "4.0.1", '"4.0"'])
async def test_r4_is_read_and_written_by_its_name(region: Region, said: str) -> None:
    dossier = await a_dossier(region)
    kind = f"{JSON}; fhirVersion={said}"

    stored = await dossier.source.post(a_goal(dossier.patient), Content_Type=kind)
    found = await dossier.source.get(dossier.patient, accept=kind)
    asked = await dossier.source.get(f"{dossier.patient}?_format={JSON};fhirVersion=4.0")

    assert (stored.status_code, found.status_code, asked.status_code) == (201, 200, 200)


@pytest.mark.parametrize("said", OTHERS)
async def test_a_body_of_another_version_is_refused_and_not_stored(
    region: Region, said: str
) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(
        a_goal(dossier.patient), Content_Type=f"{JSON};fhirVersion={said}"
    )

    assert (answer.status_code, fault(answer)["code"]) == (415, "not-supported")
    assert "4.0" in fault(answer)["diagnostics"]
    goals = await dossier.source.get(f"Goal?patient={dossier.patient}")
    assert goals.json()["total"] == 0


@pytest.mark.parametrize("said", OTHERS)
async def test_an_answer_in_another_version_is_refused(region: Region, said: str) -> None:
    dossier = await a_dossier(region)
    kind = f"{JSON}; fhirVersion={said}"

    answers = [
        await dossier.source.get(dossier.patient, accept=kind),
        await dossier.source.get(f"{dossier.patient}?_format={kind.replace(' ', '')}"),
    ]

    assert [one.status_code for one in answers] == [406, 406]


async def test_of_two_versions_r4_is_given(region: Region) -> None:
    dossier = await a_dossier(region)
    both = f"{JSON};fhirVersion=5.0, application/fhir+xml;fhirVersion=4.0;q=0.5"

    answer = await dossier.source.get(dossier.patient, accept=both)

    assert answer.headers["content-type"].startswith("application/fhir+xml")
