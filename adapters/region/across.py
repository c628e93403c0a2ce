"""One look at both hubs: what one has and the other has not is made so, as things stand now.

Nothing is kept in between: what was cut off half way is found undone by the next look, and what was
done is found done. docs/decisions/0095-a-case-between-two-hubs.md
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from adapters.core.client import HubClient
from adapters.core.errors import NotAllowed, Refused
from adapters.region.case import ENDED, LEAD, There, came_from, cases_in, taken_over
from adapters.region.told import picked_up, told_back
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.read import objects, words
from profiles.systems import URA_SYSTEM

_BESIDE = ("Task:focus:ServiceRequest", "Task:patient")
_ENDED = ",".join(sorted(ENDED))
_GONE = (
    "it ended at the hub that it came from, or is closed to you there: ask who asked for it, and "
    "call it off here"
)
_BY_A_PERSON = "it ended here without a place: say so at the hub that it came from"
_LOST = frozenset({409, 412})
"""Somebody was there first: the next look goes by what he made of it."""


@dataclass(slots=True)
class Look:
    """What was done, by what; `left` counts what somebody has to look at."""

    done: Counter[str] = field(default_factory=Counter)
    left: int = 0


@dataclass(frozen=True, slots=True)
class Across:
    """From the hub `there` to the hub `here`, as the transfer point `ura` of both.

    `origin` is the system of the ids that cases have there; `tell` gets lines that name nobody.
    """

    there: HubClient
    here: HubClient
    ura: str
    origin: str
    tell: Callable[[str], None]

    async def look(self) -> Look:
        """Once. Raises Unreachable, NotAuthorized."""
        look = Look()
        # Ours first: what another look begins meanwhile is among theirs then.
        ours = [*await self._cases(self.here), *await self._cases(self.here, status=_ENDED)]
        asked = await self._cases(self.there, include=_BESIDE, status="requested")
        running = {one.id: one for one in await self._cases(self.there)}
        known = {came_from(one.task, self.origin): one for one in ours}
        for case in asked:
            await self._begin(case, look)
        for name, one in known.items():
            if not name:
                continue
            if one.status in ENDED and name in running:
                await self._tell_back(running[name], one, look)
            elif one.status not in ENDED and name not in running:
                self._leave(name, [Issue("error", "business-rule", "", _GONE)], look)
        return look

    async def _begin(self, case: There, look: Look) -> None:
        try:
            bundle = taken_over(case, self.origin)
        except InvalidRecord as error:
            self._leave(case.id, error.issues, look)
            return
        if await self._tried(case.id, self.here.transaction(bundle), look):
            look.done["taken over"] += 1
            self.tell(f"{_label(case.id)} taken over")
            await self._change(self.there, picked_up(case.task), "picked up", look)

    async def _tell_back(self, there: There, here: There, look: Look) -> None:
        told = told_back(there.task, here.task)
        if told is None:
            self._leave(there.id, [Issue("error", "business-rule", "", _BY_A_PERSON)], look)
        else:
            await self._change(self.there, told, "told back", look)

    async def _change(self, hub: HubClient, task: JsonObject, what: str, look: Look) -> None:
        name = came_from(task, self.origin) or str(task["id"])
        if await self._tried(name, hub.change(task), look):
            look.done[what] += 1
            self.tell(f"{_label(name)} {what}")

    async def _tried(self, name: str, call: Coroutine[None, None, JsonObject], look: Look) -> bool:
        """Whether it was taken; what a hub stands against is told, and left."""
        try:
            await call
        except (Refused, NotAllowed) as refused:
            if not isinstance(refused, Refused) or refused.status not in _LOST:
                self._leave(name, _issues(refused.outcome), look)
            return False
        return True

    async def _cases(
        self, hub: HubClient, *, include: Sequence[str] = (), status: str = ""
    ) -> list[There]:
        by = {"owner:identifier": f"{URA_SYSTEM}|{self.ura}", "code": LEAD}
        beside = {"_include": include} if include else {}
        asked = {**by, **beside, **({"status": status} if status else {})}
        return cases_in([one async for one in hub.all_of("Task", asked)])

    def _leave(self, name: str, issues: Sequence[Issue], look: Look) -> None:
        look.left += 1
        for issue in issues:
            self.tell(f"{_label(name)} left ({issue.expression or issue.code}): {issue.text}")


def _issues(outcome: JsonObject) -> list[Issue]:
    """As the hub said them: it names nobody in them."""
    return [
        Issue("error", words(one, "code"), "", words(one, "diagnostics"))
        for one in objects(outcome.get("issue"))
    ]


def _label(name: str) -> str:
    """What is shown of a case."""
    return sha256(name.encode()).hexdigest()[:8]
