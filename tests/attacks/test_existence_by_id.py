"""Whether another source has an id is told by no write: of pairs of a taken and a free one.

docs/decisions/0031-ids-and-versions-of-ones-own.md
"""

import os
import random
import re
from collections.abc import Awaitable, Callable
from itertools import count, cycle
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, registered_with
from tests.hub.dossier import Dossier, a_dossier, an_observation, kept_by
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
PAIRS = int(os.environ.get("ID_PAIRS", "400"))
NUMBERS = "https://example.org/numbers"
_NUMBERS = count()
UNIQUE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|9999\d{5}"
)
Form = Callable[[Dossier, str, str], Awaitable[list[httpx.Response]]]


def body_of(own: Dossier, kind: str, name: str, **members: Any) -> dict[str, Any]:
    """A resource of this type in the prober's own record, or a new Patient, under this id."""
    if kind == "Patient":
        made = a_patient(a_bsn(), **registered_with(own.source.ura))
    elif kind == "Goal":
        made = a_goal(own.patient)
    elif kind == "Consent":
        made = a_privacy_consent(own.patient, user=own.source.ura, holder=own.source.ura)
    else:
        made = an_observation(own.patient)
    number = {"system": NUMBERS, "value": str(uuid4())}
    return {**made, "id": name, "identifier": [*made.get("identifier", []), number], **members}


def a_bundle(*entries: tuple[str, str, dict[str, Any] | None, dict[str, str]]) -> dict[str, Any]:
    """A transaction of (method, url, resource, conditions)."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                **({"resource": resource} if resource else {}),
                "request": {"method": method, "url": url, **conditions},
            }
            for method, url, resource, conditions in entries
        ],
    }


async def put(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    return [await own.source("PUT", f"{kind}/{name}", body_of(own, kind, name))]


async def put_shown(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    """And read back, in every way that there is."""
    body = body_of(own, kind, name)
    answers = [
        await own.source("PUT", f"{kind}/{name}", body, prefer="return=representation"),
        await own.source.get(f"{kind}/{name}"),
        await own.source.get(f"{kind}/{name}/_history"),
        await own.source.get(f"{kind}/{name}/_history/1"),
        await own.source.find(kind, _id=name),
        await own.source("PUT", f"{kind}/{name}", body),
    ]
    if kind != "Consent":
        answers.append(await own.source("DELETE", f"{kind}/{name}"))
        answers.append(await own.source.get(f"{kind}/{name}"))
    return answers


async def put_if_match(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    return [
        await own.source("PUT", f"{kind}/{name}", body_of(own, kind, name), if_match='W/"1"'),
    ]


async def put_if_new(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    return [
        await own.source("PUT", f"{kind}/{name}", body_of(own, kind, name), if_none_match="*"),
    ]


async def put_of_another(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    """Of an inhabitant whom others know, and whom it knows itself."""
    if kind != "Patient":
        return [await own.source("PUT", f"{kind}/{name}", body_of(own, kind, f"{name}x"))]
    return [await own.source("PUT", f"Patient/{name}", own.word | {"id": name})]


async def delete(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    return [
        await own.source("DELETE", f"{kind}/{name}"),
        await own.source("DELETE", f"{kind}/{name}", if_match='W/"1"'),
    ]


async def conditional_put(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    body = body_of(own, kind, name)
    where = f"{kind}?identifier={NUMBERS}|{body['identifier'][-1]['value']}"
    headers = {"prefer": "return=representation"}
    return [await own.source("PUT", where, body, **headers), await own.source("PUT", where, body)]


async def conditional_create(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    body = body_of(own, kind, name)
    condition = f"identifier={NUMBERS}|{body['identifier'][-1]['value']}"
    return [await own.source.post(body, if_none_exist=condition)]


async def reference(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    """To what may be another's; and to what is its own, sent along."""
    focus = {"focus": [{"reference": f"{kind}/{name}"}]}
    return [
        await own.source.post(an_observation(own.patient, **focus)),
        await own.source.transaction(
            a_bundle(("POST", "Observation", an_observation(own.patient, **focus), {}))
        ),
    ]


async def bundled(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    body = body_of(own, kind, name)
    entries = [("PUT", f"{kind}/{name}", body, {})]
    if kind != "Patient":
        focus = {"focus": [{"reference": f"{kind}/{name}"}]}
        entries.append(("POST", "Observation", an_observation(own.patient, **focus), {}))
    return [await own.source.transaction(a_bundle(*entries), prefer="return=representation")]


async def bundled_conditions(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    body = body_of(own, kind, name)
    where = f"{kind}?identifier={NUMBERS}|{body['identifier'][-1]['value']}"
    return [
        await own.source.transaction(a_bundle(one))
        for one in (
            ("PUT", f"{kind}/{name}", body, {"ifMatch": 'W/"1"'}),
            ("DELETE", f"{kind}/{name}", None, {}),
            ("DELETE", f"{kind}/{name}", None, {"ifMatch": 'W/"1"'}),
            ("PUT", where, body, {}),
            ("PUT", f"{kind}/{name}", body, {"ifNoneMatch": "*"}),
        )
    ]


async def checked(own: Dossier, kind: str, name: str) -> list[httpx.Response]:
    """By `$validate`, which tells what a write would do."""
    body = body_of(own, kind, name)
    return [
        await own.source("POST", f"{kind}/{name}/$validate?mode={mode}", body)
        for mode in ("update", "delete")
    ]


FORMS: list[Form] = [
    put,
    put_shown,
    put_if_match,
    put_if_new,
    put_of_another,
    delete,
    conditional_put,
    conditional_create,
    reference,
    bundled,
    bundled_conditions,
    checked,
]


def plain(answer: httpx.Response, name: str) -> tuple[Any, ...]:
    """Status, headers and body without what differs from call to call."""
    headers = {key: value for key, value in answer.headers.items() if key != "x-request-id"}
    said = f"{sorted(headers.items())}\n{answer.text}".replace(name, "NAME")
    return answer.status_code, UNIQUE.sub("ONE", said)


async def _taken(region: Region) -> dict[str, list[str]]:
    """Ids of each type that another source has, of the shapes that sources use."""
    names: dict[str, list[str]] = {"Patient": [], "Goal": [], "Consent": [], "Observation": []}
    shapes = [lambda: str(uuid4()), lambda: f"{next(_NUMBERS):07}", lambda: f"a.{uuid4()}"]
    for kind, shape in zip(cycle(names), shapes * 12, strict=False):
        theirs = await a_dossier(region)
        name = shape()
        answer = await theirs.source("PUT", f"{kind}/{name}", body_of(theirs, kind, name))
        assert answer.status_code == 201, answer.text
        if kind == "Goal" and "-" not in name:  # one that is gone is there as well
            assert (await theirs.source("DELETE", f"{kind}/{name}")).status_code == 204
        names[kind].append(name)
    return names


def _like(name: str) -> str:
    """A free id of the same shape and length."""
    if name.startswith("a."):
        return f"a.{uuid4()}"
    return str(uuid4()) if "-" in name else f"{next(_NUMBERS):07}"


async def test_no_write_tells_whether_an_id_is_taken(region: Region) -> None:
    taken, drawn = await _taken(region), random.Random(20261129)  # noqa: S311 - no secret
    prober: Caller = await region.organization()
    own = await kept_by(prober, a_bsn())
    used: set[tuple[str, str]] = set()
    done = 0
    for form in cycle(FORMS):
        if done >= PAIRS:
            break
        kind = drawn.choice([*taken])
        name = drawn.choice(taken[kind])
        if (kind, name) in used:  # it is the prober's own from now on
            prober = await region.organization()
            own, used = await kept_by(prober, a_bsn()), set()
        used.add((kind, name))
        free = _like(name)
        pair = [await form(own, kind, name), await form(own, kind, free)]
        for there, absent in zip(*pair, strict=True):
            assert plain(there, name) == plain(absent, free), (form.__name__, kind, name)
            done += 1
