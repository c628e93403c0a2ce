"""The server that is asked: the hub with a token for each organisation, or a peer by base URL."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """Where it listens, by plain HTTP; `header` is a whole line that a peer wants, or nothing."""

    host: str
    port: int
    base: str = "/fhir"
    header: str = ""

    @property
    def url(self) -> str:
        """Its address without the path."""
        return f"http://{self.host}:{self.port}"


def hub_at(port: int) -> Target:
    """The hub on the loopback."""
    return Target("127.0.0.1", port)


def peer_at(url: str, header: str) -> Target:
    """A FHIR server by its base URL, such as `http://127.0.0.1:8080/fhir`.

    Raises:
        ValueError: not by plain HTTP, which is all that the generator speaks.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("a base URL like http://127.0.0.1:8080/fhir")
    line = f"{header}\r\n" if header else ""
    return Target(parts.hostname, parts.port or 80, parts.path.rstrip("/"), line)
