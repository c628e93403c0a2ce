"""A source searches what it put here itself, of whomever, by what finds across; and no further.

docs/decisions/0072-what-a-source-put-here.md
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from hub.storage.pseudonym import inhabitant, rid
from profiles.identifiers import BSN
from profiles.instant import instant
from tests.attacks.test_open_directory import least
from tests.builders import a_goal, a_patient, a_privacy_consent, a_transaction, registered_with
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    address,
    addresses,
    an_observation,
    fault,
    found,
    kept_by,
    names,
)
from tests.hub.persons import known, person
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/goals"
ALL = "_lastUpdated=ge2020-01-01"


def numbered(patient: str, value: str, **members: Any) -> dict[str, Any]:
    return a_goal(patient, identifier=[{"system": NUMBERS, "value": value}], **members)


async def of_three(region: Region) -> tuple[Caller, list[Dossier], list[str]]:
    """A source that keeps a goal of each of three inhabitants, who others keep things of too."""
    source = await region.organization()
    dossiers = [await kept_by(source, (await a_dossier(region)).bsn) for _ in range(3)]
    goals = [await source_goal(one, source.ura) for one in dossiers]
    return source, dossiers, goals


def outcomes(answer: httpx.Response) -> list[dict[str, Any]]:
    return [one for one in answer.json()["entry"] if one["search"]["mode"] == "outcome"]


async def source_goal(dossier: Dossier, number: str) -> str:
    return await dossier.add(numbered(dossier.patient, f"of-{number}"))


async def test_it_finds_its_own_of_everybody_oldest_first(region: Region) -> None:
    source, _, goals = await of_three(region)

    for query in (ALL, f"identifier={NUMBERS}|of-{source.ura}", f"identifier=of-{source.ura}"):
        answer = await source.get(f"Goal?{query}")
        assert names(answer) == goals, query
        assert answer.json()["total"] == 3
    ids = ",".join(one.partition("/")[2] for one in goals)
    assert names(await source.get(f"Goal?_id={ids}&_sort=-_lastUpdated")) == goals[::-1]
    assert len(names(await source.get(f"Patient?{ALL}"))) == 3
    assert names(await source.find("Goal", _lastUpdated="ge2020-01-01")) == goals


async def test_nothing_of_another_is_found_counted_or_brought(region: Region) -> None:
    """Neither by its number or id, nor where the inhabitant opened it to this source."""
    source, dossiers, _ = await of_three(region)
    other = await kept_by(await region.organization(), dossiers[0].bsn)
    goal = await other.add(numbered(other.patient, f"of-{source.ura}"))
    await other.open_to(source)
    name = goal.partition("/")[2]

    for query in (ALL, f"identifier={NUMBERS}|of-{source.ura}"):
        answer = await source.get(f"Goal?{query}&_total=accurate&_count=2")
        assert goal not in names(answer)
        assert answer.json()["total"] == 3
    assert names(await source.get(f"Goal?_id={name}")) == []
    observation = await dossiers[0].add(an_observation(dossiers[0].patient))
    brought = await source.get(f"Observation?{ALL}&_include=Observation:subject")
    assert names(brought) == [observation]
    [patient] = found(brought, "include")
    assert patient["meta"]["source"].endswith(source.ura)


async def test_what_was_taken_since_then_is_paged_without_gap_or_double(region: Region) -> None:
    source, dossiers, goals = await of_three(region)
    since = (await source.get(goals[-1])).json()["meta"]["lastUpdated"]
    later = [await dossiers[0].goal() for _ in range(5)]
    await source.put(numbered(dossiers[0].patient, "x", id=goals[0].partition("/")[2]))

    answer = await source.get(f"Goal?_lastUpdated=gt{quote(since)}&_count=2")
    seen, pages = names(answer), 1
    while link := [one for one in answer.json()["link"] if one["relation"] == "next"]:
        answer = await source.get(link[0]["url"].partition("/fhir/")[2])
        seen, pages = seen + names(answer), pages + 1
        assert "total" not in answer.json()

    assert seen == [*later, goals[0]]
    assert pages == 3
    # One of the three was changed, and is the newest now.
    for prefix, expected in {"eq": 1, "lt": 1, "le": 2, "ge": 7, "sa": 6, "eb": 1}.items():
        told = await source.get(f"Goal?_lastUpdated={prefix}{quote(since)}&_total=accurate")
        assert told.json()["total"] == expected, prefix


async def test_what_was_deleted_is_not_found(region: Region) -> None:
    source, _, goals = await of_three(region)
    await source("DELETE", goals[1])

    answer = await source.get(f"Goal?{ALL}")

    assert (names(answer), answer.json()["total"]) == ([goals[0], goals[2]], 2)


async def test_each_is_shown_as_a_read_of_it(region: Region) -> None:
    """Whatever the inhabitant closed: what an organisation keeps itself it may see."""
    source, dossiers, goals = await of_three(region)
    doctor = await region.doctor()
    await dossiers[0].choose(user=doctor.ura, permit=False)

    shown = found(await source.get(f"Goal?{ALL}"))

    assert shown == [(await source.get(one)).json() for one in goals]
    patients = found(await source.get(f"Patient?{ALL}"))
    assert patients == [(await source.get(f"Patient/{one['id']}")).json() for one in patients]


async def test_the_ledger_has_a_row_for_each_inhabitant_shown(region: Region) -> None:
    source, _, _ = await of_three(region)

    rows = await region.left_behind(await source.get(f"Goal?{ALL}&_count=2"))

    assert {(row["rule"], row["type"], row["found"]) for row in rows} == {
        ("C-OWN-DOSSIER", "Goal", 1)
    }
    assert len({row["pat"] for row in rows}) == len(rows) == 2
    assert None not in {row["pat"] for row in rows}
    [nothing] = await region.left_behind(await source.get(f"Flag?{ALL}"))
    assert (nothing["rule"], nothing["pat"], nothing["found"]) == ("NOTHING", None, 0)
    [counted] = await region.left_behind(await source.get(f"Goal?{ALL}&_summary=count"))
    assert counted["pat"] is None


@pytest.mark.parametrize(
    "query",
    [
        "Goal",
        "Goal?_count=10",
        "Goal?_sort=-_lastUpdated",
        f"Goal?{ALL}&lifecycle-status=active",
        f"Goal?{ALL}&identifier:not=x",
        f"Goal?{ALL}&identifier={NUMBERS}|",
        f"Goal?{ALL}&_tag=x",
        f"Goal?{ALL}&patient:missing=false",
        f"Goal?{ALL}&_sort=start-date",
        f"Goal?{ALL}&_revinclude=Observation:focus",
        f"Goal?{ALL}&_include:iterate=Goal:subject",
    ],
)
async def test_no_further_it_is_refused_in_words(region: Region, query: str) -> None:
    source = await region.organization()

    answer = await source.get(query)

    assert answer.status_code == 400
    assert "patient=" in fault(answer)["diagnostics"] or "_lastUpdated" in answer.text


async def test_who_treats_and_who_is_treated_may_not_search_so(region: Region) -> None:
    source, dossiers, goals = await of_three(region)
    await known(source, dossiers[0].bsn)
    doctor = Caller(region.running, source.ura, "Z3", "01.015")
    himself = person(region.running, dossiers[0].bsn)
    ids = ",".join(one.partition("/")[2] for one in goals)

    for asker in (doctor, himself):
        assert (await asker.get(f"Goal?{ALL}")).status_code == 400
    assert (await doctor.get(f"Goal?_id={ids}")).status_code == 400
    scoped = Caller(region.running, source.ura, "Z3", scopes=("system/Patient.rs",))
    assert (await scoped.get(f"Goal?{ALL}")).status_code == 403


async def test_of_what_is_somebodys_or_nobodys_its_own_and_the_directory_are_found(
    region: Region,
) -> None:
    dossier, other = await a_dossier(region), await a_dossier(region)
    bundle = a_transaction(
        (an_observation(dossier.patient), "POST Observation"),
        (least("Slot", comment="his"), "POST Slot"),
    )
    start = (region.running.clock() - timedelta(seconds=1)).replace(microsecond=0)
    [_, his] = addresses(await dossier.source.transaction(bundle))
    [_, others] = addresses(await other.source.transaction(bundle_of(other)))
    open_ = address(await other.source.post(least("Slot")))

    listed = names(await dossier.source.get(f"Slot?_lastUpdated=ge{quote(instant(start))}"))

    assert [one for one in listed if one in {his, open_, others}] == [his, open_]


def bundle_of(dossier: Dossier) -> dict[str, Any]:
    seen = an_observation(dossier.patient)
    return a_transaction((seen, "POST Observation"), (least("Slot"), "POST Slot"))


async def test_a_choice_of_the_inhabitant_is_found_by_who_wrote_it_down(region: Region) -> None:
    source, dossiers, _ = await of_three(region)
    doctor = await region.doctor()
    choice = address(
        await source.post(
            a_privacy_consent(dossiers[0].patient, holder=source.ura, user=doctor.ura)
        )
    )

    assert names(await source.get(f"Consent?{ALL}")) == [choice]


async def test_a_row_that_somebody_moved_to_this_source_is_told_and_not_shown(
    region: Region,
) -> None:
    source, _, goals = await of_three(region)
    other = await a_dossier(region)
    goal = await other.goal()
    key = rid(region.running.access.keyring, "Goal", goal.partition("/")[2])
    async with region.running.tampering() as connection:
        for table in ("resource", "resource_version"):
            await connection.execute(
                f"UPDATE {table} SET custodian = $1 WHERE rid = $2", source.ura, key
            )

    answer = await source.get(f"Goal?{ALL}")

    assert names(answer) == goals
    assert goal not in answer.text
    assert len(outcomes(answer)) == 1


async def test_of_whom_the_facts_are_broken_nothing_is_shown(region: Region) -> None:
    source, dossiers, goals = await of_three(region)
    keyring = region.running.access.keyring
    pat = inhabitant(keyring, BSN(dossiers[1].bsn)).pat
    async with region.running.tampering() as connection:
        await connection.execute("UPDATE inhabitant SET facts = '' WHERE pat = $1", pat)

    region.running.forget()
    answer = await source.get(f"Goal?{ALL}")

    assert names(answer) == [goals[0], goals[2]]
    assert len(outcomes(answer)) == 1


async def test_what_a_source_with_a_namesake_is_called_is_its_own(region: Region) -> None:
    first, second = await a_dossier(region), await a_dossier(region)
    name = f"g-{first.source.ura}"
    for one in (first, second):
        assert (await one.source.put(a_goal(one.patient, id=name))).status_code == 201

    for query in (ALL, f"_id={name}"):
        answer = await second.source.get(f"Goal?{query}")
        assert names(answer) == [f"Goal/{name}"]
        assert found(answer)[0]["subject"]["reference"] == second.patient


async def test_a_patient_is_in_it_once_by_its_own_word(region: Region) -> None:
    dossier = await a_dossier(region)
    other = await kept_by(await region.organization(), dossier.bsn)
    await other.source.post(a_patient(dossier.bsn, **registered_with(other.source.ura)))

    answer = await dossier.source.get(f"Patient?{ALL}")

    [patient] = found(answer)
    assert patient["meta"]["source"].endswith(dossier.source.ura)
    assert len(answer.json()["entry"]) == 1


async def test_by_a_name_of_its_own_what_refers_to_it_comes_along_as_before(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    observation = await dossier.add(an_observation(dossier.patient, focus=[{"reference": goal}]))

    answer = await dossier.source.get(
        f"Goal?_id={goal.partition('/')[2]}&_revinclude=Observation:focus"
    )

    assert (names(answer), names(answer, "include")) == ([goal], [observation])
