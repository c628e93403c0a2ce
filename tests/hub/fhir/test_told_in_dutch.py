"""In which language a caller is told what went wrong.

docs/decisions/0057-told-in-the-callers-language.md
"""

import json

import httpx
import pytest

from hub.errors import operation_outcome
from hub.languages.asked import ASKED
from hub.validation.findings import stored_anyway
from profiles.issue import Issue
from profiles.r4.tables import resource_types
from tests.builders import a_goal
from tests.conformance.instances import an_instance
from tests.hub.dossier import a_dossier
from tests.hub.languages.told import has_english
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

ENGLISH = "there is no such resource type here; /fhir/metadata lists them"
DUTCH = "dat type resource is hier niet; zie /fhir/metadata"

UNKNOWN = "FHIR R4 heeft hier geen element met deze naam; haal het weg, of stuur het als extension."


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


def test_an_outcome_of_which_one_sentence_has_no_dutch_is_all_english() -> None:
    known = Issue("information", "informational", "", "stored")
    unknown = Issue("error", "processing", "", "the moon is made of cheese")
    before = ASKED.set("nl")

    told = operation_outcome([known, unknown])
    ASKED.reset(before)

    assert told["language"] == "en"
    assert [one["diagnostics"] for one in told["issue"]] == [known.text, unknown.text]


async def test_what_the_validator_finds_is_told_in_dutch_to_who_sends_it(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient) | {"lifecycleStatus": "cheese", "cheese": 1}

    written = await dossier.source.post(goal, Accept_Language="nl")
    asked = await dossier.source("POST", "Goal/$validate", goal, Accept_Language="nl")

    assert (written.status_code, asked.status_code) == (422, 200)
    for answer in (written, asked):
        assert answer.json()["language"] == "nl"
        told = [one["diagnostics"] for one in answer.json()["issue"]]
        assert UNKNOWN in told
        assert [text for text in told if has_english(text)] == []


@pytest.mark.parametrize("kind", sorted(resource_types()))
async def test_whatever_type_is_sent_wrong_is_told_in_dutch(region: Region, kind: str) -> None:
    source = await region.organization()
    wrong = an_instance(kind) | {"cheese": 1, "meta": {"profile": ["urn:cheese"]}, "text": "x"}
    body = json.dumps(wrong, default=str)

    asked = await source("POST", f"{kind}/$validate", body, Accept_Language="nl")
    written = await source("POST", kind, body, Accept_Language="nl")

    assert written.status_code >= 400
    for answer in (asked, written):
        assert answer.status_code in {200, 403, 404, 405, 422}, answer.text
        assert answer.json()["language"] == "nl", answer.text


@pytest.mark.parametrize("body", ["{", "<Patient>", '{"a": 1, "a": 2}', "[]"])
async def test_what_can_not_be_read_is_told_in_dutch(region: Region, body: str) -> None:
    source = await region.organization()
    kind = "application/fhir+xml" if body.startswith("<") else "application/fhir+json"

    answer = await source("POST", "Goal", body, Accept_Language="nl", Content_Type=kind)

    assert answer.status_code == 400
    assert answer.json()["language"] == "nl"
    assert [one for one in answer.json()["issue"] if has_english(one["diagnostics"])] == []


def test_what_a_policy_lets_pass_is_told_in_dutch() -> None:
    finding = "family lacks the last name that its extensions tell; write the whole surname in it."
    before = ASKED.set("nl")

    told = operation_outcome([Issue("warning", "business-rule", "", stored_anyway(finding))])
    ASKED.reset(before)

    assert told["language"] == "nl"
    assert "De hub slaat het op" in told["issue"][0]["diagnostics"]
