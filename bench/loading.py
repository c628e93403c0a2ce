"""Fills the hub through its own transaction interface, as sources would."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle

import anyio
import httpx
import uvloop

from bench import bundle
from bench.desk import FORM, JSON
from bench.people import Doctor
from bench.region import Inhabitant, Region, System
from bench.wire import Line

_AT_ONCE = 8


class NotLoaded(Exception):
    """The hub refused what was to be loaded; the message is its answer."""


def tokens(port: int, url: str, systems: tuple[System, ...]) -> dict[str, str]:
    """A token for each system, by URA, good for five minutes."""
    return uvloop.run(_tokens(port, url, systems))


def loaded(port: int, region: Region, granted: Mapping[str, str], inhabitants: int) -> Region:
    """The region, with so many inhabitants whose talk the hub has now."""
    return uvloop.run(_loaded(port, region, granted, inhabitants))


async def _tokens(port: int, url: str, systems: tuple[System, ...]) -> dict[str, str]:
    line = await Line.open(port)
    found = {}
    for system in systems:
        reply = await line.ask("POST", "/auth/token", FORM, system.token_request(url))
        token = reply.body.partition(b'"access_token":"')[2].partition(b'"')[0]
        if not token:
            raise NotLoaded(reply.body.decode())
        found[system.ura] = token.decode()
    line.close()
    return found


async def _loaded(
    port: int, region: Region, granted: Mapping[str, str], inhabitants: int
) -> Region:
    bsns = region.strangers[:inhabitants]
    people: list[Inhabitant] = []
    todo = iter(zip(bsns, cycle(region.doctors), strict=False))

    async def push() -> None:
        line = await Line.open(port)
        for bsn, doctor in todo:
            people.append(await _pushed(line, bsn, doctor, region, granted))
        line.close()

    async with anyio.create_task_group() as group:
        for _ in range(_AT_ONCE):
            group.start_soon(push)
    return replace(
        region,
        inhabitants=tuple(sorted(people, key=lambda one: one.bsn)),
        strangers=region.strangers[inhabitants:],
    )


async def _pushed(
    line: Line, bsn: str, doctor: Doctor, region: Region, granted: Mapping[str, str]
) -> Inhabitant:
    headers = f"{JSON}Authorization: Bearer {granted[doctor.ura]}\r\n"
    one = Inhabitant(bsn, doctor, ())
    body = bundle.talk_with_choices(bsn, doctor, one.edition, region.reader.ura)
    reply = await line.ask("POST", "/fhir", headers, body)
    if reply.status != httpx.codes.OK:
        raise NotLoaded(reply.body.decode())
    return replace(one, addresses=tuple(_addresses(reply.body)))


def _addresses(body: bytes) -> Iterator[str]:
    """`Type/id` of every entry, in order."""
    for part in body.split(b'"location":"')[1:]:
        yield part.partition(b"/_history/")[0].decode()
