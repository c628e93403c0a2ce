"""Fills the hub through its own transaction interface, as sources would."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle

import anyio
import httpx
import uvloop

from bench import bundle
from bench.desk import FORM, Desk
from bench.people import Doctor
from bench.region import Inhabitant, Region, System
from bench.target import Target
from bench.wire import Line
from bench.words import chance

_AT_ONCE = 8
_LOCATION = re.compile(rb'"location"\s*:\s*"(?:[^"]*/)?([A-Za-z]+/[^/"]+)(?:/_history/[^"]*)?"')


class NotLoaded(Exception):
    """The hub refused what was to be loaded; the message is its answer."""


def tokens(port: int, url: str, systems: tuple[System, ...]) -> dict[str, str]:
    """A token for each system, by URA, good for five minutes."""
    return uvloop.run(_tokens(port, url, systems))


def loaded(target: Target, region: Region, granted: Mapping[str, str], inhabitants: int) -> Region:
    """The region, with so many inhabitants whose talk the server has now.

    A peer, who grants no tokens, gets no choices: they say who may look into the hub.
    """
    return uvloop.run(_loaded(target, region, granted, inhabitants))


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
    target: Target, region: Region, granted: Mapping[str, str], inhabitants: int
) -> Region:
    bsns = region.strangers[:inhabitants]
    people: list[Inhabitant] = []
    todo = iter(zip(bsns, cycle(region.doctors), strict=False))

    async def push() -> None:
        line = await Line.open(target.port, target.host)
        desk = Desk(line, chance("load"), region, granted, target)
        for bsn, doctor in todo:
            people.append(await _pushed(desk, bsn, doctor))
        line.close()

    async with anyio.create_task_group() as group:
        for _ in range(_AT_ONCE):
            group.start_soon(push)
    return replace(
        region,
        inhabitants=tuple(sorted(people, key=lambda one: one.bsn)),
        strangers=region.strangers[inhabitants:],
    )


async def _pushed(desk: Desk, bsn: str, doctor: Doctor) -> Inhabitant:
    one = Inhabitant(bsn, doctor, ())
    body = bundle.talk(bsn, doctor, one.edition)
    if desk.tokens:
        reader = desk.region.reader.ura
        body = bundle.talk_with_choices(bsn, doctor, one.edition, reader)
    reply = await desk.send("POST", "", desk.bearer(doctor.ura), body)
    if reply.status != httpx.codes.OK:
        raise NotLoaded(reply.body.decode())
    return replace(one, addresses=tuple(_addresses(reply.body)))


def _addresses(body: bytes) -> Iterator[str]:
    """`Type/id` of every entry, in order; a location may have the server's own URL before it."""
    for match in _LOCATION.finditer(body):
        yield match[1].decode()
