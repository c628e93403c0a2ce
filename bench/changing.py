"""Works that change what they wrote: the life of one Goal, and the mix of a day."""

from uuid import uuid4

from bench import bundle
from bench.desk import Desk, checked, identified
from bench.region import Inhabitant

_CREATE, _READ, _UPDATE, _DELETE = "create", "read", "update", "delete"
MIX = {_CREATE: 10, _READ: 60, _UPDATE: 25, _DELETE: 5}
"""Shares in percent."""
_FIRST = 8
"""Goals that a connection has before it mixes, so that there is always one to read."""


async def chain(desk: Desk) -> None:
    """Created, read, updated, read, deleted, gone: six requests."""
    one = desk.reserved()
    address = await _created(desk, one)
    await _read(desk, address, one)
    await _updated(desk, address, one)
    await _read(desk, address, one)
    await _deleted(desk, address, one)
    checked(await desk.get(address, desk.bearer(one.doctor.ura)), 410)


async def mix(desk: Desk) -> None:
    """One request: create 10, read 60, update 25, delete 5 of a hundred."""
    [what] = desk.random.choices(tuple(MIX), tuple(MIX.values()))
    if what == _CREATE or len(desk.kept) < _FIRST:
        one = desk.reserved()
        desk.kept.append((await _created(desk, one), one))
        return
    number = desk.random.randrange(len(desk.kept))
    address, one = desk.kept[number]
    if what == _DELETE:
        del desk.kept[number]
    await _STEPS[what](desk, address, one)


async def _created(desk: Desk, one: Inhabitant) -> str:
    body = bundle.goal(one.patient, str(uuid4()))
    reply = checked(await desk.send("POST", "Goal", desk.bearer(one.doctor.ura), body), 201)
    return "Goal/" + reply.location.partition("/Goal/")[2].partition("/")[0]


async def _read(desk: Desk, address: str, one: Inhabitant) -> None:
    identified(checked(await desk.get(address, desk.bearer(one.doctor.ura)), 200), address)


async def _updated(desk: Desk, address: str, one: Inhabitant) -> None:
    body = bundle.goal(one.patient, str(uuid4()), address.partition("/")[2])
    checked(await desk.send("PUT", address, desk.bearer(one.doctor.ura), body), 200)


async def _deleted(desk: Desk, address: str, one: Inhabitant) -> None:
    headers = desk.bearer(one.doctor.ura)
    path = f"{desk.target.base}/{address}"
    checked(await desk.line.ask("DELETE", path, headers), 200, 204)


_STEPS = {_READ: _read, _UPDATE: _updated, _DELETE: _deleted}
