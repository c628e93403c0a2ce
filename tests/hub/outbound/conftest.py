"""A Mitz of our own, and a hub's side of it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.outbound.mitz.mitz import Mitz
from hub.outbound.mitz.terms import Terms
from tests.hub.outbound.cast import terms_of
from tests.stubs.mitz.server import StubMitz


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mitz")


@pytest.fixture
def stub(pki: Path) -> Iterator[StubMitz]:
    with StubMitz(pki) as stub:
        yield stub


@pytest.fixture
def terms(stub: StubMitz) -> Terms:
    return terms_of(stub)


@pytest.fixture
async def mitz(terms: Terms) -> AsyncIterator[Mitz]:
    async with Mitz(terms, lambda: datetime.now(UTC)) as mitz:
        yield mitz
