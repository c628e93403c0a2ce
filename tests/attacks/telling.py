"""What each reader is told of a row that was tampered with, by every way in, and what is logged."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from tests.attacks.cast import Cast, Thing
from tests.plugins.hub import Caller, Running

REST = {
    ("victim", "Goal"): "rest",
    ("victim", "Observation"): "seen",
    ("other", "Goal"): "others",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """One who asks, and the record and type that the row is looked for in."""

    caller: Caller
    cast: Cast
    thing: Thing
    kind: str

    def current(self) -> dict[str, str]:
        """The paths to what is current."""
        kind, thing = self.kind, self.thing
        paths = {"read": thing.address, "by id": f"{kind}?_id={thing.id}"}
        for whose, dossier in self.cast.dossiers.items():
            paths[f"search of the {whose}"] = f"{kind}?patient={dossier.id}"
            paths[f"include of the {whose}"] = (
                f"Patient?_id={dossier.id}&_revinclude={kind}:patient"
            )
        return paths

    def versions(self) -> list[str]:
        """The paths to each version, the newest last."""
        numbers = range(1, len(self.thing.words) + 1)
        return [f"{self.thing.address}/_history/{number}" for number in numbers]

    async def ask(self, path: str) -> httpx.Response:
        """GET; an answer is a resource, and a search is never broken by one row."""
        answer = await self.caller.get(path)
        kind = answer.json()["resourceType"]
        assert kind == "OperationOutcome" if answer.is_error else kind != "OperationOutcome"
        assert answer.status_code != 500 or "?" not in path, "one row breaks a search"
        return answer

    async def batch(self) -> httpx.Response:
        """All that is current, in one call."""
        entries = [{"request": {"method": "GET", "url": path}} for path in self.current().values()]
        answer = await self.caller.transaction(
            {"resourceType": "Bundle", "type": "batch", "entry": entries}
        )
        assert answer.status_code == 200, answer.text
        return answer

    async def shown_current(self) -> list[str]:
        """The ways by which any of its words come as something current."""
        answers = {way: await self.ask(path) for way, path in self.current().items()}
        answers["batch"] = await self.batch()
        return [way for way, answer in answers.items() if self._tells(answer)]

    async def shown_versions(self) -> list[str]:
        """The ways by which any of its words come as a version."""
        paths = [*self.versions(), f"{self.thing.address}/_history"]
        answers = {path.partition("/")[2]: await self.ask(path) for path in paths}
        return [way.partition("/")[2] for way, answer in answers.items() if self._tells(answer)]

    def _tells(self, answer: httpx.Response) -> bool:
        return any(words in answer.text for words in self.thing.words)


def reader(cast: Cast, who: str, of: str, kind: str = "", hub: Running | None = None) -> Reader:
    """This caller, on this hub, looking for what plays that part."""
    caller, thing = cast.callers[who], cast.things[of]
    if hub is not None:
        caller = replace(caller, running=hub)
    return Reader(caller, cast, thing, kind or thing.type)


async def must_give_the_rest(asked: Reader, whose: str, *, told: bool) -> None:
    """The search gives all else that is open, and says where something could not be shown."""
    answer = await asked.ask(asked.current()[f"search of the {whose}"])
    assert answer.status_code == 200
    rest = REST.get((whose, asked.kind))
    if rest:
        assert asked.cast.things[rest].words[-1] in answer.text, "the rest is not given"
    if told:
        must_tell(answer)


def must_tell(answer: httpx.Response) -> None:
    """The search says that something could not be shown."""
    assert any(_says_so(entry) for entry in answer.json().get("entry", [])), "it is not told"


def _says_so(entry: dict[str, Any]) -> bool:
    if entry["search"]["mode"] != "outcome":
        return False
    return any(one["severity"] in {"error", "warning"} for one in entry["resource"]["issue"])


def must_be_logged(records: Sequence[logging.LogRecord], cast: Cast, *names: object) -> None:
    """The hub's log says which row, and nothing of anybody."""
    lines = list(_errors(records))
    assert any(str(name) in line for name in names for line in lines), "no error names the row"
    assert not any(text in line for text in cast.personal for line in lines)


def _errors(records: Sequence[logging.LogRecord]) -> Iterator[str]:
    for record in records:
        if record.levelno >= logging.ERROR and record.name.partition(".")[0] == "hub":
            yield record.getMessage()
