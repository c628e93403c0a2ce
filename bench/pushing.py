"""Works that push: one Goal, a talk, the same talk again."""

from functools import lru_cache
from uuid import uuid4

from bench import bundle
from bench.desk import RESPONSE, Desk, Wrong, checked, counted
from bench.people import Doctor

REPUSHED = 20
"""Sets that are pushed over and over."""


async def create(desk: Desk) -> None:
    """One Goal."""
    one = desk.reserved()
    body = bundle.goal(one.patient, str(uuid4()))
    checked(await desk.send("POST", "Goal", desk.bearer(one.doctor.ura), body), 201)


async def transaction(desk: Desk) -> None:
    """A talk of 25 resources, new wishes each time."""
    doctor = desk.random.choice(desk.region.doctors)
    bsn = desk.random.choice(desk.region.strangers)
    body = bundle.talk(bsn, doctor, str(uuid4()))
    reply = checked(await desk.send("POST", "", desk.bearer(doctor.ura), body), 200)
    counted(reply, RESPONSE, bundle.ENTRIES)
    if reply.body.count(b'"201') < bundle.ENTRIES - bundle.SHARED:
        raise Wrong("fewer created")


async def repush(desk: Desk) -> None:
    """The talk of 25 resources as it was pushed before, by one of a few doctors."""
    number = desk.random.randrange(REPUSHED)
    doctor = desk.region.doctors[number % len(desk.region.doctors)]
    body = _again(desk.region.strangers[-1 - number], doctor, number)
    reply = await desk.send("POST", "", desk.bearer(doctor.ura), body)
    counted(checked(reply, 200), RESPONSE, bundle.ENTRIES)


@lru_cache(maxsize=REPUSHED)
def _again(bsn: str, doctor: Doctor, number: int) -> bytes:
    return bundle.talk(bsn, doctor, f"again-{number}")
