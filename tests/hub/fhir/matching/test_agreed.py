"""What weighs otherwise is a setting of the region."""

import pytest
from pydantic import ValidationError

from hub.query.matching import Agreed, agreed_of, matched
from hub.settings import Settings
from hub.transfer.capacity.freshness import Terms
from hub.transfer.matching.factors import WEIGHTS
from tests.hub.dossier import a_dossier
from tests.hub.offers import a_full_request
from tests.hub.sites import a_service, a_site
from tests.plugins.hub import Region


def test_only_what_is_named_weighs_otherwise(settings: Settings) -> None:
    said = "distance=30,wish-near=0"
    several = settings.model_copy(update={"matching_weights": said})

    assert agreed_of(settings).weights == {}
    assert agreed_of(several).weights == {"distance": 30, "wish-near": 0}


@pytest.mark.parametrize("name", WEIGHTS)
def test_each_factor_can_be_named(settings: Settings, name: str) -> None:
    given = settings.model_dump() | {"matching_weights": f"{name}=7,{name}=8"}

    assert agreed_of(Settings(**given)).weights == {name: 8}


@pytest.mark.parametrize("said", ["colour=3", "distance", "distance=-1", "distance=3,", "a=1"])
def test_what_is_no_weight_is_no_setting(settings: Settings, said: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**(settings.model_dump() | {"matching_weights": said}))


@pytest.mark.anyio
async def test_who_is_looked_for_is_scored_by_it(region: Region) -> None:
    dossier = await a_dossier(region, "V4")
    request = await dossier.add(a_full_request(dossier))
    await a_service(await a_site(region))
    access, errand = region.running.access, dossier.source.errand()
    weighs = Agreed(Terms(), {"start": 99})

    found = await matched(access, errand, request.partition("/")[2], weighs, lambda need: need)

    weights = {line.factor: line.weight for line in found.matches[0].lines}
    assert weights["start"] == 99
    assert weights["distance"] == WEIGHTS["distance"]
