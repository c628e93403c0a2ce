"""The hubs that are attacked: processes that serve, one with TLS of its own, one behind a proxy."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.storage.database import Database
from hub.storage.sealing import Keyring
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.town import Town
from tests.plugins.certificates import HEADER, Secured, secured_hub
from tests.plugins.database import as_app, searched
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.warm import Warm
from tests.stubs.ministry import Ministry


@pytest.fixture(scope="session")
def _ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with Ministry(tmp_path_factory.mktemp("ministry")) as running:
        yield running


@pytest.fixture
def ministry(_ministry: Ministry) -> Ministry:
    """Whose statements both hubs believe; all is well with it."""
    _ministry.restore()
    return _ministry


@pytest.fixture(scope="session")
def owner_url(
    postgres: str, worker_id: str, search_database: Callable[[str], None]
) -> Iterator[str]:
    """A database of these hubs alone: what is done to it by hand is done to no other test."""
    with searched(postgres, f"hub_threats_{worker_id}", search_database) as url:
        yield url


@pytest.fixture(scope="session")
def database_url(owner_url: str) -> str:
    """The same as the hub's own role."""
    return as_app(owner_url)


@dataclass(frozen=True)
class Hubs:
    """Starts hubs on one database, which seal one ledger into one file."""

    warm: Warm
    urls: tuple[str, str]
    ministry: Ministry
    folder: Path

    @contextmanager
    def serving(self, name: str, **settings: str) -> Iterator[Secured]:
        """One that believes the ministry; `settings` without their HUB_."""
        own = self.folder / name
        own.mkdir()
        all_have = {
            "dezi_keys": self.ministry.jku,
            "dezi_status_hosts": self.ministry.host,
            "dezi_authorities": str(self.ministry.authorities),
        }
        made = secured_hub(self.warm, *self.urls, own, **(all_have | self.sealing | settings))
        try:
            made.hub.ready()
            yield made
        finally:
            made.hub.kill()

    @property
    def sealing(self) -> dict[str, str]:
        """Settings of every hub on this database: only one of them seals, whichever comes first."""
        return {"checkpoint_files": str(self.checkpoints), "seal_seconds": "0.2"}

    def sealed(self) -> bytes:
        """All checkpoints of the ledger, a line each."""
        return self.checkpoints.read_bytes() if self.checkpoints.exists() else b""

    @property
    def checkpoints(self) -> Path:
        """Of the ledger, off the database."""
        return self.folder / "checkpoints.jsonl"


@pytest.fixture(scope="session")
def hubs(
    warm: Warm,
    database_url: str,
    owner_url: str,
    _ministry: Ministry,
    tmp_path_factory: pytest.TempPathFactory,
) -> Hubs:
    """None runs until it is asked for."""
    return Hubs(warm, (database_url, owner_url), _ministry, tmp_path_factory.mktemp("hubs"))


@pytest.fixture(scope="session")
def secured(hubs: Hubs) -> Iterator[Secured]:
    """As in production: whoever has no certificate gets no connection, and no token is unbound."""
    with hubs.serving("secured", tokens_bound="yes") as made:
        yield made


@pytest.fixture(scope="session")
def proxied(hubs: Hubs) -> Iterator[Secured]:
    """A hub behind a proxy on 127.0.0.1, which ends TLS and tells certificates in a header."""
    without = {"tls_certificate": "", "tls_key": ""}
    proxy = {"certificate_header": HEADER, "certificate_proxies": "127.0.0.1"}
    with hubs.serving("proxied", **without, **proxy) as made:
        yield made


@pytest.fixture(scope="session")
async def owner(owner_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """The database of these hubs as its owner has it."""
    database = await Database.open(owner_url, 2)
    yield database
    await database.close()


@pytest.fixture
def judge(owner: Database, secured: Secured) -> Judge:
    """Looks at what an attack was answered, and what it left behind."""
    return Judge(owner, Keyring.parse(INDEX_KEY, SEALING_KEYS), secured.hub)


@pytest.fixture
async def town(secured: Secured, ministry: Ministry) -> AsyncIterator[Town]:
    """Care organisations of this test alone, at the door with TLS."""
    made = Town(secured, ministry)
    yield made
    await made.leave()
