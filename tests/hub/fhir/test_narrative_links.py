"""Links in a narrative follow what they name to its new id.

https://hl7.org/fhir/R4/http.html#trules
"""

from typing import Any

import pytest

from tests.builders import a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import addresses
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def told(*links: str) -> dict[str, Any]:
    parts = "".join(f'<a href="{link}">doel</a>' for link in links)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{parts}</div>'
    return {"text": {"status": "generated", "div": div}}


async def test_a_link_in_a_narrative_leads_to_what_was_stored(region: Region) -> None:
    source = await region.organization()
    condition = {
        "resourceType": "Condition",
        "id": "inside",
        "subject": {"reference": urn(0)},
        "code": {"text": "pijn"},
    }
    links = (urn(0), urn(1), "#inside", "#anchor", urn(88), "https://almere.example/")
    goal = a_goal(urn(0), **told(*links), contained=[condition])
    goal["addresses"] = [{"reference": "#inside"}]
    bundle = a_transaction((a_patient(), "POST Patient"), (goal, "POST Goal"))

    answer = await source.transaction(bundle)

    patient, stored = addresses(answer)
    read = (await source.get(stored)).json()
    assert read["text"] == told(patient, stored, *links[2:])["text"]
    again = await source.transaction(bundle)
    assert [one["response"]["status"][:3] for one in again.json()["entry"]] == ["200", "201"]
