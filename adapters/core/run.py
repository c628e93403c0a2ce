"""From the source to the hub: each record kept, mapped, checked, pushed and ticked off."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from adapters.core.client import HubClient
from adapters.core.dispatch import Dispatch, Verdict
from adapters.core.errors import operation_outcome
from adapters.core.gate import Backoff
from adapters.core.json import dump
from adapters.core.keeping import Keeping, Kept, mended
from adapters.core.lanes import Lanes
from adapters.core.outbox import Parcel
from adapters.core.records import Leaving, Record, Relating, Source
from adapters.core.rejected import Rejected
from adapters.core.reporter import Reporter
from adapters.core.standing import Standing, standing_of
from adapters.core.takeover import take_over
from adapters.core.untaken import note_untaken
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue

_ATTEMPTS = 6
_AHEAD = 8  # parcels that are mapped before there is a lane for them
_LANES = 4  # that have something to bring, so that all which may be under way are


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record as transaction Bundles of one inhabitant each; `notes` name what was mended.

    `to_mend` says what its owner has to look at, though the record is brought: it stays set aside.
    `whose` names the inhabitant where a bundle does not, so that all of him leaves in its order.
    """

    bundles: tuple[JsonObject, ...]
    notes: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()
    whose: str = field(default="", repr=False)


Mapping = Callable[[Record], Mapped]


@dataclass(slots=True)
class Route:
    """One source's way to one hub."""

    source: Source
    mapping: Mapping
    client: HubClient
    reporter: Reporter
    backoff: Backoff = field(default_factory=Backoff)
    keeping: Keeping = field(init=False)
    dispatch: Dispatch = field(init=False)
    _is_away: bool = False

    def __post_init__(self) -> None:
        outbox = self.reporter.outbox
        rejected = Rejected(outbox.state)
        self.keeping = Keeping(outbox, rejected, self.reporter.trace)
        self.dispatch = Dispatch(outbox, self.keeping.ended)
        take_over(outbox, rejected)
        if isinstance(self.source, Relating):
            self.source.look_back(self.keeping.content)
            for kept in self.keeping.all_waiting():
                self.source.remember(kept.record)

    async def once(self) -> Standing:
        """Take what is there, push what waits. Raises NotAuthorized, OSError, sqlite3.Error."""
        self._take()
        try:
            await self._lanes(_ATTEMPTS).run(asyncio.Event(), self._feed)
        finally:
            self.reporter.measure()
        return self.standing()

    async def watch(self, seconds: float, stop: asyncio.Event) -> Standing:
        """Push what waits, look again each so many seconds until `stop`.

        A source that is not there, a full disk and a silent hub are told and waited for.
        """
        pushing = asyncio.create_task(self._lanes(None).run(stop, self._feed_on))
        try:
            while not stop.is_set() and not pushing.done():
                self._look()
                self.reporter.measure()
                await asyncio.wait([pushing], timeout=seconds)
        finally:
            stop.set()
            await pushing
            self.reporter.measure()
        return self.standing()

    def standing(self) -> Standing:
        """As it is now."""
        return standing_of(self.reporter.outbox)

    def were_judged(self, verdicts: list[Verdict]) -> None:
        """Tell of them, and of the records whose last parcel one of these was."""
        self.reporter.were_judged(verdicts)
        self._tell()

    def waits(self, label: str, why: str) -> None:
        """Tell it."""
        self.reporter.waits(label, why)

    def stands_still(self, why: str) -> None:
        """Tell it."""
        self.reporter.stands_still(why)

    def fell_silent(self) -> None:
        """Tell it."""
        self.reporter.fell_silent()

    def _look(self) -> None:
        try:
            self._take()
        except OSError as error:
            self._is_away = True
            why = f"the source can not be read ({type(error).__name__}); it is waited for"
            self.reporter.stands_still(why)
            return
        except sqlite3.OperationalError as error:
            self.reporter.stands_still(f"nothing is taken: {error}; mend it, and it goes on")
            return
        if self._is_away:
            self._is_away = False
            self.reporter.progress.goes_on("the source can be read again")

    def _take(self) -> None:
        self.keeping.take(self.source.records())
        if isinstance(self.source, Leaving):
            for one in note_untaken(self.reporter.outbox, self.source.untaken()):
                self.reporter.progress.is_not_taken(one.label, one.why)
                self.reporter.trace.step("not taken", one.label)
        self.reporter.progress.found(self.keeping.waiting())

    def _lanes(self, attempts: int | None) -> Lanes:
        return Lanes(self.dispatch, self.client, self, self.backoff, attempts=attempts)

    def _feed(self, closed: Collection[str]) -> None:
        """Map records in the order of their coming, a few ahead of what is pushed.

        What waits in few lanes, or in `closed` ones, keeps nobody else from his turn.
        """
        for _ in range(_AHEAD):
            kept = None if self._is_fed(closed) else self.keeping.next()
            if kept is None:
                break
            self._map(kept)
        self._tell()

    def _is_fed(self, closed: Collection[str]) -> bool:
        enough = self.dispatch.waiting() >= _AHEAD
        return enough and self.dispatch.open_lanes(closed, _LANES) >= _LANES

    def _feed_on(self, closed: Collection[str]) -> None:
        """The same; where nothing can be kept now, what is not mapped waits for it."""
        try:
            self._feed(closed)
        except (sqlite3.OperationalError, OSError) as error:
            why = str(error) if isinstance(error, sqlite3.Error) else type(error).__name__
            self.reporter.stands_still(f"nothing is mapped: {why}; mend it, and it goes on")

    def _map(self, kept: Kept) -> None:
        notes: tuple[str, ...] = ()
        try:
            mapped = self.mapping(kept.record)
            notes = mapped.notes
            parcels = [self._parcel(kept.record, mapped, one) for one in mapped.bundles]
        except InvalidRecord as error:
            self._refuse(kept, error.issues, notes)
            return
        except Exception as error:  # noqa: BLE001 -- a fault of a mapping stops no other record
            text = f"the adapter fails at it ({type(error).__name__}): tell whoever made it"
            self._refuse(kept, [Issue("fatal", "exception", "", text)], notes)
            return
        self.keeping.mapped(kept, parcels, notes, mapped.to_mend)
        self.reporter.trace.step("mapped", kept.record.label)

    def _refuse(self, kept: Kept, issues: Sequence[Issue], notes: tuple[str, ...]) -> None:
        said = [operation_outcome(issues), *mended(notes)]
        told = [issue for outcome in said for issue in outcome["issue"]]
        self.keeping.refused(kept, {**said[0], "issue": told}, "not valid")
        self.reporter.trace.step("not valid", kept.record.label)

    def _parcel(self, record: Record, mapped: Mapped, bundle: JsonObject) -> Parcel:
        lane = self.reporter.outbox.pseudonym(mapped.whose or _whose(bundle))
        return Parcel(lane, record.label, "", checked(bundle))

    def _tell(self) -> None:
        news, self.keeping.news = self.keeping.news, {}
        for one in news.values():
            if one.why:
                self.reporter.progress.was_rejected(one.label, one.why)
            else:
                self.reporter.progress.was_pushed(one.label, one.notes)


def _whose(bundle: JsonObject) -> str:
    """What names the inhabitant; all that is nobody's is one lane."""
    urls = [entry["request"]["url"] for entry in bundle["entry"]]
    patients = sorted(url for url in urls if url.startswith(("Patient?", "Patient/")))
    return patients[0] if patients else ""


def checked(bundle: JsonObject) -> bytes:
    """As it goes to the hub. Raises InvalidRecord where its structure is not R4's."""
    faults = [issue for issue in check_structure(bundle) if issue.severity in {"fatal", "error"}]
    if faults:
        raise InvalidRecord(faults)
    return dump(bundle)
