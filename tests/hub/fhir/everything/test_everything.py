"""$everything: all of a record that is open to who asks, a page at a time, and nothing else."""

import time
from urllib.parse import urlsplit

import pytest

from hub.search.everything import CARE_DATES
from hub.search.registry import searchable
from tests.builders import a_bsn, a_transaction, a_treatment_directive
from tests.hub.counting import counting
from tests.hub.dossier import (
    a_dossier,
    an_observation,
    an_organization,
    fault,
    found,
    kept_by,
    names,
)
from tests.hub.fhir.everything.asking import a_record, asked, link, pages, parameters
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
MOST_STATEMENTS = 4
QUICK = 0.02
"""Seconds of the processor, of the quickest of some: a busy machine is no fault of the hub."""


async def test_who_may_see_it_gets_the_patient_first_and_all_else_once(region: Region) -> None:
    dossier, doctor = await a_record(region), await region.doctor()
    choice = await dossier.open_to(doctor)
    other = await a_record(region)

    answer = await asked(doctor, dossier)
    kinds = [one["resourceType"] for one in found(answer)]
    assert kinds[0] == "Patient"
    assert sorted(kinds) == ["Consent", "Goal", "Observation", "Patient"]
    assert choice not in names(answer)  # a choice about exchange is the source's alone
    assert other.patient not in answer.text
    assert answer.json()["total"] == len(kinds)
    [row] = await region.left_behind(answer)
    assert row["rule"] == "C-EXPLICIT-PERMIT"
    assert row["detail"]["operation"] == "$everything"


async def test_by_post_it_is_the_same(region: Region) -> None:
    dossier = await a_record(region)
    body = parameters(_type={"valueCode": "Goal"}, _count={"valueInteger": 5})
    posted = await dossier.source("POST", f"{dossier.patient}/$everything", body)
    assert names(posted) == names(await asked(dossier.source, dossier, "?_type=Goal&_count=5"))
    assert len(names(posted)) == 1


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_page_by_page_it_is_the_same_in_the_same_order(region: Region, size: int) -> None:
    dossier = await a_record(region)
    whole = await asked(dossier.source, dossier)
    answers = await pages(dossier.source, await asked(dossier.source, dossier, f"?_count={size}"))

    assert [one for answer in answers for one in names(answer)] == names(whole)
    assert {answer.json()["total"] for answer in answers} == {4}
    assert all(len(names(answer)) <= size for answer in answers)


async def test_a_page_link_takes_a_count_and_a_format_and_is_for_one_asker_and_record(
    region: Region,
) -> None:
    dossier, doctor = await a_record(region), await region.doctor()
    other = await kept_by(dossier.source, a_bsn())
    await dossier.open_to(doctor)
    first = await asked(dossier.source, dossier, "?_count=1&_format=json")
    cursor = urlsplit(link(first, "next") or "").query
    assert "_format=json" in cursor

    more = await asked(dossier.source, dossier, f"?{cursor}&_count=2")
    assert len(names(more)) == 2
    for answer in (
        await asked(doctor, dossier, f"?{cursor}"),
        await dossier.source.get(f"{other.patient}/$everything?{cursor}"),
        await asked(dossier.source, dossier, f"?{cursor}&_type=Goal"),
    ):
        assert answer.status_code in {400, 404}


async def test_none_of_a_count_of_nought_but_the_total(region: Region) -> None:
    dossier = await a_record(region)
    answer = await asked(dossier.source, dossier, "?_count=0")
    assert (names(answer), answer.json()["total"], link(answer, "next")) == ([], 4, None)


async def test_types_and_what_was_changed_since_narrow_it(region: Region) -> None:
    dossier = await a_record(region)
    whole = found(await asked(dossier.source, dossier))
    last = max(one["meta"]["lastUpdated"] for one in whole)

    of_types = await asked(dossier.source, dossier, "?_type=Goal,Observation")
    twice = await asked(dossier.source, dossier, "?_type=Goal&_type=Observation")
    since = await asked(dossier.source, dossier, f"?_since={last}")
    never = await asked(dossier.source, dossier, "?_since=2190-01-01T00:00:00Z")

    assert {name.partition("/")[0] for name in names(of_types)} == {"Goal", "Observation"}
    assert names(twice) == names(of_types)
    assert [one["meta"]["lastUpdated"] for one in found(since)] == [last]
    assert (never.status_code, never.json()["total"]) == (200, 0)


async def test_days_of_care_narrow_what_has_a_day_and_leave_what_holds(region: Region) -> None:
    dossier = await a_dossier(region)
    days = {
        day: an_observation(dossier.patient, effectiveDateTime=day)
        for day in ("2026-01-31", "2026-03-01")
    }
    made = {day: await dossier.add(one) for day, one in days.items()}
    stay = {dossier.patient, await dossier.add(a_treatment_directive(dossier.patient))}

    async def of(query: str) -> set[str]:
        return set(names(await asked(dossier.source, dossier, query))) - stay

    assert await of("?start=2026-02") == {made["2026-03-01"]}
    assert await of("?end=2026-01-31") == {made["2026-01-31"]}
    assert await of("?start=2026-01-31&end=2026-03-01") == {*made.values()}
    assert await of("?start=2026-02-01&end=2026-02-28") == set()
    assert stay <= set(names(await asked(dossier.source, dossier, "?start=2030")))


async def test_who_and_what_of_the_directory_is_named_comes_along_and_is_not_counted(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    here = await dossier.add(an_organization(dossier.source.ura))
    place = {
        "resourceType": "Location",
        "name": "Kamer 3",
        "managingOrganization": {"reference": here},
    }
    room = await dossier.add(place)
    visit = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
        "subject": {"reference": dossier.patient},
        "location": [{"location": {"reference": room}}],
    }
    await dossier.add(visit)

    answer = await asked(dossier.source, dossier)
    assert set(names(answer, "include")) == {room, here}
    assert answer.json()["total"] == len(names(answer)) == 2
    asked_for = await asked(dossier.source, dossier, "?_type=Encounter,Organization")
    assert names(asked_for, "include") == [here]
    assert names(await asked(dossier.source, dossier, "?_type=Encounter"), "include") == []
    only = await asked(dossier.source, dossier, "?_type=Organization")
    assert (only.status_code, fault(only)["code"]) == (400, "not-supported")


@pytest.mark.parametrize(
    "query",
    [
        "?_type=Nothing", "?_count=x", "?_since=yesterday", "?start=2026-02-30", "?other=1",
        "?start=2026-03-01&end=2026-02-01", "?start=2026-03-01&start=2026-03-02", "?_cursor=x",
        "?_type=AuditEvent",
    ],
)  # fmt: skip
async def test_what_it_does_not_take_is_refused_in_words(region: Region, query: str) -> None:
    dossier = await a_dossier(region)
    answer = await asked(dossier.source, dossier, query)
    assert answer.status_code in {400, 403}
    assert fault(answer)["diagnostics"]


def test_a_day_of_care_is_a_date_that_its_type_is_searched_by() -> None:
    said = {(kind, code) for kind, codes in CARE_DATES.items() for code in codes}
    dates = {
        (kind, code)
        for kind in CARE_DATES
        for code, one in searchable(kind).items()
        if one.type == "date"
    }
    assert said <= dates


async def test_two_hundred_come_by_few_statements_and_quickly(region: Region, hub: Running) -> None:
    dossier = await a_dossier(region)
    here = await dossier.add(an_organization(dossier.source.ura))
    one = an_observation(dossier.patient, performer=[{"reference": here}])
    for _ in range(2):
        sent = [(one, "POST Observation")] * 100
        assert (await dossier.source.transaction(a_transaction(*sent))).status_code == 200
    headers = {"Authorization": f"Bearer {dossier.source.token()}"}
    async with counting(hub) as (client, statements):
        path = f"{dossier.patient}/$everything?_count=200"
        taken = []
        for _ in range(8):
            statements.clear()
            began = time.process_time()
            answer = await client.get(path, headers=headers)
            taken.append(time.process_time() - began)
    assert len(names(answer)) == 200
    assert names(answer, "include") == [here]
    assert answer.json()["total"] == 201
    assert len(statements) <= MOST_STATEMENTS, statements
    assert min(taken) < QUICK, taken
