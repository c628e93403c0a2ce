"""Where the demo keeps its things: the data directory, its secrets and its clients."""

import json
import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hub.demo.failure import DemoFailed

DATA_DIR = Path(".demo")
PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A line of clients.json; `private_jwk` is the path of the key.

    `tls_url` is where the hub speaks TLS. There it is known by the certificate and key at these
    paths, and itself knows the hub by `server_roots`; where it is `bound`, it must.
    """

    name: str
    client_id: str
    ura: str
    organization_type: str
    scopes: str
    private_jwk: str
    bound: bool = False
    tls_url: str = ""
    certificate: str = ""
    certificate_key: str = ""
    server_roots: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The data directory: `postgres/` holds the database, `demo/` all the rest."""

    root: Path

    @property
    def postgres(self) -> Path:
        """Home of the embedded PostgreSQL."""
        return self.root / "postgres"

    @property
    def demo(self) -> Path:
        """Secrets, clients, sources, states and logs."""
        return self.root / "demo"

    def source(self, client: str) -> Path:
        """The folder that a client's adapter watches."""
        return self.demo / "sources" / client

    @property
    def pki(self) -> Path:
        """Authorities and certificates, as `hub pki` makes them."""
        return self.demo / "pki"

    def log(self, name: str) -> Path:
        """What a process of the demo says."""
        return self.demo / "logs" / f"{name}.log"

    def make(self) -> None:
        """The directories, closed to other users."""
        self.root.mkdir(parents=True, exist_ok=True)
        for name in ("keys", "logs", "sources", "state", "stories"):
            (self.demo / name).mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        self.demo.chmod(PRIVATE_DIRECTORY)

    def secret(self, name: str, fresh: Callable[[], str]) -> str:
        """The secret of this name: kept since an earlier start, else made now."""
        path = self.demo / "keys" / name
        if not path.exists():
            write_privately(path, fresh())
        return path.read_text()

    def clients(self) -> dict[str, DemoClient]:
        """The registered clients by name; none before the first start. Raises DemoFailed."""
        path = self.demo / "clients.json"
        if not path.exists():
            return {}
        try:
            return {one["name"]: DemoClient(**one) for one in json.loads(path.read_text())}
        except (ValueError, TypeError, KeyError):
            raise DemoFailed(
                f"{path} is not readable: remove {self.root} and start again"
            ) from None

    def write_clients(self, clients: list[DemoClient]) -> None:
        """Keep the clients for the next start and for `hub token`."""
        lines = [asdict(client) for client in clients]
        write_privately(self.demo / "clients.json", json.dumps(lines, indent=2) + "\n")

    def write_address(self, url: str) -> None:
        """Where the hub of this data directory is reached now."""
        write_privately(self.demo / "hub.json", json.dumps({"url": url}) + "\n")

    def write_settings(self, settings: Mapping[str, str]) -> None:
        """What the hub runs with, for a shell that wants to run a command beside it."""
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in settings.items()]
        write_privately(self.demo / "hub.env", "".join(lines))

    def address(self) -> str:
        """Where it was last started. Raises DemoFailed."""
        path = self.demo / "hub.json"
        if not path.exists():
            raise DemoFailed(f"no demo was started in {self.root}: run `hub demo` first")
        return str(json.loads(path.read_text())["url"])


def write_privately(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by another user."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(unfinished, flags, PRIVATE_FILE), "w") as file:
        file.write(text)
    unfinished.replace(path)
