"""One practice for the journeys of a module."""

import pytest

from tests.e2e.clients.practice import Practice
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub


@pytest.fixture(scope="module")
async def practice(demo: PeopleHub, anyio_backend: str) -> Practice:
    ehr = await an_ehr(demo)
    who = ehr.inhabitant()
    made = Practice(ehr, who.bsn, f"Patient/{who.patient}")
    made.many()
    return made
