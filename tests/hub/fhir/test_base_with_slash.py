"""Whose base address ends in a slash calls with two of them, and means the same address.

https://hl7.org/fhir/R4/http.html#general
"""

import pytest

from profiles import systems
from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_two_slashes_behind_the_base_are_one(region: Region) -> None:
    told = await a_dossier(region)
    base, source = f"{region.running.settings.public_url}/fhir//", told.source

    as_meant = (await source.get(told.patient)).json()
    assert (await source.get(f"{base}{told.patient}/")).json() == as_meant
    assert (await source.get(f"{base}/{told.patient}/_history")).json()["type"] == "history"


async def test_a_number_is_refused_there_as_everywhere(region: Region) -> None:
    told = await a_dossier(region)
    base = f"{region.running.settings.public_url}/fhir//"

    by_number = f"{base}Patient?identifier={systems.BSN_SYSTEM}|{told.bsn}"
    answer = await told.source.get(by_number)

    assert (answer.status_code, fault(answer)["code"]) == (405, "not-supported")
    assert told.bsn not in answer.text
