"""One resource asked about by $validate and written, and what each says of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import httpx

from tests.conformance.agreeing.edits import Edit, Tree, edited
from tests.conformance.agreeing.ground import Ground
from tests.plugins.hub import WHOLE

Error = tuple[str, str, tuple[str, ...], tuple[str, ...], str]
Told = frozenset[Error]
REFUSED = 400
FAILED = 500


@dataclass(frozen=True, slots=True)
class Write:
    """One write, and how $validate is asked about it."""

    method: str
    path: str
    asked: str
    wrapped: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A resource that is sound but for what it had at the start, what spoils it, and its write."""

    begun: Tree
    edits: tuple[Edit, ...]
    write: Write

    def __str__(self) -> str:
        spoilt = "; ".join(map(str, self.edits)) or "nothing spoilt"
        return f"{self.write.method} {self.write.path}, {self.write.asked}: {spoilt}"


def a_write(chance: Random, ground: Ground, resource: Tree) -> Write:
    """A create, an update of a new or a known name, or a delete; an update gives it its id."""
    kind = resource["resourceType"]
    how = chance.choice(("create", "update", "again") * 6 + ("delete",))
    if how == "create":
        mode = chance.choice(("", "?mode=create"))
        wrapped = chance.choice(("", "", "create"))
        return Write("POST", kind, f"{kind}/$validate{'' if wrapped else mode}", wrapped)
    known = chance.choice((ground.shelf.places[kind], *ground.shelf.others[kind])).partition("/")[2]
    name = known if how == "again" else f"k-{secrets.randbelow(10**12)}"
    resource["id"] = name
    if how == "delete":
        return Write("DELETE", f"{kind}/{known}", f"{kind}/{known}/$validate?mode=delete")
    asked = chance.choice((f"{kind}/{name}/$validate", f"{kind}/{name}/$validate?mode=update"))
    return Write("PUT", f"{kind}/{name}", asked)


async def asked(ground: Ground, case: Case, edits: tuple[Edit, ...]) -> httpx.Response:
    """What $validate says of it with these edits made."""
    resource = edited(case.begun, edits)
    body: Tree = resource
    if case.write.wrapped:
        mode = {"name": "mode", "valueCode": case.write.wrapped}
        parameter = [mode, {"name": "resource", "resource": resource}]
        body = {"resourceType": "Parameters", "parameter": parameter}
    return await ground.source("POST", case.write.asked, body)


async def written(ground: Ground, case: Case, edits: tuple[Edit, ...]) -> httpx.Response:
    """What the write of it says."""
    write = case.write
    resource = None if write.method == "DELETE" else edited(case.begun, edits)
    return await ground.source(write.method, write.path, resource, prefer=WHOLE)


def errors(answer: httpx.Response) -> Told:
    """Each error in an OperationOutcome, and nothing where it has none."""
    if answer.request.url.path.endswith("$validate") or answer.status_code >= REFUSED:
        return frozenset(
            (
                one["severity"],
                one["code"],
                tuple(one.get("expression", [])),
                tuple(
                    f"{each.get('system')}|{each.get('code')}"
                    for each in one.get("details", {}).get("coding", [])
                ),
                one.get("diagnostics", ""),
            )
            for one in answer.json()["issue"]
            if one["severity"] in {"error", "fatal"}
        )
    return frozenset()


async def disagreement(ground: Ground, case: Case, edits: tuple[Edit, ...]) -> str:
    """How $validate and the write disagree about it, or nothing."""
    said = await asked(ground, case, edits)
    done = await written(ground, case, edits)
    if max(said.status_code, done.status_code) >= FAILED:
        return f"failed: {said.status_code} {done.status_code} {said.text[:300]} {done.text[:300]}"
    if said.status_code >= REFUSED > done.status_code:
        return f"refused to judge what was written: {said.text[:300]}"
    more, less = errors(done) - errors(said), errors(said) - errors(done)
    if more or less:
        return f"only the write: {sorted(more)}; only $validate: {sorted(less)}"
    if (done.status_code >= REFUSED) != bool(errors(done)):
        return f"{done.status_code} with {sorted(errors(done))}"
    return ""


async def held_back(ground: Ground, case: Case) -> str:
    """What is told only once all that was told is mended, or nothing."""
    if case.write.method == "DELETE":
        return ""
    at_first = errors(await asked(ground, case, ()))
    together = errors(await asked(ground, case, case.edits))
    if any(severity == "fatal" or "resourceType" in place for severity, _, place, *_ in together):
        return ""
    alone = {one: errors(await asked(ground, case, (one,))) - at_first for one in case.edits}
    left = tuple(one for one, found in alone.items() if not found & together)
    mended = [one for one in case.edits if one not in left]
    told = errors(await asked(ground, case, left)) - at_first - together
    told = frozenset(one for one in told if not _is_behind(one, together, mended))
    return f"told once the rest was mended: {sorted(told)}" if told else ""


def _is_behind(one: Error, told: Told, mended: Sequence[Edit]) -> bool:
    """Whether nobody can tell it before: whose this is, or by which profile it asks to be judged.

    Whose it is says what it refers to, and its number; its profiles stand in `meta`.
    """
    _, code, _, rules, _ = one
    if any(not rule.startswith("None|") for rule in rules):
        return any(edit.path[0] == "meta" for edit in mended)
    if rules or code != "processing":
        return False
    lost = any(code == "not-found" for _, code, *_ in told)
    return lost or any(_says_whose(edit) for edit in mended)


def _says_whose(edit: Edit) -> bool:
    return "reference" in edit.how or edit.path[0] == "identifier"
