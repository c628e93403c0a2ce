"""Promises of a place that a step of a case broke, and the task of a transfer point about each.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs

from hub.access.access import Access
from hub.ledger.record import Record
from hub.storage.append import Rows, StatementPart
from hub.storage.body import content
from hub.storage.database import Connection
from hub.storage.kept_places import broken, places_kept
from hub.storage.promise_tasks import PromiseTask, promised
from hub.storage.rows import NewVersion
from hub.storage.sealing import Keyring
from hub.storage.site_capacity import said_now
from hub.transfer.capacity.board import Row, board
from hub.transfer.capacity.columns import place_of, reservation_of, statement_of
from hub.transfer.capacity.freshness import Terms
from hub.transfer.capacity.promise import Correction, correction
from hub.transfer.capacity.promise_task import task_of
from hub.transfer.capacity.reservation import Asked
from hub.transfer.case import Case
from hub.transfer.step import Event
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_version import OwnVersion
from hub.write.places_kept import Stepped, asked_at

RULE = "DIRECTORY"
_NO_ANSWER = "no-response"


@dataclass(frozen=True, slots=True)
class Broken:
    """What is kept of them; a task of each where there is a transfer point."""

    rows: Sequence[Mapping[str, Any]] = ()
    tasks: Sequence[tuple[Outcome, PromiseTask]] = ()

    @property
    def versions(self) -> list[NewVersion]:
        """Of the tasks."""
        return [one.new for one, _ in self.tasks if one.new]

    @property
    def parts(self) -> list[tuple[StatementPart, Rows]]:
        """The parts of the statement that keep their rows."""
        return [broken(self.rows), promised([row for _, row in self.tasks])]

    def records(self, beside: Record) -> Iterator[Record]:
        """A ledger row for each task, which is nobody's, beside that of the step."""
        for outcome, _ in self.tasks:
            yield structs.replace(
                beside,
                interaction="create",
                status=201,
                rule=RULE,
                pat=None,
                grounds=(),
                entities=(f"{outcome.name.address}/_history/{outcome.version}",),
            )


async def broken_promises(
    access: Access, connection: Connection, made: Stepped, outcomes: Mapping[str, Outcome]
) -> Broken:
    """Those that it broke."""
    rows, tasks = list[Mapping[str, Any]](), list[tuple[Outcome, PromiseTask]]()
    for event in made.events:
        for one in await _corrections(access, connection, made, outcomes, event):
            offer = made.here.kept[one.offer].rid
            rows.append(_row(offer, one))
            if desk := _desk(access, made.after, one.of.region):
                tasks.append(_task(access.keyring, offer, one, desk))
    return Broken(rows, tasks)


async def _corrections(
    access: Access,
    connection: Connection,
    made: Stepped,
    outcomes: Mapping[str, Outcome],
    event: Event,
) -> list[Correction]:
    offer = made.after.offer(event.offer) if event.offer is not None else None
    if offer is None or event.became[0] != "rejected" or event.reason == _NO_ANSWER:
        return []
    asked = await asked_at(access, connection, made, outcomes, offer)
    if asked is None:
        return []
    rows = [row for row in await _board(connection, made, asked) if row.of == asked.of]
    return [one for row in rows if (one := correction(event, offer, row))]


async def _board(connection: Connection, made: Stepped, asked: Asked) -> Sequence[Row]:
    """What the provider was shown to have before it."""
    provider = asked.of.provider
    said = await said_now(connection, provider, asked.of.care_type)
    held = await places_kept(connection, made.now, provider)
    return board(
        [asked.of],
        [statement_of(row) for row in said],
        [reservation_of(row) for row in held],
        made.now,
        Terms(),
    )


def _desk(access: Access, case: Case, region: str) -> str | None:
    """Who looks into it: whose case it is, else who looks for places in that region, or at all."""
    points = access.transfer_points
    if case.desk in points:
        return case.desk
    here = [ura for ura, one in points.items() if one == region]
    return next(iter([*here, *points]), None)


def _task(keyring: Keyring, offer: UUID, one: Correction, desk: str) -> tuple[Outcome, PromiseTask]:
    """The same for the same promise, so that there is one of each whoever comes twice."""
    said = f"{offer}|{one.refused_at.isoformat()}"
    name = UUID(bytes=keyring.fingerprint("broken-promise", said)[:16], version=4)
    resource = task_of(one, str(name), desk)
    version = OwnVersion(
        name=Name("Task", str(name)),
        pat=None,
        custodian=desk,
        category=None,
        row=None,
        now=one.refused_at,
        resource=resource,
        content=content(msgspec.json.encode(resource), {}),
        source=desk,
    )
    outcome = version.outcome(keyring)
    rids = [new.rid for new in (outcome.new,) if new]
    return outcome, PromiseTask(rids[0], desk, "requested", one.refused_at)


def _row(offer: UUID, one: Correction) -> Mapping[str, Any]:
    return {
        "offer": offer,
        "refused_at": one.refused_at,
        **place_of(one.of),
        "kind": one.kind,
        "reason": one.reason,
        "available": one.available,
        "said_at": one.said_at,
    }
