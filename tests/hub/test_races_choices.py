"""Choices that are made, and records that grow, at the same moment: none is lost, none outlives."""

import asyncio

import pytest

from hub.access.access import Access
from hub.query.read import Wanted, current_version
from hub.query.search import Limits, SearchAsked, search_record
from hub.security.requester import Practitioner, Requester
from profiles.identifiers import URA
from tests.builders import a_goal, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, kept_by, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

MANY = 20


async def let_in(dossier: Dossier, reader: Caller) -> int:
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=reader.ura)
    return (await dossier.source.post(choice)).status_code


async def test_of_choices_made_at_once_every_one_counts(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    readers = [await region.doctor() for _ in range(MANY)]

    answers = await asyncio.gather(*(let_in(dossier, reader) for reader in readers))

    assert set(answers) == {201}
    assert {(await reader.get(goal)).status_code for reader in readers} == {200}


async def test_of_sources_that_begin_at_once_every_one_is_seen(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    sources = [await region.organization() for _ in range(MANY)]

    async def begin(source: Caller) -> str:
        kept = await kept_by(source, dossier.bsn)
        return await kept.goal()

    goals = await asyncio.gather(*map(begin, sources))
    for source in sources:
        await source.post(a_privacy_consent(dossier.patient, holder=source.ura, user=doctor.ura))

    assert set(names(await doctor.find("Goal", patient=dossier.id))) == set(goals)


async def test_a_choice_beside_many_pushes_holds_from_its_answer_on(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    said = (await dossier.source.get(consent)).json()

    async def push() -> None:
        for _ in range(MANY):
            await dossier.source.post(a_goal(dossier.patient))

    async def withdraw() -> None:
        answer = await dossier.source.put(said | {"status": "inactive"})
        assert answer.status_code == 200
        for _ in range(MANY):
            assert names(await doctor.find("Goal", patient=dossier.id)) == []

    await asyncio.gather(push(), push(), withdraw())


async def test_what_another_hub_held_does_not_outlive_a_withdrawal(region: Region) -> None:
    """Two processes hold decisions of their own; the epoch in the statement is what they share."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent, goal = await dossier.open_to(doctor), await dossier.goal()
    elsewhere = Access(region.running.access.database, region.running.access.keyring)
    limits = Limits("http://127.0.0.1:8000/fhir", 50, 500)
    asked = SearchAsked("Goal", [("patient", dossier.id)], limits)
    errand = _requester(doctor).errand(region.running.clock(), "request-1")

    before = await search_record(elsewhere, errand, asked)
    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})
    after = await search_record(elsewhere, errand, asked)

    assert [one.address for one in before.matches] == [goal]
    assert (after.matches, after.total) == ([], 0)
    own = await current_version(
        elsewhere, _requester(dossier.source).errand(errand.now, "request-2"), _of(goal)
    )
    assert own.address == goal


def _of(address: str) -> Wanted:
    kind, _, name = address.partition("/")
    return Wanted(kind, name, "read")


def _requester(caller: Caller) -> Requester:
    person = None
    if caller.role:
        person = Practitioner("900000009", "A. Arts", caller.role, "substantial")
    return Requester(
        client_id=f"client-{caller.ura}",
        name="An organisation",
        ura=URA(caller.ura),
        organization_type=caller.organization_type,
        scopes=caller.scopes,
        token_id="token-1",
        expires=caller.running.clock(),
        practitioner=person,
        purpose="TREAT" if person else None,
    )
