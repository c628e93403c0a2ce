"""Parties of others, one server each: for each test as they should be."""

from collections.abc import Iterator

import pytest

from tests.stubs.ministry import Ministry
from tests.stubs.openid_provider import OpenIdStub


@pytest.fixture(scope="session")
def _ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with Ministry(tmp_path_factory.mktemp("ministry")) as running:
        yield running


@pytest.fixture
def ministry(_ministry: Ministry) -> Ministry:
    _ministry.restore()
    return _ministry


@pytest.fixture(scope="session")
def _provider() -> Iterator[OpenIdStub]:
    with OpenIdStub() as running:
        yield running


@pytest.fixture
def provider(_provider: OpenIdStub) -> OpenIdStub:
    _provider.restore()
    return _provider


@pytest.fixture(scope="session")
def _other_provider() -> Iterator[OpenIdStub]:
    with OpenIdStub() as running:
        yield running


@pytest.fixture
def other_provider(_other_provider: OpenIdStub) -> OpenIdStub:
    _other_provider.restore()
    return _other_provider
