"""`hub demo`: starts everything, feeds the sources through, and stops everything again."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx

from hub.demo.at_mijn import check_mijn
from hub.demo.at_own_record import check_inhabitant
from hub.demo.at_transfer import check_transfer
from hub.demo.at_viewer import check_viewer
from hub.demo.authority import check_authority
from hub.demo.certified import check_certificates
from hub.demo.check import check
from hub.demo.ecd.__main__ import BASE
from hub.demo.failure import DemoFailed
from hub.demo.hospital import HOSPITAL, hear
from hub.demo.left_open import leave_open
from hub.demo.logging_in import (
    FURTHER,
    check_log_in,
    log_in_lines,
    provider_file,
    sign_in_environment,
    write_people,
)
from hub.demo.organizations import CERTIFIED
from hub.demo.place import DemoClient, Place
from hub.demo.processes import (
    Running,
    start_ecd,
    start_hub,
    start_provider,
    start_worker,
)
from hub.demo.registering import hub_environment, register
from hub.demo.secured import HOST, connection, free_port, make_pki, secure_port, secured
from hub.demo.sources import Sources, adapters, push
from hub.demo.stories import show
from hub.postgres import EmbeddedPostgres
from hub.postgres.configuration import APP
from hub.postgres.failure import PostgresUnavailable
from hub.storage.failures import DatabaseRefused
from hub.storage.migrate import upgrade

READY_WITHIN = 60.0  # seconds
PAUSE = 0.1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(port: int, data_dir: Path, *, only_check: bool) -> None:
    """Run until told to stop, or with `only_check` until the check is done. Raises DemoFailed."""
    place, url = Place(data_dir), f"http://{HOST}:{port}"
    for number in STOPPING:
        signal.signal(number, _interrupt)
    try:
        with ExitStack() as running:
            server = EmbeddedPostgres(place.postgres)
            clients, hubs, settings = _start(place, port, server, running)
            sources = Sources(place, url, clients, _start_ecd(place, port, hubs, running))
            push(sources, running)
            hubs.append(hear(place, clients[HOSPITAL], url, port, running))
            own = clients[CERTIFIED.client]
            _await_ready(hubs[1], lambda: connection(own, own))
            if only_check:
                _check(place, url, clients, settings)
            else:
                leave_open(url, clients)
                show(place, url, clients, server.url(), log_in_lines(settings))
                hubs.append(start_worker(place, settings))
                running.callback(hubs[-1].stop)
                _watch([*hubs, *adapters(sources, running, once=False)])
    except PostgresUnavailable as error:
        raise DemoFailed(str(error)) from None
    except KeyboardInterrupt:
        print("\nStopped; the next start finds its data again.")


def _check(
    place: Place, url: str, clients: Mapping[str, DemoClient], settings: Mapping[str, str]
) -> None:
    """All that is asked of a demo. Raises DemoFailed."""
    check(url, clients)
    check_authority(place, url, clients)
    check_certificates(url, clients)
    check_inhabitant(place, url, clients)
    check_log_in(settings)
    check_mijn(url, clients)
    check_viewer(url)
    check_transfer(url, clients)


def _interrupt(_number: int, _frame: object) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C leaves nothing behind
    raise KeyboardInterrupt


def _start(
    place: Place, port: int, server: EmbeddedPostgres, running: ExitStack
) -> tuple[dict[str, DemoClient], list[Running], dict[str, str]]:
    """Database first, so that it stops last; the hub with TLS starts beside the other.

    The last of what runs is where people log in; the settings are those of the first.
    """
    url = f"http://{HOST}:{port}"
    _refuse_taken(port)
    secure = secure_port(port)
    secure_url = f"https://{HOST}:{secure}"
    place.make()
    provider_port = free_port(port + FURTHER)
    provider = f"http://{HOST}:{provider_port}"
    settings = hub_environment(place, url) | sign_in_environment(provider)
    print("Starting PostgreSQL and the hub")
    running.enter_context(server)
    app = server.url(role=APP)
    _migrate(place, server.url(), app)
    make_pki(place)
    clients = asyncio.run(register(place, server.url(), secure_url))
    settings |= {"HUB_DATABASE_URL": app}
    place.write_settings(settings)
    write_people(place, provider)
    hubs = [
        start_hub(place, "hub", port, settings),
        start_hub(place, "hub-tls", secure, secured(place, settings, secure_url)),
        start_provider(place, provider_port, provider_file(place, [url, secure_url])),
    ]
    for hub in hubs:
        running.callback(hub.stop)
    for one, at in ((hubs[0], url), (hubs[2], provider)):
        _await_ready(one, partial(httpx.Client, base_url=at, timeout=5, trust_env=False))
    place.write_address(url)
    return clients, hubs, settings


def _start_ecd(place: Place, port: int, hubs: list[Running], running: ExitStack) -> str:
    """The base of its FHIR server."""
    at = free_port(port + FURTHER)
    url = f"http://{HOST}:{at}"
    ecd = start_ecd(place, at)
    running.callback(ecd.stop)
    _await_ready(ecd, partial(httpx.Client, base_url=url, timeout=5, trust_env=False))
    hubs.append(ecd)
    return f"{url}{BASE}"


def _migrate(place: Place, owner: str, app: str) -> None:
    try:
        upgrade(owner, app)
    except DatabaseRefused:
        raise DemoFailed(
            f"{place.root} was made by another version of the hub: remove it, start again"
        ) from None


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise DemoFailed(
                f"port {port} is taken: end what listens there, or choose another with --port"
            ) from None


def _await_ready(hub: Running, connected: Callable[[], httpx.Client]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    with connected() as http:  # once: each reads every root that this machine believes
        while time.monotonic() < deadline:
            if hub.has_ended():
                raise DemoFailed(f"{hub.name} ended at once: see {hub.log}\n{hub.last_words()}")
            try:
                if http.get("/health/ready").is_success:
                    return
            except httpx.TransportError:
                pass  # it does not listen yet
            time.sleep(PAUSE)
    raise DemoFailed(f"{hub.name} is not ready after {READY_WITHIN:.0f} s: see {hub.log}")


def _watch(processes: Sequence[Running]) -> None:
    """Until Ctrl-C, or until one of the processes is there no more."""
    while True:
        for one in processes:
            if one.has_ended():
                raise DemoFailed(f"{one.name} ended: see {one.log}\n{one.last_words()}")
        time.sleep(PAUSE)
