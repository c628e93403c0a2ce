"""A region takes the releases of the guide that its setting names; another is refused in words."""

from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from hub.app import create_app, wire
from hub.settings import Settings
from hub.storage.database import Database
from hub.validation.releases import ALL, untaken
from profiles.dialect import NEW, OLD
from tests.builders import a_goal
from tests.hub.dossier import a_dossier
from tests.plugins.hub import Region, Running

GOAL = "StructureDefinition/ACP-MedicalPolicyGoal"
OLD_GOAL = {"resourceType": "Goal", "meta": {"profile": [OLD + GOAL]}}
NEW_GOAL = {"resourceType": "Goal", "meta": {"profile": [f"{NEW}{GOAL}|1.0.0-rc2"]}}


@pytest.mark.parametrize(("takes", "sent"), [("1.0", OLD_GOAL), ("0.1.3-beta3", NEW_GOAL)])
def test_what_declares_a_release_that_is_not_taken_is_refused(
    takes: str, sent: dict[str, Any]
) -> None:
    [issue] = untaken(sent, frozenset({takes}))
    assert (issue.severity, issue.expression) == ("error", "Goal.meta.profile")
    assert takes in issue.text
    assert not issue.rule, "no policy makes a warning of it"

    bundle = {"resourceType": "Bundle", "entry": [{}, {"resource": sent}]}
    [issue] = untaken(bundle, frozenset({takes}))
    assert issue.expression == "Bundle.entry[1].resource.meta.profile"


@pytest.mark.parametrize("sent", [OLD_GOAL, NEW_GOAL, {"resourceType": "Goal"}])
def test_all_are_taken_unless_the_region_says_otherwise(sent: dict[str, Any]) -> None:
    assert not list(untaken(sent, ALL))


def test_who_declares_none_is_taken_by_every_region() -> None:
    assert not list(untaken({"resourceType": "Goal"}, frozenset({"1.0"})))


@pytest.mark.parametrize("takes", ["", "2.0", "1.0,0.1.3-beta3", "1.0 "])
def test_a_setting_that_names_no_release_stops_the_start(settings: Settings, takes: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(settings.model_dump() | {"pzp_takes": takes})


def test_the_names_are_those_of_the_setting(settings: Settings) -> None:
    assert frozenset(settings.pzp_takes.split()) == ALL


@pytest.mark.anyio
async def test_the_door_refuses_it_and_validate_foretells_it(hub: Running, region: Region) -> None:
    dossier = await a_dossier(region)
    settings = hub.settings.model_copy(update={"pzp_takes": "1.0"})
    database = await Database.open(settings.database_url.get_secret_value(), 1)
    app = create_app(settings)
    wire(app, settings, database, hub.clock)
    dossier.source.client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=f"{settings.public_url}/fhir"
    )
    goal = a_goal(dossier.patient, meta=OLD_GOAL["meta"])

    refused = await dossier.source.post(goal)
    foretold = await dossier.source("POST", "Goal/$validate", goal)
    taken = await dossier.source.post(a_goal(dossier.patient))
    await database.close()

    assert (refused.status_code, taken.status_code) == (422, 201)
    for answer in (refused, foretold):
        texts = [one["diagnostics"] for one in answer.json()["issue"]]
        assert any("in 1.0 alone" in text for text in texts)
