"""The ministry whose statements are believed: one server, for each test as it should be."""

from collections.abc import Iterator

import pytest

from tests.stubs.ministry import Ministry


@pytest.fixture(scope="session")
def _ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with Ministry(tmp_path_factory.mktemp("ministry")) as running:
        yield running


@pytest.fixture
def ministry(_ministry: Ministry) -> Ministry:
    _ministry.restore()
    return _ministry
