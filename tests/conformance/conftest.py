"""One of each type, for all tests of this directory."""

import pytest

from tests.conformance.shelf import Shelf, a_shelf
from tests.plugins.hub import Region, Running


@pytest.fixture(scope="session")
async def shelf(hub: Running) -> Shelf:
    return await a_shelf(Region(hub))
