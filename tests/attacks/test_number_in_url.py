"""A person's number in a URL is refused in every parameter; other numbers are not taken for it.

A BSN with its system is told in any parameter. Without one it is a number among numbers: one in
eleven SNOMED CT codes of nine digits would pass for a BSN, so it counts where identifiers stand.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from hub.fhir.types import DEFINED
from hub.search.registry import searchable
from profiles import systems
from profiles.identifiers import is_bsn
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

AT_ONCE = 8
NUMBERS = "https://example.org/numbers"
CODE = "363679005"  # SNOMED CT: imaging; it passes the eleven test


def hidden(digits: str) -> str:
    """Each digit as an octet."""
    return "".join(f"%{ord(digit):02X}" for digit in digits)


WITH_SYSTEM = {
    "with its system": lambda bsn: f"{systems.BSN_SYSTEM}|{bsn}",
    "percent-encoded": lambda bsn: f"{quote(systems.BSN_SYSTEM, safe='')}%7C{hidden(bsn)}",
    "among others": lambda bsn: f"{NUMBERS}|1,{systems.BSN_SYSTEM}|{bsn},{NUMBERS}|2",
    "behind an escaped comma": lambda bsn: f"{NUMBERS}|1\\,2,{systems.BSN_SYSTEM}|{bsn}",
}
ALONE = {
    "alone": lambda bsn: bsn,
    "alone and percent-encoded": hidden,
    "alone among others": lambda bsn: f"{NUMBERS}|1,{bsn}",
}


def must_point_to_post(answer: httpx.Response, bsn: str, asked: str) -> None:
    """The refusal says how to ask, and repeats nothing."""
    assert answer.status_code == 405, (asked, answer.status_code, answer.text)
    assert answer.headers["Allow"] == "POST", asked
    assert "_search" in fault(answer)["diagnostics"], asked
    for told in (answer.text, str(answer.headers.raw)):
        assert bsn not in told, asked
        assert hidden(bsn) not in told, asked


async def must_refuse_all(
    doctor: Caller, asked: Sequence[str], ways: Mapping[str, Callable[[str], str]], bsn: str
) -> None:
    """Each of these, in one of the ways in turn."""
    forms = list(ways.values())
    urls = [f"{name}={forms[number % len(forms)](bsn)}" for number, name in enumerate(asked)]
    given: list[httpx.Response] = []
    for start in range(0, len(urls), AT_ONCE):
        given += await asyncio.gather(*map(doctor.get, urls[start : start + AT_ONCE]))
    answers = dict(zip(asked, given, strict=True))
    taken = [name for name, answer in answers.items() if answer.status_code != 405]
    assert not taken, f"{len(taken)} of {len(asked)} are taken: {taken}"
    for name, answer in answers.items():
        must_point_to_post(answer, bsn, name)


async def metadata(region: Region) -> Mapping[str, Any]:
    source = await region.organization()
    return (await source.client.get("metadata")).json()


def parameters(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Type, code and kind of each parameter that takes a number, as metadata lists them."""
    [rest] = told["rest"]
    for resource in rest["resource"]:
        if resource["type"] in DEFINED:
            continue  # what the hub itself publishes, open to everybody
        for one in resource["searchParam"]:
            if one["type"] in {"token", "reference"} and one["name"] != "_id":
                yield resource["type"], one["name"], one["type"]


def identifying(told: Mapping[str, Any]) -> Iterator[str]:
    """`Type?parameter` where identifiers stand: itself, and of each reference one way in turn."""
    turn = count()
    for kind, code, sort in parameters(told):
        if sort == "token" and "identifier" in code:
            yield f"{kind}?{code}"
        elif sort == "reference":
            ways = [f"{code}:identifier", *_chains(kind, code)]
            yield f"{kind}?{ways[next(turn) % len(ways)]}"


def _chains(kind: str, code: str) -> Iterator[str]:
    if code not in searchable(kind):
        return
    targets = searchable(kind)[code].targets
    found = [target for target in sorted(targets) if "identifier" in searchable(target)]
    if found:
        yield f"{code}.identifier"
    for target in sorted({*found[:1], *(targets & {"Patient", "Encounter"})}):
        yield f"{code}:{target}.identifier"
        if target == "Encounter":
            yield f"{code}:Encounter.subject:Patient.identifier"


async def test_a_bsn_with_its_system_is_refused_in_every_parameter(region: Region) -> None:
    doctor, bsn = await region.doctor(), a_bsn()
    told = await metadata(region)
    asked = [f"{kind}?{code}" for kind, code, _ in parameters(told)] + [*identifying(told)]

    await must_refuse_all(doctor, asked, WITH_SYSTEM, bsn)


async def test_a_bsn_alone_is_refused_wherever_identifiers_stand(region: Region) -> None:
    doctor, bsn = await region.doctor(), a_bsn()

    await must_refuse_all(doctor, [*identifying(await metadata(region))], ALONE, bsn)


@pytest.mark.parametrize("way", WITH_SYSTEM | ALONE)
@pytest.mark.parametrize(
    "name",
    [
        *("Patient?identifier", "Patient?identifier:not", "Patient?link:identifier"),
        *("Consent?identifier", "Consent?actor:identifier", "Consent?actor:Patient.identifier"),
        *("Goal?patient.identifier", "Goal?patient:Patient.identifier", "Goal?subject:identifier"),
        *("Consent?patient=1&identifier", "RelatedPerson?identifier", "Person?identifier"),
        "Observation?encounter.subject.identifier",
        "Observation?has-member:Observation.subject:Patient.identifier",
    ],
)
async def test_a_number_of_somebody_who_is_here_is_refused_in_every_form(
    region: Region, name: str, way: str
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    value = (WITH_SYSTEM | ALONE)[way](dossier.bsn)

    for asker in (doctor, dossier.source):
        must_point_to_post(await asker.get(f"{name}={value}"), dossier.bsn, name)


async def test_a_number_in_a_call_of_a_batch_is_not_repeated(region: Region) -> None:
    dossier = await a_dossier(region)
    url = f"Consent?actor:Patient.identifier={systems.BSN_SYSTEM}|{dossier.bsn}"
    batch = {"resourceType": "Bundle", "type": "batch"}

    answer = await dossier.source.transaction(
        batch | {"entry": [{"request": {"method": "GET", "url": url}}]}
    )

    assert answer.json()["entry"][0]["response"]["status"].startswith("405")
    assert dossier.bsn not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "Consent?identifier={numbers}|{number}",
        "Goal?identifier={numbers}%7C{number},{numbers}|1",
        "Consent?actor:Patient.identifier={numbers}|{number}",
        "Patient?identifier={numbers}|{number}",
        "Patient?identifier=MRN-2026-A",
        "Goal?patient.identifier={numbers}|{number}",
        "Goal?subject:identifier={numbers}|{number}",
        "Practitioner?identifier={uzi}|{number}",
        "Observation?performer:Practitioner.identifier={uzi}|{number}",
    ],
)
async def test_a_local_number_that_passes_the_eleven_test_is_not_taken_for_a_bsn(
    region: Region, query: str
) -> None:
    doctor = await region.doctor()
    told = {"numbers": NUMBERS, "number": a_bsn(), "uzi": systems.UZI_PERSON}

    answer = await doctor.get(query.format(**told))

    assert answer.status_code in {200, 400}, answer.text


async def test_a_patient_is_found_by_the_number_of_his_source_in_a_url(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    number = {"system": NUMBERS, "value": f"mrn-{dossier.source.ura}"}
    numbers = [*dossier.word["identifier"], number]
    assert (await dossier.source.post(dossier.word | {"identifier": numbers})).is_success
    query = f"Patient?identifier={NUMBERS}|{number['value']}"

    assert names(await dossier.source.get(query)) == [dossier.patient]
    assert names(await stranger.get(query)) == []


@pytest.mark.parametrize("number", ["12345678", "123456789", "1234.56.789", ""])
async def test_digits_of_a_person_without_a_system_are_asked_in_a_post(
    region: Region, number: str
) -> None:
    """A BSN with a slip is one too."""
    doctor = await region.doctor()

    for query in (f"Patient?identifier={number}", f"Goal?patient.identifier=A-1,{number}"):
        answer = await doctor.get(query)
        assert answer.status_code == 405
        assert not number or number not in answer.text


@pytest.mark.parametrize("code", [f"{systems.SNOMED}|{CODE}", f"{systems.SNOMED}|395091006,{CODE}"])
async def test_a_code_that_passes_the_eleven_test_is_not_taken_for_a_bsn(
    region: Region, code: str
) -> None:
    """The second as the national guide writes its lists: the system once, then bare codes."""
    assert is_bsn(CODE)
    doctor = await region.doctor()

    answer = await doctor.get(f"Observation?patient=1&code={code}")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("Goal?patient=1&_lastUpdated=ge2026-10-01T10:00:00.{number}Z", 200),
        ("Observation?patient=1&date=ge2026-10-01T10:00:00.{number}%2B02:00", 200),
        ("Observation?patient=1&date=2026-10-01,2026-10-02", 200),
        ("Goal?patient=1&_lastUpdated=lt2026-10-01", 200),
        ("Goal?patient=1&_count={number}", 400),
        ("Observation?patient=1&date={number}", 400),
    ],
)
async def test_moments_and_counts_are_never_taken_for_a_bsn(
    region: Region, query: str, status: int
) -> None:
    doctor = await region.doctor()

    answer = await doctor.get(query.format(number=a_bsn()))

    assert answer.status_code == status, answer.text


async def test_a_number_behind_its_kind_or_behind_has_is_refused_too(region: Region) -> None:
    doctor, bsn = await region.doctor(), a_bsn()
    kind = "http://terminology.hl7.org/CodeSystem/v2-0203|NNNLD"

    for asked in (
        f"Observation?identifier:of-type={kind}|{bsn}",
        f"Patient?_has:RelatedPerson:patient:identifier={bsn}",
        f"Patient?_has:Observation:patient:_has:Provenance:target:identifier={bsn}",
    ):
        must_point_to_post(await doctor.get(asked), bsn, asked)
