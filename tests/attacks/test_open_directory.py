"""What names an inhabitant never comes into the open directory, by whichever way it is tried.

docs/decisions/0062-what-belongs-to-nobody.md
"""

from collections.abc import Iterator
from typing import Any

import pytest

from profiles import systems
from profiles.resource.compartment import CLOSE, UNBOUND
from tests.builders import a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, address, addresses, an_observation, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

OPEN = sorted(UNBOUND - {CLOSE})
"""What a site has free is tested by itself: test_site_capacity."""
URL = "https://example.org/of"
LEAST: dict[str, dict[str, Any]] = {
    "Basic": {"code": {"text": "note"}},
    "BiologicallyDerivedProduct": {},
    "Device": {"deviceName": [{"name": "Pomp", "type": "user-friendly-name"}]},
    "DeviceMetric": {"type": {"text": "rate"}, "category": "setting"},
    "Group": {"type": "person", "actual": True},
    "Library": {"status": "active", "type": {"text": "logic"}},
    "Medication": {"code": {"text": "Morfine 10 mg"}},
    "Schedule": {"actor": [{"display": "Spreekuur"}]},
    "Slot": {
        "schedule": {"display": "Spreekuur"},
        "status": "free",
        "start": "2026-12-01T09:00:00Z",
        "end": "2026-12-01T09:10:00Z",
    },
    "Substance": {"code": {"text": "Water"}},
    "Location": {"name": "Kamer 12, bed 2"},
    "HealthcareService": {"name": "Palliatief team"},
    "MedicinalProduct": {"name": [{"productName": "Morfine"}]},
    "ResearchStudy": {"status": "active"},
}
OWN: dict[str, Any] = {
    "Basic": lambda who: {"author": who},
    "BiologicallyDerivedProduct": lambda who: {"collection": {"source": who}},
    "Device": lambda who: {"patient": who},
    "Group": lambda who: {"member": [{"entity": who}]},
    "Schedule": lambda who: {"actor": [who]},
}
"""Where the type itself has a place for somebody."""


def least(kind: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": kind, **LEAST[kind], **members}


def attacks(kind: str, dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Each names the inhabitant in another way."""
    number = {"system": systems.BSN_SYSTEM, "value": dossier.bsn}
    by_bsn = f"Patient?identifier={systems.BSN_SYSTEM}|{dossier.bsn}"
    ways = [
        {"reference": dossier.patient},
        {"reference": f"http://127.0.0.1:8000/fhir/{dossier.patient}"},
        {"reference": "https://elsewhere.example/fhir/Patient/1"},
        {"reference": by_bsn},
        {"type": "Patient", "identifier": number},
        {"type": "Patient", "display": "Mevrouw Vlinderhof"},
    ]
    for who in ways:
        yield least(kind, extension=[{"url": URL, "valueReference": who}])
        if kind in OWN:
            yield least(kind, **OWN[kind](who))
    yield least(kind, extension=[{"url": URL, "valueUri": dossier.patient}])
    yield least(kind, extension=[{"url": URL, "valueIdentifier": number}])
    yield least(kind, extension=[{"url": URL, "valueString": f"voor BSN {dossier.bsn}"}])
    yield least(
        kind,
        contained=[{"resourceType": "Patient", "id": "p", "name": [{"text": "Vlinderhof"}]}],
        extension=[{"url": URL, "valueReference": {"reference": "#p"}}],
    )
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">BSN {dossier.bsn}</div>'
    yield least(kind, text={"status": "generated", "div": div})


async def listed(stranger: Caller, kind: str) -> set[str]:
    return set(names(await stranger.get(f"{kind}?_count=500")))


@pytest.mark.parametrize("kind", sorted(LEAST))
async def test_who_names_an_inhabitant_is_refused_or_kept_in_his_record(
    region: Region, kind: str
) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    kept = []

    for attack in attacks(kind, dossier):
        answer = await dossier.source.post(attack)
        if answer.status_code == 201:
            kept.append(address(answer))
        else:
            assert answer.status_code == 422, answer.text
            assert fault(answer)["diagnostics"]
        assert dossier.bsn not in answer.text

    assert bool(kept) == (kind in UNBOUND)
    for one in kept:
        assert (await stranger.get(one)).status_code == 404
        assert (await dossier.source.get(one)).status_code == 200
    assert not await listed(stranger, kind) & set(kept)


@pytest.mark.parametrize("kind", sorted(LEAST))
async def test_what_refers_into_a_record_is_not_in_the_directory(region: Region, kind: str) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    number = [{"system": URL, "value": dossier.source.ura}]
    observation = await dossier.add(an_observation(dossier.patient, identifier=number))
    by_number = f"Observation?identifier={URL}|{dossier.source.ura}"
    stored, found = (
        least(kind, extension=[{"url": URL, "valueReference": {"reference": said}}])
        for said in (observation, by_number)
    )
    entry = least(kind, extension=[{"url": URL, "valueReference": {"reference": urn(1)}}])
    named = least(kind, extension=[{"url": URL, "valueUri": urn(1)}])
    seen = an_observation(dossier.patient)

    alone = await dossier.source.post(stored)
    bundles = [
        a_transaction((found, f"POST {kind}")),
        *(
            a_transaction((one, f"POST {kind}"), (seen, "POST Observation"))
            for one in (entry, named)
        ),
    ]
    answers = [await dossier.source.transaction(bundle) for bundle in bundles]

    if kind not in UNBOUND:
        assert {answer.status_code for answer in (alone, *answers)} == {422}
        return
    kept = [address(alone), *(addresses(one)[0] for one in answers)]
    assert [(await stranger.get(one)).status_code for one in kept] == [404] * len(kept)
    assert not await listed(stranger, kind) & set(kept)


@pytest.mark.parametrize("kind", OPEN)
async def test_what_is_nobodys_becomes_nobodys_else_by_no_update(region: Region, kind: str) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    open_ = address(await dossier.source.post(least(kind)))
    assert (await stranger.get(open_)).status_code == 200
    name = open_.partition("/")[2]

    for attack in attacks(kind, dossier):
        answer = await dossier.source.put({**attack, "id": name})
        assert answer.status_code == 422, answer.text
        bundle = a_transaction(
            (an_observation(dossier.patient), "POST Observation"),
            ({**attack, "id": name}, f"PUT {open_}"),
        )
        assert (await dossier.source.transaction(bundle)).status_code == 422

    assert dossier.patient not in (await stranger.get(f"{open_}/_history")).text


async def test_only_who_keeps_it_changes_what_is_in_the_directory(region: Region) -> None:
    source, other = await region.organization(), await region.organization()
    for kind in (*OPEN, "Location", "MedicinalProduct"):
        one = {**least(kind), "id": f"m-{source.ura}"}
        assert (await source.put(one)).status_code == 201
        taken = await other.put({**one, "language": "nl"})
        gone = await other("DELETE", f"{kind}/{one['id']}")

        assert (taken.status_code, gone.status_code) == (422, 403)
        assert (await other.get(f"{kind}/{one['id']}")).json()["meta"]["versionId"] == "1"
