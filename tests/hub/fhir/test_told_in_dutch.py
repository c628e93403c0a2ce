"""In which language a caller is told what went wrong.

docs/decisions/0057-told-in-the-callers-language.md
"""

import httpx
import pytest

from tests.builders import a_goal
from tests.hub.dossier import a_dossier
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

ENGLISH = "there is no such resource type here; /fhir/metadata lists them"
DUTCH = "dat type resource is hier niet; zie /fhir/metadata"


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("", ENGLISH),
        ("*", ENGLISH),
        ("en-GB, nl;q=0.5", ENGLISH),
        ("fr", ENGLISH),
        ("nl;q=0", ENGLISH),
        ("nl", DUTCH),
        ("nl-NL, en;q=0.8", DUTCH),
        ("fr, nl;q=0.9, en;q=0.1", DUTCH),
        ("en;q=0.1, nl;q=0.2", DUTCH),
    ],
)
async def test_a_refusal_is_in_the_language_that_is_asked(
    region: Region, accepted: str, told: str
) -> None:
    source = await region.organization()

    answer = await source.get("Cheese", Accept_Language=accepted)

    assert answer.status_code == 404
    assert answer.json()["issue"][0]["diagnostics"] == told
    assert answer.json().get("language", "en") == ("nl" if told == DUTCH else "en")


async def test_who_has_no_token_is_told_in_dutch_too(hub: Running) -> None:
    transport = httpx.ASGITransport(app=hub.app)
    async with httpx.AsyncClient(transport=transport, base_url=hub.settings.public_url) as nobody:
        answer = await nobody.get("/fhir/Goal/1", headers={"Accept-Language": "nl"})

    assert answer.json()["issue"][0]["diagnostics"] == "er is een access token nodig"


async def test_an_outcome_of_which_one_sentence_has_no_dutch_is_all_english(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient) | {"lifecycleStatus": "cheese"}

    answer = await dossier.source.post(goal, Accept_Language="nl")

    assert answer.status_code == 422
    assert answer.json()["language"] == "en"
