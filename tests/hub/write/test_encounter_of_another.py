"""What came of an Encounter is of the inhabitant whom that is of, and of nobody else."""

from typing import Any

import httpx
import pytest

from tests.builders import a_bsn, a_transaction
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, kept_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
AMBULATORY = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}


def errors(answer: httpx.Response) -> list[dict[str, Any]]:
    return [issue for issue in answer.json()["issue"] if issue["severity"] == "error"]


async def met(dossier: Dossier) -> str:
    return await dossier.add(
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": AMBULATORY,
            "subject": {"reference": dossier.patient},
        }
    )


async def test_an_observation_of_another_than_its_encounter_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    other = await kept_by(dossier.source, a_bsn())
    encounter = {"reference": await met(other)}
    observation = an_observation(dossier.patient, encounter=encounter)

    alone = await dossier.source.post(observation)
    said = await dossier.source("POST", "Observation/$validate", observation)
    bundled = await dossier.source.transaction(a_transaction((observation, "POST Observation")))

    assert alone.status_code == bundled.status_code == 422
    assert fault(alone)["expression"] == ["Observation.encounter.reference"]
    assert fault(bundled)["expression"] == ["Bundle.entry[0].resource.encounter.reference"]
    assert errors(alone) == errors(said)
    assert other.bsn not in alone.text


async def test_an_observation_of_its_own_encounter_is_stored(region: Region) -> None:
    dossier = await a_dossier(region)
    observation = an_observation(dossier.patient, encounter={"reference": await met(dossier)})

    assert (await dossier.source.post(observation)).status_code == 201
