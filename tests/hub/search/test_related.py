"""Chains and includes, inside the decision. https://hl7.org/fhir/R4/search.html#chaining."""

from dataclasses import dataclass

import pytest

from hub.query.along import Along, Moved
from hub.search.parse import Limits, parse
from hub.storage.pseudonym import rid
from profiles import systems
from tests.builders import a_bsn, a_transaction, urn
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    a_practitioner,
    addresses,
    an_observation,
    an_organization,
    found,
    kept_by,
    names,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Talk:
    """One conversation with all that hangs on it."""

    dossier: Dossier
    procedure: str
    encounter: str
    role: str
    practitioner: str
    organization: str
    observation: str


async def a_talk(region: Region, bsn: str | None = None) -> Talk:
    dossier = await a_dossier(region, bsn=bsn)
    code = {"coding": [{"system": systems.SNOMED, "code": "713603004"}]}
    bundle = a_transaction(
        (
            {
                "resourceType": "Procedure",
                "status": "completed",
                "code": code,
                "subject": {"reference": dossier.patient},
                "encounter": {"reference": urn(1)},
                "performer": [{"actor": {"reference": urn(2)}}],
            },
            "POST Procedure",
        ),
        (
            {
                "resourceType": "Encounter",
                "status": "finished",
                "class": {"code": "HH"},
                "subject": {"reference": dossier.patient},
                "reasonReference": [{"reference": urn(0)}],
                "participant": [{"individual": {"reference": urn(2)}}],
            },
            "POST Encounter",
        ),
        (
            {
                "resourceType": "PractitionerRole",
                "practitioner": {"reference": urn(3)},
                "organization": {"reference": urn(4)},
            },
            "POST PractitionerRole",
        ),
        (a_practitioner(f"9{dossier.source.ura}"), "POST Practitioner"),
        (an_organization(dossier.source.ura), "POST Organization"),
        (
            an_observation(
                dossier.patient,
                encounter={"reference": urn(1)},
                performer=[{"reference": urn(2)}],
            ),
            "POST Observation",
        ),
    )
    return Talk(dossier, *addresses(await dossier.source.transaction(bundle)))


async def test_a_chain_by_type_finds_by_what_is_referred_to(region: Region) -> None:
    talk = await a_talk(region)
    source, patient = talk.dossier.source, talk.dossier.patient
    name = "reason-reference:Procedure.code"

    for value, hits in (
        (f"{systems.SNOMED}|713603004", [talk.encounter]),
        ("713603004", [talk.encounter]),
        ("713603004,1", [talk.encounter]),
        ("1", []),
    ):
        assert names(await source.find("Encounter", patient=patient, **{name: value})) == hits
    assert names(
        await source.find("Observation", patient=patient, **{"encounter.class": "HH"})
    ) == [talk.observation]


async def test_a_chain_goes_over_more_than_one_reference(region: Region) -> None:
    talk = await a_talk(region)
    number = f"{systems.UZI_PERSON}|9{talk.dossier.source.ura}"
    name = "encounter:Encounter.participant:PractitionerRole.practitioner.identifier"

    for value, hits in ((number, [talk.observation]), (f"{number}0", [])):
        answer = await talk.dossier.source.find(
            "Observation", patient=talk.dossier.patient, **{name: value}
        )
        assert names(answer) == hits


async def test_an_include_brings_along_what_a_match_refers_to(region: Region) -> None:
    talk = await a_talk(region)
    source, patient = talk.dossier.source, talk.dossier.patient

    for include, brought in (
        ("Procedure:encounter", {talk.encounter}),
        ("Procedure:patient", {patient}),
        ("Procedure:performer", {talk.role}),
        ("Procedure:performer:PractitionerRole", {talk.role}),
        ("Procedure:performer:Organization", set()),
        ("Observation:encounter", set()),
    ):
        answer = await source.find("Procedure", patient=patient, _include=include)
        assert names(answer) == [talk.procedure]
        assert set(names(answer, "include")) == brought, include
        assert answer.json()["total"] == 1


async def test_iterate_follows_what_was_brought_along(region: Region) -> None:
    talk = await a_talk(region)
    url = f"Procedure?patient={talk.dossier.patient}&_include=Procedure:performer"
    then = "&_include:iterate=PractitionerRole:practitioner"

    once = await talk.dossier.source.get(url + then.replace(":iterate", ""))
    again = await talk.dossier.source.get(url + then)

    assert set(names(once, "include")) == {talk.role}
    assert set(names(again, "include")) == {talk.role, talk.practitioner}


async def test_iterate_ends_where_references_go_round(region: Region) -> None:
    talk = await a_talk(region)

    answer = await talk.dossier.source.get(
        f"Procedure?patient={talk.dossier.patient}"
        "&_include:iterate=Procedure:encounter&_include:iterate=Encounter:reason-reference"
    )

    assert names(answer) == [talk.procedure]
    assert names(answer, "include") == [talk.encounter]


async def test_a_revinclude_brings_along_what_refers_to_a_match(region: Region) -> None:
    talk = await a_talk(region)

    answer = await talk.dossier.source.get(
        f"Encounter?patient={talk.dossier.patient}"
        "&_revinclude=Observation:encounter&_revinclude=Procedure:encounter"
    )

    assert names(answer) == [talk.encounter]
    assert set(names(answer, "include")) == {talk.observation, talk.procedure}


async def test_what_comes_along_comes_once_and_is_no_match(region: Region) -> None:
    talk = await a_talk(region)
    await talk.dossier.add(
        an_observation(talk.dossier.patient, encounter={"reference": talk.encounter})
    )

    answer = await talk.dossier.source.get(
        f"Observation?patient={talk.dossier.patient}"
        "&_include=Observation:encounter&_include=Observation:patient"
    )

    assert len(found(answer)) == answer.json()["total"] == 2
    assert sorted(names(answer, "include")) == sorted([talk.encounter, talk.dossier.patient])


async def test_nothing_comes_along_that_is_closed_to_the_caller(region: Region) -> None:
    """The doctor may see one source, whose observation stands on the other's conversation."""
    bsn, doctor = a_bsn(), await region.doctor()
    closed = await a_talk(region, bsn)
    opened = await a_dossier(region, bsn=bsn)
    between = await closed.dossier.open_to(await _with_purpose(opened))
    reader = await _with_purpose(opened)
    observation = an_observation(opened.patient, encounter={"reference": closed.encounter})
    [stored] = addresses(await reader.transaction(a_transaction((observation, "POST Observation"))))
    assert between
    await opened.open_to(doctor)

    answer = await doctor.get(
        f"Observation?patient={opened.patient}"
        "&_include=Observation:encounter&_include:iterate=Encounter:participant"
    )
    back = await doctor.get(
        f"Patient?_id={opened.id}&_revinclude=Encounter:patient&_revinclude=Observation:patient"
    )

    assert names(answer) == [stored]
    assert names(answer, "include") == []
    assert names(back, "include") == [stored]


async def _with_purpose(dossier: Dossier) -> object:
    """The same organisation, with a professional at work."""
    source = dossier.source
    return type(source)(source.running, source.ura, source.organization_type, "01.015")


async def test_a_page_brings_along_only_what_its_own_matches_refer_to(region: Region) -> None:
    talk = await a_talk(region)
    await talk.dossier.add(an_observation(talk.dossier.patient))

    answer = await talk.dossier.source.get(
        f"Observation?patient={talk.dossier.patient}&_count=1&_sort=-_lastUpdated"
        "&_include=Observation:encounter"
    )

    assert len(found(answer)) == 1
    assert names(answer, "include") == []
    assert answer.json()["total"] == 2


async def test_a_target_is_asked_back_without_naming_the_patient(region: Region) -> None:
    talk = await a_talk(region)
    stranger = await region.doctor()

    own = await talk.dossier.source.find("Observation", encounter=talk.encounter)

    assert names(own) == [talk.observation]
    assert names(await stranger.find("Observation", encounter=talk.encounter)) == []


async def test_what_moved_between_a_match_and_what_comes_along_is_searched_anew(
    region: Region,
) -> None:
    """The decision is of before the withdrawal, what comes along of after it."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal, consent = await dossier.goal(), await dossier.open_to(doctor)
    asked = [("_id", dossier.id), ("_revinclude", "Goal:patient")]
    await doctor.find("Patient", **dict(asked))
    access = region.running.access
    reach = next(reversed(access.held.values())).reach
    query = parse("Patient", asked, Limits("", 50, 50))
    matches = await access.current_rows.rows(rid(access.keyring, "Patient", dossier.id))
    [brought] = await Along(access, reach).bring(query, matches, ())
    assert brought["rid"] == rid(access.keyring, "Goal", goal.partition("/")[2])

    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})

    with pytest.raises(Moved):
        await Along(access, reach).bring(query, matches, ())


async def test_what_refers_to_another_record_brings_nothing_of_it_along(region: Region) -> None:
    """Also where the other's choices are not as old as these."""
    doctor, other = await region.doctor(), await a_dossier(region)
    dossier = await kept_by(other.source, a_bsn())
    await dossier.open_to(doctor)
    await other.open_to(doctor)
    await other.choose(user="00000009")
    theirs = await other.add(an_observation(other.patient))
    member = {"hasMember": [{"reference": theirs}]}
    stored = await dossier.add(an_observation(dossier.patient, **member))
    assert names(await doctor.find("Observation", patient=other.patient)) == [theirs]

    answer = await doctor.get(
        f"Observation?patient={dossier.patient}&_include=Observation:has-member"
    )

    assert answer.status_code == 200
    assert names(answer) == [stored]
    assert names(answer, "include") == []
