"""A hub that takes part in the national layer, and an inhabitant of whom it keeps something."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hub.settings import Settings
from tests.builders import a_bsn, a_treatment_directive
from tests.hub.dossier import address
from tests.hub.oauth.medmij.pgo import National, Pgo
from tests.hub.persons import known
from tests.plugins.hub import Region
from tests.stubs.log_ins import LogIns
from tests.stubs.stelselnode import Stelselnode


@pytest.fixture(scope="session")
def _national(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[National]:
    folder = tmp_path_factory.mktemp("national")
    with (
        Stelselnode(folder) as node,
        LogIns() as log_ins,
        National.made(settings, node, log_ins, folder) as running,
    ):
        yield running


@pytest.fixture
def national(_national: National) -> Iterator[National]:
    """As it should be, whatever the test does with it."""
    yield _national
    _national.node.mode = "valid"
    _national.log_ins.restore()
    _national.later(timedelta())


@pytest.fixture
def pgo(national: National) -> Pgo:
    """On the lists."""
    return national.pgo()


class Someone:
    """An inhabitant with one directive, kept by his practice."""

    bsn: str
    patient: str
    directive: str


@pytest.fixture
async def someone(region: Region) -> Someone:
    """New."""
    one, practice = Someone(), await region.organization("Z3")
    one.bsn = a_bsn()
    one.patient = await known(practice, one.bsn)
    one.directive = address(await practice.post(a_treatment_directive(one.patient)))
    return one
