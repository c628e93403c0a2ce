"""Every conditional form of every kind of type, whichever way it goes: as R4 says, nothing lost.

https://hl7.org/fhir/R4/http.html#ccreate, #cond-update and #concurrency
"""

import asyncio
from collections import Counter
from typing import Any

import pytest

from profiles.systems import BSN_SYSTEM
from tests.hub.write.conditional_forms import (
    KINDS,
    WAYS,
    Kind,
    Said,
    Stage,
    Write,
    a_stage,
    create,
    put,
    update,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

MANY = 50
ABSENT = 'W/"7"'
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
every_way = pytest.mark.parametrize("way", WAYS)
EXISTING = 'W/"1"'


async def stored(stage: Stage, kind: Kind) -> tuple[str, dict[str, Any]]:
    """What is there before the write, and what is read of it."""
    said = await Write("POST", kind.type, kind.body(stage), {}).alone(stage.source)
    assert said.status == 201, said.outcome
    return said.address, await read(stage, said.address)


async def read(stage: Stage, address: str) -> dict[str, Any]:
    answer = await stage.source.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def absent(stage: Stage, address: str) -> bool:
    return (await stage.source.get(address)).status_code == 404


def refused(said: Said, status: int) -> dict[str, Any]:
    """The first issue of a refusal."""
    assert said.status == status, said
    return said.outcome["issue"][0]


def in_url(kind: Kind, way: str) -> bool:
    """Whether it would put an inhabitant's BSN into a URL, which is refused."""
    return kind.system == BSN_SYSTEM and way != "transaction"


@every_kind
@every_way
async def test_a_conditional_create_writes_where_nothing_matches_and_only_there(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)

    first = await WAYS[way](create(kind, stage, kind.body(stage)), stage.source)
    before = await read(stage, first.address)
    again = await WAYS[way](create(kind, stage, kind.stub(stage)), stage.source)

    assert (first.status, again.status) == (201, 200)
    assert (again.address, again.version) == (first.address, first.version)
    assert await read(stage, first.address) == before


@every_kind
@every_way
async def test_a_conditional_update_writes_the_one_that_matches(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    name = f"mine-{stage.number}"
    full = kind.body(stage, id=name)

    first = await WAYS[way](update(kind, stage, full), stage.source)
    if in_url(kind, way):
        assert first.status == 405
        return
    same = await WAYS[way](update(kind, stage, full), stage.source)
    changed = await WAYS[way](update(kind, stage, full | kind.changed), stage.source)

    assert [one.status for one in (first, same, changed)] == [201, 200, 200]
    assert {one.address for one in (first, same, changed)} == {f"{kind.type}/{name}"}
    assert [one.version for one in (first, same, changed)] == ['W/"1"', 'W/"1"', 'W/"2"']
    now = await read(stage, first.address)
    assert {key: now[key] for key in full if key != "meta"} == full | {
        key: value for key, value in kind.changed.items() if key in full
    }


@every_kind
@every_way
async def test_a_conditional_update_of_a_version_writes_that_version_only(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    changed = kind.body(stage) | kind.changed
    if in_url(kind, way):
        return

    nothing = await WAYS[way](update(kind, stage, changed, match=EXISTING), stage.source)
    address, before = await stored(stage, kind)
    stale = await WAYS[way](update(kind, stage, changed, match=ABSENT), stage.source)
    kept = await read(stage, address)
    fresh = await WAYS[way](update(kind, stage, changed, match=EXISTING), stage.source)

    assert [one.status for one in (nothing, stale, fresh)] == [412, 412, 200]
    assert kept == before
    assert (fresh.address, fresh.version) == (address, 'W/"2"')


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if not kind.once], ids=lambda kind: kind.name
)
@every_way
async def test_a_condition_that_several_match_is_412_and_writes_nothing(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    before = [await stored(one, kind) for one in (stage, await stage.another())]
    body = kind.body(stage) | kind.changed
    writes = [create(kind, stage, body)]
    if not in_url(kind, way):
        writes += [update(kind, stage, body), update(kind, stage, body, match=EXISTING)]

    answers = [await WAYS[way](write, stage.source) for write in writes]

    assert {refused(said, 412)["code"] for said in answers} == {"multiple-matches"}
    assert [(address, await read(stage, address)) for address, _ in before] == before


@every_kind
@every_way
async def test_an_update_that_may_only_be_new_writes_where_nothing_is(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    full = kind.body(stage, id=f"mine-{stage.number}")

    first = await WAYS[way](put(full, none_match="*"), stage.source)
    before = await read(stage, first.address)
    again = await WAYS[way](put(full | kind.changed, none_match="*"), stage.source)

    assert (first.status, again.status) == (201, 412)
    assert await read(stage, first.address) == before


@every_kind
@every_way
async def test_an_update_of_a_version_by_id_writes_that_version_only(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    full = kind.body(stage, id=f"mine-{stage.number}")
    changed = full | kind.changed

    nothing = await WAYS[way](put(full, match=EXISTING), stage.source)
    first = await WAYS[way](put(full), stage.source)
    stale = await WAYS[way](put(changed, match=ABSENT), stage.source)
    fresh = await WAYS[way](put(changed, match=EXISTING), stage.source)

    assert [one.status for one in (nothing, first, stale, fresh)] == [412, 201, 412, 200]
    assert fresh.version == 'W/"2"'


@every_kind
@every_way
async def test_a_body_that_contradicts_its_condition_is_refused(
    region: Region, kind: Kind, way: str
) -> None:
    stage = await a_stage(region, kind)
    body = kind.contradicting(stage)
    writes = [create(kind, stage, body)]
    if not in_url(kind, way):
        writes += [update(kind, stage, body), update(kind, stage, body, match=EXISTING)]

    for match in ("none", "one"):
        if match == "one":
            address, before = await stored(stage, kind)
        for write in writes:
            issue = refused(await WAYS[way](write, stage.source), 422)
            assert issue["expression"][0].endswith(".identifier"), match
            assert "condition" in issue["diagnostics"]
    assert await read(stage, address) == before


async def raced(stage: Stage, writes: list[Write]) -> list[Said]:
    return list(await asyncio.gather(*(way(stage, write) for write in writes)))


def way(stage: Stage, write: Write) -> Any:
    """A Patient's condition stands in no URL, so that it goes in a transaction."""
    by_url = write.method == "PUT" and "Patient?" in write.url
    return (write.in_a_transaction if by_url else write.alone)(stage.source)


def numbered(kind: Kind, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Each writer's own, told apart by an element that every type has."""
    return [body | {"language": f"nl-x-{number}"} for number in range(MANY)]


@every_kind
async def test_of_many_conditional_creates_one_is_made_and_the_others_name_it(
    region: Region, kind: Kind
) -> None:
    stage = await a_stage(region, kind)

    bodies = numbered(kind, kind.body(stage))
    answers = await raced(stage, [create(kind, stage, body) for body in bodies])

    assert Counter(said.status for said in answers) == {201: 1, 200: MANY - 1}
    assert {(said.address, said.version) for said in answers} == {(answers[0].address, 'W/"1"')}
    [winner] = [n for n, said in enumerate(answers) if said.status == 201]
    assert (await read(stage, answers[0].address))["language"] == f"nl-x-{winner}"


@every_kind
async def test_of_many_conditional_updates_each_is_a_version_of_one(
    region: Region, kind: Kind
) -> None:
    stage = await a_stage(region, kind)

    bodies = numbered(kind, kind.body(stage))
    answers = await raced(stage, [update(kind, stage, body) for body in bodies])

    assert Counter(said.status for said in answers) == {201: 1, 200: MANY - 1}
    assert len({said.address for said in answers}) == 1
    tags = sorted(int(said.version[3:-1]) for said in answers)
    assert tags == list(range(1, MANY + 1))


@every_kind
async def test_of_many_updates_of_one_version_one_is_written(region: Region, kind: Kind) -> None:
    stage = await a_stage(region, kind)
    full = kind.body(stage, id=f"mine-{stage.number}")
    first = await put(full).alone(stage.source)
    bodies = numbered(kind, full)

    by_id = [put(body, match=EXISTING) for body in bodies[::2]]
    by_condition = [update(kind, stage, body, match=EXISTING) for body in bodies[1::2]]
    answers = await raced(stage, by_id + by_condition)

    assert Counter(said.status for said in answers) == {200: 1, 412: MANY - 1}
    [winner] = [said for said in answers if said.status == 200]
    assert (winner.address, winner.version) == (first.address, 'W/"2"')


@every_kind
async def test_of_many_updates_that_may_only_be_new_one_is_written(
    region: Region, kind: Kind
) -> None:
    stage = await a_stage(region, kind)
    full = kind.body(stage, id=f"mine-{stage.number}")

    answers = await raced(stage, [put(body, none_match="*") for body in numbered(kind, full)])

    assert Counter(said.status for said in answers) == {201: 1, 412: MANY - 1}
    [winner] = [n for n, said in enumerate(answers) if said.status == 201]
    assert (await read(stage, answers[winner].address))["language"] == f"nl-x-{winner}"
