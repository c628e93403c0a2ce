"""Whatever a source without a relation pushes, two others read the same before and after."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    registered_with,
    urn,
)
from tests.hub.dossier import (
    a_practitioner,
    addresses,
    an_observation,
    an_organization,
    by_bsn,
    fault,
)
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
ANS = {"birthDate": "1950-03-02", "gender": "female"}
ENDPOINT = {
    "resourceType": "Endpoint",
    "status": "active",
    "connectionType": {"code": "hl7-fhir-rest"},
    "payloadType": [{"text": "PZP"}],
    "address": "https://vals.example.org",
}
KINDS = ("Goal", "Observation", "Consent", "RelatedPerson")


class World:
    """Ans at her GP, the GP's doctor and role, and two doctors who read it all."""

    def __init__(self, gp: Caller, readers: list[Caller], stranger: Caller) -> None:
        self.gp, self.readers, self.stranger = gp, readers, stranger
        self.bsn, self.uzi = a_bsn(), f"7{gp.ura}"
        self.here: dict[str, str] = {}

    async def founded(self) -> "World":
        role = {
            "resourceType": "PractitionerRole",
            "active": True,
            "practitioner": {"reference": urn(1)},
            "organization": {"reference": urn(2)},
        }
        entries = [
            (a_patient(self.bsn, **ANS, **registered_with(self.gp.ura)), "POST Patient"),
            (a_practitioner(self.uzi), "POST Practitioner"),
            (an_organization(self.gp.ura), "POST Organization"),
            (role, "POST PractitionerRole"),
            (a_goal(urn(0)), "POST Goal"),
            (a_treatment_directive(urn(0)), "POST Consent"),
        ]
        entries += [
            (a_privacy_consent(urn(0), holder=self.gp.ura, user=one.ura), "POST Consent")
            for one in self.readers
        ]
        stored = addresses(await self.gp.transaction(a_transaction(*entries)))
        self.here = {one.partition("/")[0]: one for one in stored[:6]}
        return self

    async def read(self) -> list[Any]:
        """All that the two get to see of Ans, of her doctor, and of her practice."""
        patient = self.here["Patient"].partition("/")[2]
        paths = [*self.here.values(), *(f"{kind}?patient={patient}" for kind in KINDS)]
        paths += [f"{kind}?patient={patient}&_include={kind}:patient" for kind in ("Goal",)]
        seen: list[Any] = []
        for reader in self.readers:
            answers = [await by_bsn(reader, self.bsn)]
            answers += [await reader.get(path) for path in paths]
            numbers = (
                (systems.UZI_PERSON, self.uzi, "Practitioner"),
                (systems.URA_SYSTEM, self.gp.ura, "Organization"),
            )
            for system, value, kind in numbers:
                answers.append(await reader.find(kind, identifier=f"{system}|{value}"))
            seen += [(one.status_code, one.json().get("entry", one.json())) for one in answers]
        return seen


async def a_world(region: Region) -> World:
    gp, stranger = await region.organization("H1"), await region.organization()
    readers = [await region.doctor(), await region.doctor()]
    return await World(gp, readers, stranger).founded()


def entries_of(world: World) -> st.SearchStrategy[tuple[dict[str, Any], str]]:
    """What a hostile source may think of, under the victims' names, numbers and ids."""
    here, bsn = world.here, world.bsn
    ids = {kind: address.partition("/")[2] for kind, address in here.items()}
    patient, professional, organization = (
        {"reference": here[kind]} for kind in ("Patient", "Practitioner", "Organization")
    )
    role = {
        "resourceType": "PractitionerRole",
        "active": False,
        "practitioner": professional,
        "organization": organization,
    }
    words = [
        a_patient(bsn, **ANS),
        a_patient(bsn, **ANS, deceasedBoolean=True),
        a_patient(bsn, name=[{"family": "Bakker"}], gender="male"),
        a_patient(bsn, id=ids["Patient"], **ANS, telecom=[{"system": "phone", "value": "112"}]),
        a_goal(here["Patient"]),
        an_observation(here["Patient"], performer=[professional]),
        an_observation(urn(0), performer=[professional]),
        a_treatment_directive(here["Patient"], performer=[organization]),
        a_treatment_directive(here["Patient"], id=ids["Consent"]),
        a_goal(here["Patient"], id=ids["Goal"], lifecycleStatus="cancelled"),
        {"resourceType": "RelatedPerson", "patient": patient, "name": [{"text": "Dochter"}]},
        a_practitioner(world.uzi, name=[{"text": "Dr. Vals"}], active=False),
        a_practitioner(world.uzi, id=ids["Practitioner"], name=[{"text": "Dr. Vals"}]),
        role,
        role | {"id": ids["PractitionerRole"]},
        an_organization(world.gp.ura, name="Vals"),
        an_organization(world.gp.ura, id=ids["Organization"], name="Vals"),
        ENDPOINT | {"managingOrganization": organization},
        *(
            a_privacy_consent(here["Patient"], holder=holder, user=user, permit=permit)
            for holder in (None, world.gp.ura, world.stranger.ura)
            for user in (None, world.readers[0].ura)
            for permit in (True, False)
        ),
    ]
    asked = [
        (
            one,
            f"PUT {one['resourceType']}/{one['id']}"
            if "id" in one
            else f"POST {one['resourceType']}",
        )
        for one in words
    ]
    return st.sampled_from(asked)


@pytest.mark.parametrize("part", range(2))
async def test_what_a_stranger_pushes_changes_nothing_that_others_read(
    region: Region, part: int
) -> None:
    world = await a_world(region)
    before = await world.read()
    loop = asyncio.get_running_loop()
    taken = []

    async def push(listed: list[tuple[dict[str, Any], str]]) -> None:
        alone = [await world.stranger.transaction(a_transaction(one)) for one in listed]
        together = await world.stranger.transaction(a_transaction(*listed))
        taken.append(any(one.status_code == 200 for one in (*alone, together)))

    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.lists(entries_of(world), min_size=1, max_size=4))
    def tried(listed: list[tuple[dict[str, Any], str]]) -> None:
        asyncio.run_coroutine_threadsafe(push(listed), loop).result(60)

    await asyncio.to_thread(tried)

    assert await world.read() == before
    assert any(taken), "nothing of all this was taken: the attack did not take place"


async def test_each_single_push_changes_nothing_either(region: Region) -> None:
    world = await a_world(region)
    before = await world.read()
    for one in entries_of(world).elements:  # type: ignore[attr-defined] # Hypothesis keeps them so
        await world.stranger.transaction(a_transaction(one))

    assert await world.read() == before


async def test_an_address_of_another_organisation_is_refused(region: Region) -> None:
    world = await a_world(region)
    by_number = {"identifier": {"system": systems.URA_SYSTEM, "value": world.gp.ura}}

    for named in ({"reference": world.here["Organization"]}, by_number):
        answer = await world.stranger.post(ENDPOINT | {"managingOrganization": named})
        assert answer.status_code == 403
        assert fault(answer)["expression"] == ["Endpoint.managingOrganization"]
    own = await world.gp.post(ENDPOINT | {"managingOrganization": by_number})
    assert own.status_code == 201


async def test_what_is_said_in_anothers_name_is_marked_as_claimed(region: Region) -> None:
    world = await a_world(region)
    own = a_transaction(
        (a_patient(world.bsn, **ANS), "POST Patient"),
        (
            an_observation(urn(0), performer=[{"reference": world.here["Practitioner"]}]),
            "POST Observation",
        ),
        (
            an_observation(urn(0), performer=[{"reference": world.here["PractitionerRole"]}]),
            "POST Observation",
        ),
        (
            a_treatment_directive(urn(0), performer=[{"reference": world.here["Organization"]}]),
            "POST Consent",
        ),
        (an_observation(urn(0), performer=[{"reference": urn(0)}]), "POST Observation"),
    )
    stored = addresses(await world.stranger.transaction(own))
    marked = [
        [
            one["code"]
            for one in (await world.stranger.get(address)).json()["meta"].get("security", [])
        ]
        for address in stored
    ]
    assert marked == [[], ["claimed"], ["claimed"], ["claimed"], []]
    again = await world.stranger.put((await world.stranger.get(stored[1])).json())
    assert again.headers["ETag"] == 'W/"1"', "the mark is no part of what was said"
    goal = await world.gp.post(
        an_observation(
            world.here["Patient"], performer=[{"reference": world.here["PractitionerRole"]}]
        )
    )
    assert (
        "security"
        not in (await world.gp.get("/".join(goal.headers["Location"].split("/")[-4:-2]))).json()[
            "meta"
        ]
    )
