"""A dry run: each record mapped, checked and asked about; nothing pushed, nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TextIO

from adapters.core.client import HubClient
from adapters.core.errors import NotAuthorized, Refused, Unreachable, operation_outcome
from adapters.core.records import Leaving, Record, Relating, Source
from adapters.core.run import Mapped, checked
from adapters.core.standing import Standing
from adapters.core.words import issues_in_words
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue

_VALIDATE = "Bundle/$validate"
_WRONG = frozenset({"fatal", "error"})
_NOTHING = Standing(0, 0, 0, 0, 0, None, None, None)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What would become of one record, with all that its owner would be told of it."""

    issues: list[JsonObject] = field(repr=False)
    notes: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(issue.get("severity") in _WRONG for issue in self.issues)

    @property
    def is_aside(self) -> bool:
        """Whether its owner has to do something, though it may be brought."""
        return self.is_refused or bool(self.to_mend)

    @property
    def said(self) -> str:
        if self.is_refused:
            return "would be refused"
        return "would be pushed, and set aside for its owner" if self.to_mend else "would be pushed"

    @property
    def lines(self) -> list[str]:
        """The worst first; that all is well needs no line."""
        told = [one for one in self.issues if one.get("severity") != "information"]
        told.sort(key=lambda one: one.get("severity") not in _WRONG)
        mended = [f"mended: {', '.join(self.notes)}"] if self.notes else []
        return [*issues_in_words(told), *(f"to mend: {one}" for one in self.to_mend), *mended]


@dataclass(slots=True)
class _Hub:
    """The hub, as long as it answers."""

    client: HubClient
    out: TextIO
    answers: bool = True

    async def issues(self, body: bytes) -> list[JsonObject]:
        """What it says of a transaction; nothing once it was silent."""
        if not self.answers:
            return []
        try:
            answer = await self.client.deliver(_VALIDATE, body)
        except Refused as refusal:
            answer = refusal.outcome
        except (Unreachable, NotAuthorized) as error:
            self.answers = False
            print(f"the hub is not asked: {error}; checked here alone", file=self.out, flush=True)
            return []
        return list(answer.get("issue", []))


async def try_out(
    source: Source, mapping: Callable[[Record], Mapped], client: HubClient, out: TextIO
) -> Standing:
    """A line for each record, and what is wrong with it. Raises OSError."""
    hub, standing = _Hub(client, out), _NOTHING
    if isinstance(source, Relating):
        for _ in source.records():
            continue  # so that it knows them all
    for record in source.records():
        judged = await _judged(record, mapping, hub)
        standing = replace(
            standing,
            pushed=standing.pushed + (not judged.is_aside),
            rejected=standing.rejected + judged.is_aside,
        )
        print(f"{record.label} {judged.said}", *judged.lines, sep="\n  ", file=out, flush=True)
    if isinstance(source, Leaving):
        for one in source.untaken():
            standing = replace(standing, not_taken=standing.not_taken + 1)
            print(f"{one.label} not taken: {one.why}", file=out, flush=True)
    counts = f"{standing.pushed} would be pushed, {standing.rejected} refused"
    print(f"{counts}, {standing.not_taken} not taken; nothing was pushed", file=out, flush=True)
    return standing


async def _judged(record: Record, mapping: Callable[[Record], Mapped], hub: _Hub) -> _Judged:
    """As a run would have it: a fault of a mapping is that of one record."""
    try:
        mapped = mapping(record)
        bodies = [checked(bundle) for bundle in mapped.bundles]
    except InvalidRecord as error:
        return _Judged(list(operation_outcome(error.issues)["issue"]))
    except Exception as error:  # noqa: BLE001 -- likewise in a run
        text = f"the adapter fails at it ({type(error).__name__}): tell whoever made it"
        return _Judged(list(operation_outcome([Issue("fatal", "exception", "", text)])["issue"]))
    issues = [issue for body in bodies for issue in await hub.issues(body)]
    return _Judged(issues, mapped.notes, mapped.to_mend)
