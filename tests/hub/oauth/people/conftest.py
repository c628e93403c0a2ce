"""A hub where people log in, for the whole session; tests keep apart by apps and inhabitants."""

from collections.abc import Iterator

import pytest

from tests.plugins.people import App, Inhabitant, PeopleHub, people_hub


@pytest.fixture(scope="session")
def people(
    database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeopleHub]:
    """Over real TLS."""
    with people_hub(database_url, owner_url, tmp_path_factory.mktemp("people")) as running:
        yield running


@pytest.fixture
async def app(people: PeopleHub) -> App:
    """One that is registered for all that people may have."""
    return await people.app()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    """Somebody of 78, of whom a practice keeps a Patient."""
    return await people.inhabitant()
