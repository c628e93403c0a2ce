"""What is there before the cases of the chapters are asked, and who asks."""

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.builders import a_goal
from tests.conformance.bodies import BODIES, ON_STAGE, body
from tests.conformance.cases import Expectation, Step
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Caller, Region

_OWN = re.compile(r"\{(new|number)\b")
_NAMED = re.compile(r"\{([a-z]+)(\.id)?\}")
NUMBERS = "https://zeekraal.example/nummers"


@dataclass
class Stage:
    """One inhabitant's record at one source, by names that the cases use."""

    dossier: Dossier
    callers: dict[str, Caller]
    places: dict[str, str] = field(default_factory=dict)

    async def fresh(self, steps: Iterable[Step]) -> dict[str, str]:
        """What a case has of its own where it names it: a goal, and the number it is known by."""
        if not any(_OWN.search(f"{one.path} {one.headers} {one.body}") for one in steps):
            return {}
        number = secrets.token_hex(8)
        known = [{"system": NUMBERS, "value": number}]
        new = await self.dossier.goal(identifier=known)
        return {"new": new, "number": number}

    async def gone(self) -> str:
        """A goal that was deleted."""
        place = await self.dossier.goal()
        await self.dossier.source("DELETE", place)
        return place

    async def ask(self, step: Step, own: dict[str, str]) -> httpx.Response:
        """One step, with the names in it filled in."""
        known = {**self.places, **own}
        sent = {name: filled(value, known) for name, value in step.headers}
        text = filled(step.body, known)
        content = body(text, self.places["patient"]) if step.body else None
        path = filled(step.path, known)
        if step.who == "nobody":
            client = self.dossier.source.client
            sent |= {} if content is None else {"Content-Type": "application/fhir+json"}
            return await client.request(
                step.method, path.lstrip("/"), content=content, headers=sent
            )
        kinds = {name for name in sent if name.lower() == "content-type"}
        named = {"Content-Type": sent.pop(kinds.pop())} if kinds else {}
        return await self.callers[step.who](step.method, path, content, **sent, **named)


def filled(text: str, known: dict[str, str]) -> str:
    """With each name in braces replaced by what is known by it."""

    def named(found: re.Match[str]) -> str:
        place = known[found[1]]
        return place.partition("/")[2] if found[2] else place

    return _NAMED.sub(named, text)


async def a_stage(region: Region) -> Stage:
    """A new one."""
    dossier = await a_dossier(region)
    stranger, other = await region.doctor(), await region.organization()
    callers = {"source": dossier.source, "stranger": stranger, "other": other}
    stage = Stage(dossier, callers, {"patient": dossier.patient, "bsn": dossier.bsn})
    for name in ON_STAGE:
        stage.places[name] = await dossier.add(BODIES[name](dossier.patient))
    stage.places["goal"] = await dossier.goal()
    stage.places["changed"] = await dossier.goal()
    stage.places["gone"] = await stage.gone()
    for status in ("accepted", "completed"):
        changed = a_goal(dossier.patient, lifecycleStatus=status)
        await dossier.source.put(changed | {"id": stage.places["changed"].partition("/")[2]})
    return stage


def holds(answer: httpx.Response, one: Expectation, known: dict[str, str]) -> bool:
    """Whether this is so of an answer."""
    value = filled(one.value, known)
    if one.path.startswith("@"):
        said = answer.headers.get(one.path[1:])
        found = [] if said is None else [said]
    elif one.path == "raw":
        found = [answer.text]
    else:
        tree = json.loads(answer.content) if answer.content else {}
        found = list(_along(tree, one.path.split(".")))
    return _compared(found, one.sign, value) != one.is_absent


def _compared(found: list[Any], sign: str, value: str) -> bool:
    match sign:
        case "":
            return bool(found)
        case "#":
            return len(found) == int(value)
        case "~":
            return any(value in str(one) for one in found)
    wanted = _read(value)
    return found == wanted if isinstance(wanted, list) else found in ([wanted], [value])


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _along(tree: Any, names: list[str]) -> Any:
    if isinstance(tree, list):
        for one in tree:
            yield from _along(one, names)
    elif not names:
        yield tree
    elif isinstance(tree, dict) and names[0] in tree:
        yield from _along(tree[names[0]], names[1:])
