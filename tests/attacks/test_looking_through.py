"""A chain, `_has` or `_list` tells by match or no match only of what its asker may see."""

from dataclasses import replace

import pytest

from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, kept_by, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

SECRET = {"coding": [{"system": "https://example.org/codes", "code": "secret"}]}


async def a_stay(dossier: Dossier) -> str:
    stay = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": dossier.patient},
    }
    return await dossier.add(stay)


async def close(dossier: Dossier, doctor: Caller, resource: str) -> None:
    """This one alone; the rest of the record stays as it is."""
    closed = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    closed["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": resource}}]
    await dossier.add(closed)


def ways(dossier: Dossier, secret: str) -> list[tuple[str, dict[str, str]]]:
    """Searches that look through what is open at the secret observation."""
    by_id = {"_id": dossier.id}
    of_patient = {"patient": dossier.patient}
    name = secret.partition("/")[2]
    return [
        ("Patient", by_id | {"_has:Observation:patient:code": "secret"}),
        ("Patient", by_id | {"_has:Observation:subject:_id": name}),
        ("Patient", by_id | {"_has:Observation:patient:value-quantity": "5"}),
        ("Patient", by_id | {"_has:Observation:patient:date": "2026"}),
        ("Patient", by_id | {"_has:Encounter:patient:_has:Observation:encounter:code": "secret"}),
        ("Encounter", of_patient | {"_has:Observation:encounter:code": "secret"}),
        ("Encounter", of_patient | {"_has:Observation:encounter:code:text": "geheim"}),
        ("Encounter", of_patient | {"_has:Observation:encounter:status:missing": "false"}),
        ("Encounter", of_patient | {"patient._has:Observation:patient:code": "secret"}),
        ("Observation", of_patient | {"has-member:Observation.code": "secret"}),
        ("Observation", of_patient | {"has-member:Observation.value-quantity": "5"}),
        ("Observation", of_patient | {"has-member:Observation.encounter.class": "IMP"}),
    ]


async def a_secret(region: Region) -> tuple[Dossier, str]:
    dossier = await a_dossier(region)
    stay = await a_stay(dossier)
    secret = await dossier.add(
        an_observation(
            dossier.patient,
            code=SECRET | {"text": "Geheim"},
            encounter={"reference": stay},
            effectiveDateTime="2026-10-01",
            valueQuantity={"value": 5},
        )
    )
    await dossier.add(an_observation(dossier.patient, hasMember=[{"reference": secret}]))
    return dossier, secret


async def found_by(asker: Caller, dossier: Dossier, secret: str) -> list[str]:
    """The ways by which something is found."""
    hits = []
    for kind, asked in ways(dossier, secret):
        answer = await asker.find(kind, **asked)
        assert answer.status_code == 200, (kind, asked, answer.text)
        assert answer.json()["total"] == len(names(answer))
        hits += [f"{kind} {list(asked)[1]}"] if names(answer) else []
    return hits


async def test_who_may_see_it_finds_through_it(region: Region) -> None:
    dossier, secret = await a_secret(region)
    doctor = await region.doctor()
    await dossier.open_to(doctor)

    assert len(await found_by(dossier.source, dossier, secret)) == len(ways(dossier, secret))
    assert len(await found_by(doctor, dossier, secret)) == len(ways(dossier, secret))


async def test_through_what_is_closed_to_the_asker_nothing_is_found(region: Region) -> None:
    dossier, secret = await a_secret(region)
    doctor = await region.doctor()
    await dossier.open_to(doctor)
    await close(dossier, doctor, secret)

    assert await found_by(doctor, dossier, secret) == []
    assert len(await found_by(dossier.source, dossier, secret)) == len(ways(dossier, secret))


async def test_through_what_is_gone_nothing_is_found(region: Region) -> None:
    dossier, secret = await a_secret(region)
    stored = (await dossier.source.get(secret)).json()
    await dossier.source.put(stored | {"status": "final"})
    await dossier.source("DELETE", secret)

    assert await found_by(dossier.source, dossier, secret) == []


async def test_through_what_lies_in_another_record_nothing_is_found(region: Region) -> None:
    """Though both are open, and the other's resource refers to this one's."""
    dossier = await a_dossier(region)
    stay = await a_stay(dossier)
    other = await kept_by(dossier.source, a_bsn())
    theirs = await other.add(
        an_observation(other.patient, code=SECRET, focus=[{"reference": stay}])
    )

    for kind, asked in (
        ("Encounter", {"patient": dossier.patient, "_has:Observation:focus:code": "secret"}),
        (
            "Encounter",
            {"patient": dossier.patient, "_has:Observation:focus:_id": theirs.partition("/")[2]},
        ),
        ("Patient", {"_id": dossier.id, "_has:Observation:patient:code": "secret"}),
    ):
        assert names(await dossier.source.find(kind, **asked)) == []


async def test_a_list_that_is_closed_lists_nothing(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    seen = await dossier.add(an_observation(dossier.patient))
    await dossier.add(an_observation(dossier.patient))
    listed = await dossier.add(
        {
            "resourceType": "List",
            "status": "current",
            "mode": "working",
            "subject": {"reference": dossier.patient},
            "entry": [{"item": {"reference": seen}}],
        }
    )
    await dossier.open_to(doctor)
    asked = {"patient": dossier.patient, "_list": listed.partition("/")[2]}
    assert names(await doctor.find("Observation", **asked)) == [seen]

    await close(dossier, doctor, listed)

    assert names(await doctor.find("Observation", **asked)) == []
    assert names(await dossier.source.find("Observation", **asked)) == [seen]


async def test_a_token_looks_through_nothing_that_it_was_not_granted(region: Region) -> None:
    dossier, secret = await a_secret(region)
    few = replace(dossier.source, scopes=("system/Patient.rs", "system/Encounter.rs"))

    for kind, asked in ways(dossier, secret):
        if kind != "Observation":
            answer = await few.find(kind, **asked)
            assert answer.status_code == 403, (kind, asked, answer.text)
            assert "Observation" in fault(answer)["diagnostics"]
    stays = await few.find("Encounter", patient=dossier.patient)
    assert len(names(stays)) == 1


async def test_from_the_directory_nobodys_record_is_looked_into(region: Region) -> None:
    source = await region.organization()

    for kind, asked in (
        ("Practitioner", {"_has:Observation:performer:code": "secret"}),
        ("Organization", {"_has:Patient:organization:_id": "1"}),
    ):
        answer = await source.find(kind, identifier="1", **asked)
        assert answer.status_code == 400
        assert "record" in fault(answer)["diagnostics"]
