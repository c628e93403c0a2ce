"""From the source to the hub: each record mapped, checked, pushed and ticked off."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from adapters.core.client import HubClient
from adapters.core.errors import Refused, Unreachable, operation_outcome
from adapters.core.intake import Intake
from adapters.core.json import dump
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.records import Record, Source
from adapters.core.unread import UNREAD, as_read
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue

_FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record as transaction Bundles of one inhabitant each; `notes` name what was mended."""

    bundles: tuple[JsonObject, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the source's records still wait, and how many are refused as they are now."""

    waiting: int
    rejected: int


Mapping = Callable[[Record], Mapped]


@dataclass(frozen=True, slots=True)
class Route:
    """One source's way to one hub."""

    source: Source
    mapping: Mapping
    client: HubClient
    outbox: Outbox
    progress: Progress
    intake: Intake | None = None

    async def once(self) -> Standing:
        """Push what waits. Raises NotAuthorized."""
        offer = self.outbox.offer(self.source.records())
        self.progress.found(len(offer.waiting))
        judged = rejected = failures = 0
        for record in offer.waiting:
            try:
                taken = await self._push(record)
            except Unreachable as error:
                self.progress.is_waiting(record.label, str(error))
                failures += 1
                if failures == _FAILURES_IN_A_ROW:
                    break
            else:
                failures, judged, rejected = 0, judged + 1, rejected + (not taken)
        waiting = len(offer.waiting) - judged
        if self.intake is not None:
            self.intake.write(self.progress.pushed, self.progress.rejected, waiting)
        return Standing(waiting, offer.refused + rejected)

    async def watch(self, seconds: float, stop: asyncio.Event) -> Standing:
        """Push what waits, look again each so many seconds until `stop`. Raises NotAuthorized."""
        while True:
            standing = await self.once()
            try:
                await asyncio.wait_for(stop.wait(), seconds)
            except TimeoutError:
                continue
            return standing

    async def _push(self, record: Record) -> bool:
        """Whether the hub took it. Raises Unreachable, NotAuthorized."""
        try:
            mapped = self.mapping(record)
        except InvalidRecord as error:
            return self._set_aside(record, [operation_outcome(error.issues)], "not valid")
        try:
            contents = [_checked(bundle) for bundle in mapped.bundles]
        except InvalidRecord as error:
            said = [operation_outcome(error.issues), *_mended(mapped)]
            return self._set_aside(record, said, "not valid")
        refusals = await self._refusals(contents)
        if refusals:
            said = [*(refusal.outcome for refusal in refusals), *_mended(mapped)]
            return self._set_aside(record, said, f"refused with {refusals[0].status}")
        self.outbox.pushed(record)
        self.progress.was_pushed(record.label, mapped.notes)
        return True

    async def _refusals(self, contents: list[bytes]) -> list[Refused]:
        refusals = []
        for content in contents:
            try:
                await self._sent(content)
            except Refused as refusal:
                refusals.append(refusal)
        return refusals

    async def _sent(self, content: bytes) -> None:
        try:
            await self.client.transaction(content)
        except Refused as refusal:
            if refusal.status != UNREAD:
                raise
            await self.client.transaction(await as_read(self.client, content))

    def _set_aside(self, record: Record, outcomes: list[JsonObject], why: str) -> bool:
        issues = [issue for outcome in outcomes for issue in outcome.get("issue", [])]
        self.outbox.set_aside(record, {"resourceType": "OperationOutcome", "issue": issues})
        self.progress.was_rejected(record.label, why)
        return False


def _mended(mapped: Mapped) -> list[JsonObject]:
    """What was mended before the record was sent, to stand beside what was said of it."""
    if not mapped.notes:
        return []
    text = f"mended before it was sent: {', '.join(mapped.notes)}"
    return [operation_outcome([Issue("information", "informational", "", text)])]


def _checked(bundle: JsonObject) -> bytes:
    faults = [issue for issue in check_structure(bundle) if issue.severity in {"fatal", "error"}]
    if faults:
        raise InvalidRecord(faults)
    return dump(bundle)
