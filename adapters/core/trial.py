"""A dry run: each record mapped, checked and asked about; nothing pushed, nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TextIO

from adapters.core.client import HubClient
from adapters.core.errors import NotAuthorized, Refused, Unreachable, operation_outcome
from adapters.core.records import Leaving, Record, Relating, Source
from adapters.core.run import Mapped, checked
from adapters.core.standing import Standing
from adapters.core.words import issues_in_words
from profiles.invalid import InvalidRecord, JsonObject

_VALIDATE = "Bundle/$validate"
_WRONG = frozenset({"fatal", "error"})
_NOTHING = Standing(0, 0, 0, 0, 0, None, None, None)


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
        issues = await _judged(record, mapping, hub)
        wrong = [issue for issue in issues if issue.get("severity") in _WRONG]
        standing = replace(
            standing,
            pushed=standing.pushed + (not wrong),
            rejected=standing.rejected + bool(wrong),
        )
        said = "would be refused" if wrong else "would be pushed"
        print(f"{record.label} {said}", *issues_in_words(wrong), sep="\n  ", file=out, flush=True)
    if isinstance(source, Leaving):
        for one in source.untaken():
            standing = replace(standing, not_taken=standing.not_taken + 1)
            print(f"{one.label} not taken: {one.why}", file=out, flush=True)
    counts = f"{standing.pushed} would be pushed, {standing.rejected} refused"
    print(f"{counts}, {standing.not_taken} not taken; nothing was pushed", file=out, flush=True)
    return standing


async def _judged(
    record: Record, mapping: Callable[[Record], Mapped], hub: _Hub
) -> list[JsonObject]:
    try:
        bodies = [checked(bundle) for bundle in mapping(record).bundles]
    except InvalidRecord as error:
        return list(operation_outcome(error.issues)["issue"])
    return [issue for body in bodies for issue in await hub.issues(body)]
