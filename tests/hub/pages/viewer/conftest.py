"""A hub where professionals log in, for the tests of /viewer."""

from collections.abc import Iterator

import pytest

from hub.pages.viewer import ViewerDoor
from tests.hub.pages.viewer.at_work import Ward
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub, people_hub


@pytest.fixture(scope="session")
def people(
    database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeopleHub]:
    """Over real TLS; all of its browsers have one address, and log in often."""
    with people_hub(database_url, owner_url, tmp_path_factory.mktemp("viewer")) as running:
        for route in running.application.web.router.routes:
            door = getattr(getattr(route, "endpoint", None), "__self__", None)
            if isinstance(door, ViewerDoor):
                door.parts.log_ins.burst = door.parts.visits.burst = 100_000
        yield running


@pytest.fixture(scope="module")
async def ward(people: PeopleHub) -> Ward:
    """A practice with its EHR, its doctor, and somebody whom it keeps."""
    return Ward.of(await an_ehr(people))
