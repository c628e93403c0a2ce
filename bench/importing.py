"""Transactions of 2 to 3,000 entries about one inhabitant; what is too much is refused."""

from functools import partial
from uuid import uuid4

from bench import bundle
from bench.desk import RESPONSE, Desk, Work, checked, counted
from hub.settings import Settings

SIZES = (2, 30, 300, 1_000, 3_000)
MOST: int = Settings.model_fields["max_entries"].default
"""Beyond it a refusal is the right answer of the hub."""


async def _imported(desk: Desk, entries: int) -> None:
    one = desk.reserved()
    body = _bundle(one.patient, entries)
    reply = await desk.send("POST", "", desk.bearer(one.doctor.ura), body)
    if entries > MOST and desk.tokens:
        checked(reply, 413)
    else:
        counted(checked(reply, 200), RESPONSE, entries)


def _bundle(patient: str, entries: int) -> bytes:
    """Goals, each new; written by hand, for a generator that parses would be measured itself."""
    edition = str(uuid4())
    goal = bundle.goal(patient, edition)
    request = b',"request":{"method":"POST","url":"Goal"}}'
    parts = [
        b'{"resource":' + goal.replace(edition.encode(), f"{edition}-{number}".encode()) + request
        for number in range(entries)
    ]
    return b'{"resourceType":"Bundle","type":"transaction","entry":[' + b",".join(parts) + b"]}"


WORKS: dict[str, Work] = {f"import{size}": partial(_imported, entries=size) for size in SIZES}
