"""The demo's other door: TLS, for systems with certificates, all of them made at each start.

docs/decisions/0028-certificates-and-tokens-bound-to-keys.md
"""

import shutil
import socket
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from hub.demo.organizations import SYSTEMS
from hub.demo.place import DemoClient, Place

FURTHER = 443
"""How far its port is from the other: 8443 beside 8000."""
HIGHEST = 65_535
HOST = "127.0.0.1"


def secure_port(port: int) -> int:
    """The port for TLS beside this one: any other where that is taken."""
    return free_port(port + FURTHER)


def free_port(wanted: int) -> int:
    """This one, or any other where that is taken, or none."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted if wanted <= HIGHEST else 0))
        except OSError:
            probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def make_pki(place: Place) -> None:
    """Authorities, the hub's certificate and one of each system: the lists last a week."""
    # Loaded late: `hub token` makes none.
    from hub.commands.pki.directory import make  # noqa: PLC0415

    shutil.rmtree(place.pki, ignore_errors=True)
    systems = {one.client: one.ura for one in SYSTEMS}
    for _ in make(place.pki, systems, datetime.now(UTC)):
        pass


def secured(place: Place, settings: Mapping[str, str], url: str) -> dict[str, str]:
    """The settings of a second hub on the same database and keys, that serves TLS at this URL.

    Who shows no certificate gets a connection, so that the refusal can be read.
    """
    files = {
        "HUB_TLS_CERTIFICATE": "hub.pem",
        "HUB_TLS_KEY": "hub.key",
        "HUB_TLS_CLIENT_ROOTS": "client-roots.pem",
        "HUB_TLS_CRL": "crl.pem",
    }
    return {
        **settings,
        **{name: str((place.pki / file).resolve()) for name, file in files.items()},
        "HUB_PUBLIC_URL": url,
        # Its tokens are bound to certificates, which a page has not.
        "HUB_DEMO_PLACE": "",
        "HUB_TLS_CLIENT": "optional",
        "HUB_TOKENS_BOUND": "yes",
    }


def known_by(place: Place, client: DemoClient, url: str) -> DemoClient:
    """The client with what it takes to ask at that door."""
    place_of = (place.pki / "systems").resolve()
    return replace(
        client,
        tls_url=url,
        certificate=str(place_of / f"{client.name}.pem"),
        certificate_key=str(place_of / f"{client.name}.key"),
        server_roots=str((place.pki / "server-roots.pem").resolve()),
    )


def connection(client: DemoClient, shows: DemoClient | None) -> httpx.Client:
    """To that door; `shows` is whose certificate is shown there."""
    context = ssl.create_default_context(cafile=client.server_roots)
    if shows is not None:
        context.load_cert_chain(shows.certificate, shows.certificate_key)
    return httpx.Client(base_url=client.tls_url, verify=context, timeout=30, trust_env=False)
