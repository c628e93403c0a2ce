"""A stub hub."""

from collections.abc import Iterator

import pytest

from tests.stubs.hub import StubHub


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as running:
        yield running
