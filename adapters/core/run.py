"""From the source to the hub: each record kept, mapped, checked, pushed and ticked off."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.core.client import HubClient
from adapters.core.dispatch import Dispatch, Verdict
from adapters.core.errors import operation_outcome
from adapters.core.gate import Backoff
from adapters.core.intake import Intake
from adapters.core.json import dump
from adapters.core.keeping import Keeping, Kept, mended
from adapters.core.lanes import Lanes
from adapters.core.outbox import Outbox, Parcel
from adapters.core.progress import Progress
from adapters.core.records import Record, Source
from adapters.core.rejected import Rejected
from adapters.core.takeover import take_over
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord, JsonObject

_ATTEMPTS = 6
_AHEAD = 8  # parcels that are mapped before there is a lane for them


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


@dataclass(slots=True)
class Route:
    """One source's way to one hub."""

    source: Source
    mapping: Mapping
    client: HubClient
    outbox: Outbox
    progress: Progress
    intake: Intake | None = None
    backoff: Backoff = field(default_factory=Backoff)
    keeping: Keeping = field(init=False)
    dispatch: Dispatch = field(init=False)

    def __post_init__(self) -> None:
        rejected = Rejected(self.outbox.state)
        self.keeping = Keeping(self.outbox, rejected)
        self.dispatch = Dispatch(self.outbox, self.keeping.ended)
        take_over(self.outbox, rejected)

    async def once(self) -> Standing:
        """Take what is there, push what waits. Raises NotAuthorized."""
        self.keeping.take(self.source.records())
        self.progress.found(self.keeping.waiting())
        try:
            await self._lanes(_ATTEMPTS).run(asyncio.Event(), self._feed)
        finally:
            standing = self.standing()
            self._measure(standing)
        return standing

    async def watch(self, seconds: float, stop: asyncio.Event) -> Standing:
        """Push what waits, look again each so many seconds until `stop`."""
        pushing = asyncio.create_task(self._lanes(None).run(stop, self._feed))
        try:
            while not stop.is_set() and not pushing.done():
                self.keeping.take(self.source.records())
                self.progress.found(self.keeping.waiting())
                self._measure(self.standing())
                await asyncio.wait([pushing], timeout=seconds)
        finally:
            stop.set()
            await pushing
        return self.standing()

    def standing(self) -> Standing:
        """As it is now."""
        return Standing(self.keeping.waiting(), self.keeping.set_aside())

    def were_judged(self, _verdicts: list[Verdict]) -> None:
        """Tell of the records whose last parcel this was."""
        self._tell()

    def waits(self, label: str, why: str) -> None:
        """Tell it."""
        self.progress.is_waiting(label, why)

    def stands_still(self, why: str) -> None:
        """Tell it."""
        self.progress.stands_still(why)

    def _lanes(self, attempts: int | None) -> Lanes:
        return Lanes(self.dispatch, self.client, self, self.backoff, attempts=attempts)

    def _feed(self) -> None:
        """Map records in the order of their coming, a few ahead of what is pushed."""
        while self.dispatch.waiting() < _AHEAD and (kept := self.keeping.next()):
            self._map(kept)
        self._tell()

    def _map(self, kept: Kept) -> None:
        notes: tuple[str, ...] = ()
        try:
            mapped = self.mapping(kept.record)
            notes = mapped.notes
            parcels = [self._parcel(kept.record, bundle) for bundle in mapped.bundles]
        except InvalidRecord as error:
            said = [operation_outcome(error.issues), *mended(notes)]
            issues = [issue for outcome in said for issue in outcome["issue"]]
            self.keeping.refused(kept, {**said[0], "issue": issues}, "not valid")
            return
        self.keeping.mapped(kept, parcels, notes)

    def _parcel(self, record: Record, bundle: JsonObject) -> Parcel:
        lane = self.outbox.pseudonym(_whose(bundle))
        return Parcel(lane, record.label, "", _checked(bundle))

    def _tell(self) -> None:
        news, self.keeping.news = self.keeping.news, {}
        for one in news.values():
            if one.why:
                self.progress.was_rejected(one.label, one.why)
            else:
                self.progress.was_pushed(one.label, one.notes)

    def _measure(self, standing: Standing) -> None:
        if self.intake is not None:
            self.intake.write(self.progress.pushed, self.progress.rejected, standing.waiting)


def _whose(bundle: JsonObject) -> str:
    """What names the inhabitant; all that is nobody's is one lane."""
    urls = [entry["request"]["url"] for entry in bundle["entry"]]
    patients = sorted(url for url in urls if url.startswith(("Patient?", "Patient/")))
    return patients[0] if patients else ""


def _checked(bundle: JsonObject) -> bytes:
    faults = [issue for issue in check_structure(bundle) if issue.severity in {"fatal", "error"}]
    if faults:
        raise InvalidRecord(faults)
    return dump(bundle)
