"""An outbox of this test's own, and the adapter before it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.core.outbox import Outbox
from adapters.hospital.v2.site import Site
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.sites import SITE


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With its tables: to make them takes longer than most tests."""
    state = tmp_path_factory.mktemp("empty")
    made = Outbox(state)
    Reception(made)
    made.close()
    return state


@pytest.fixture
def outbox(tmp_path: Path, empty_state: Path) -> Iterator[Outbox]:
    shutil.copytree(empty_state, tmp_path / "state")
    opened = Outbox(tmp_path / "state")
    opened.database.execute("PRAGMA synchronous = OFF")
    yield opened
    opened.close()


@pytest.fixture
def reception(outbox: Outbox) -> Reception:
    return Reception(outbox)


@pytest.fixture
def at_site(outbox: Outbox) -> Callable[..., Reception]:
    """With other settings than the fixtures assume."""

    def opened(**settings: object) -> Reception:
        site = Site.model_validate({**SITE.model_dump(), **settings})
        return Reception(outbox, site)

    return opened
