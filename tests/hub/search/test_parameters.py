"""Each kind of search parameter. https://hl7.org/fhir/R4/search.html#ptypes."""

from typing import Any

import pytest

from hub.search.kinds import string
from profiles import systems
from tests.builders import a_goal, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, found, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

SYSTEM = "https://example.org/codes"
OTHER = "https://example.org/other"


def coded(code: str | None, system: str | None = SYSTEM) -> dict[str, Any]:
    coding = {"system": system, "code": code}
    return {"coding": [{key: value for key, value in coding.items() if value is not None}]}


async def count(dossier: Dossier, kind: str, **asked: str) -> int:
    answer = await dossier.source.find(kind, patient=dossier.patient, **asked)
    total = answer.json().get("total")
    assert total == len(found(answer)), answer.text
    return total


@pytest.mark.parametrize(
    ("value", "hits"),
    [
        ("a", 2),
        (f"{SYSTEM}|a", 1),
        (f"{OTHER}|a", 1),
        (f"{SYSTEM}|", 3),
        ("|d", 1),
        ("|a", 0),
        ("A", 0),
        ("b,c", 2),
        (f"{SYSTEM}|a,c", 2),
        ("none", 0),
        ("e\\,f", 1),
        ("g\\|h", 1),
        ("g\\\\|h", 0),
    ],
)
async def test_a_token_is_a_code_with_or_without_its_system(
    region: Region, value: str, hits: int
) -> None:
    dossier = await a_dossier(region)
    codes = [
        coded("a"),
        coded("a", OTHER),
        coded("b"),
        coded("c"),
        coded("d", None),
        coded("e,f", OTHER),
        coded("g|h", OTHER),
    ]
    await dossier.source.transaction(
        a_transaction(
            *((an_observation(dossier.patient, code=code), "POST Observation") for code in codes)
        )
    )

    assert await count(dossier, "Observation", code=value) == hits


async def test_every_coding_of_a_concept_is_found(region: Region) -> None:
    dossier = await a_dossier(region)
    both = {"coding": [*coded("a")["coding"], *coded("b", OTHER)["coding"]]}
    await dossier.add(an_observation(dossier.patient, code=both))

    assert await count(dossier, "Observation", code="a") == 1
    assert await count(dossier, "Observation", code=f"{OTHER}|b") == 1
    assert await count(dossier, "Observation", code=f"{SYSTEM}|b") == 0


async def test_parameters_that_repeat_must_all_hold_and_commas_are_alternatives(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await dossier.add(an_observation(dossier.patient, code=coded("a")))
    await dossier.add(an_observation(dossier.patient, code=coded("b"), status="amended"))
    url = f"Observation?patient={dossier.patient}"

    both = await dossier.source.get(f"{url}&code=a&code=b")
    either = await dossier.source.get(f"{url}&code=a,b")
    crossed = await dossier.source.get(f"{url}&code=a,b&status=final,registered")

    assert [answer.json()["total"] for answer in (both, either, crossed)] == [0, 2, 1]


async def test_not_and_missing_turn_around(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(an_observation(dossier.patient, code=coded("a"), status="final"))
    await dossier.add(
        an_observation(
            dossier.patient,
            code=coded("b"),
            status="amended",
            effectiveDateTime="2026-10-01",
            category=[coded("c")],
        )
    )

    for asked, hits in (
        ({"status:not": "final"}, 1),
        ({"status:not": "final,amended"}, 0),
        ({"category:not": "c"}, 1),
        ({"category:not": "z"}, 2),
        ({"category:missing": "true"}, 1),
        ({"category:missing": "false"}, 1),
        ({"date:missing": "true"}, 1),
        ({"date:missing": "false"}, 1),
        ({"encounter:missing": "true"}, 2),
        ({"status:missing": "true"}, 0),
    ):
        assert await count(dossier, "Observation", **asked) == hits, asked


async def test_in_expands_a_value_set_that_the_hub_knows(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()
    await dossier.goal(description=coded("41829006", OTHER))
    known = "https://fhir.iknl.nl/fhir/ValueSet/ACP-MedicalPolicyGoal"

    assert await count(dossier, "Goal", **{"description:in": known}) == 1
    assert await count(dossier, "Goal", **{"description:in": f"{known}|0.1.0"}) == 1
    unknown = await dossier.source.find(
        "Goal", patient=dossier.patient, **{"description:in": "https://example.org/ValueSet/x"}
    )
    assert unknown.status_code == 400
    assert fault(unknown)["code"] == "not-supported"


@pytest.mark.parametrize(
    ("value", "hits"),
    [
        ("2026-10-01", 1),
        ("eq2026-10-01", 1),
        ("2026-10", 1),
        ("2026", 1),
        ("2026-10-01T10:30:00+02:00", 1),
        ("2026-10-01T08:30:00Z", 1),
        ("2026-10-01T10:30:00Z", 0),
        ("ne2026-10-01", 0),
        ("ne2026-10-02", 1),
        ("gt2026-09-30", 1),
        ("gt2026-10-01", 0),
        ("ge2026-10-01", 1),
        ("lt2026-10-02", 1),
        ("lt2026-10-01", 0),
        ("le2026-10-01", 1),
        ("sa2026-09-30", 1),
        ("sa2026-10-01", 0),
        ("eb2026-10-02", 1),
        ("eb2026-10-01", 0),
        ("ap2026-10-01", 1),
        ("ap2000-01-01", 0),
        ("ap9999-12-31", 0),
        ("ap0001", 0),
        ("2025,2026", 1),
        ("2025-10-01,2027", 0),
    ],
)
async def test_a_date_is_compared_as_the_span_that_it_covers(
    region: Region, value: str, hits: int
) -> None:
    dossier = await a_dossier(region)
    moment = "2026-10-01T10:30:00+02:00"
    await dossier.add(an_observation(dossier.patient, effectiveDateTime=moment))

    assert await count(dossier, "Observation", date=value) == hits


async def test_two_dates_bound_a_period(region: Region) -> None:
    dossier = await a_dossier(region)
    for month in (8, 9, 10):
        await dossier.add(an_observation(dossier.patient, effectiveDateTime=f"2026-{month:02d}-05"))
    url = f"Observation?patient={dossier.patient}"

    answer = await dossier.source.get(f"{url}&date=ge2026-09-01&date=lt2026-10-01")

    assert [one["effectiveDateTime"] for one in found(answer)] == ["2026-09-05"]


@pytest.mark.parametrize(
    "value", ["yesterday", "2026-13-01", "2026-02-30", "ap2026-13", "gt", "20261001", "ge 2026"]
)
async def test_a_date_that_is_none_is_refused(region: Region, value: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.find("Observation", patient=dossier.patient, date=value)

    assert answer.status_code == 400
    assert fault(answer)["diagnostics"].startswith("date takes")


async def test_a_reference_is_asked_by_id_by_address_or_by_url(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    await dossier.add(an_observation(dossier.patient, focus=[{"reference": goal}]))

    for value, hits in (
        (goal, 1),
        (f"http://127.0.0.1:8000/fhir/{goal}", 1),
        ("Goal/other", 0),
        ("https://example.org/fhir/Goal/1", 0),
    ):
        assert await count(dossier, "Observation", focus=value) == hits, value
    name = goal.partition("/")[2]
    assert await count(dossier, "Observation", **{"focus:Goal": name}) == 1
    assert await count(dossier, "Observation", **{"focus:Condition": name}) == 0


async def test_the_patient_is_asked_in_every_way_that_clients_write_it(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    for name, value in (
        ("patient", dossier.id),
        ("patient", dossier.patient),
        ("patient", f"http://127.0.0.1:8000/fhir/{dossier.patient}"),
        ("subject", dossier.patient),
        ("subject", dossier.id),
        ("subject:Patient", dossier.id),
        ("patient.identifier", f"{systems.BSN_SYSTEM}|{dossier.bsn}"),
        ("subject:Patient.identifier", f"{systems.BSN_SYSTEM}|{dossier.bsn}"),
    ):
        assert names(await dossier.source.find("Goal", **{name: value})) == [goal], name


async def test_an_identifier_of_a_reference_is_found(region: Region) -> None:
    dossier = await a_dossier(region)
    performer = [{"identifier": {"system": systems.URA_SYSTEM, "value": "00000001"}}]
    await dossier.add(an_observation(dossier.patient, performer=performer))

    for value, hits in (
        (f"{systems.URA_SYSTEM}|00000001", 1),
        (f"{systems.URA_SYSTEM}|00000002", 0),
    ):
        assert await count(dossier, "Observation", **{"performer:identifier": value}) == hits


async def test_a_string_is_found_by_its_beginning_and_exact_as_written(region: Region) -> None:
    source = await region.organization()
    name = f"Zoë {source.ura} Duinroos"
    await source.post({"resourceType": "Location", "name": name})

    for asked, hits in (
        ({"name": f"zoe {source.ura}"}, 1),
        ({"name": f"ZOË {source.ura} DUIN"}, 1),
        ({"name": source.ura}, 0),
        ({"name:exact": name}, 1),
        ({"name:exact": name.lower()}, 0),
        ({"name:exact": name[:-1]}, 0),
    ):
        assert len(found(await source.find("Location", **asked))) == hits, asked
    assert (await source.find("Location", name="x" * 65)).status_code == 400


async def test_letters_of_other_languages_are_found_by_those_of_ours(region: Region) -> None:
    source = await region.organization()
    await source.post({"resourceType": "Location", "name": f"Łódź-Sørensen {source.ura}"})

    for asked in (f"lodz sorensen {source.ura}", f"ŁÓDŹ SØRENSEN {source.ura}"):
        assert len(found(await source.find("Location", name=asked))) == 1, asked
        contained = {"name:contains": asked[2:]}
        assert len(found(await source.find("Location", **contained))) == 1, asked


def test_what_was_indexed_before_letters_folded_is_found_as_it_was_then() -> None:
    asked = string.condition("name", "", ["Łódź"])

    assert asked.keys == ("name|s|lodz", "name|s|łodz")


async def test_a_uri_is_exact_and_a_canonical_goes_with_or_without_its_version(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    form = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "subject": {"reference": dossier.patient},
        "questionnaire": f"{systems.PZP_QUESTIONNAIRE}|0.1.3-beta3",
    }
    await dossier.add(form)

    for value, hits in (
        (systems.PZP_QUESTIONNAIRE, 1),
        (f"{systems.PZP_QUESTIONNAIRE}|0.1.3-beta3", 1),
        (f"{systems.PZP_QUESTIONNAIRE}|9", 0),
        (systems.PZP_QUESTIONNAIRE[:-1], 0),
    ):
        assert await count(dossier, "QuestionnaireResponse", questionnaire=value) == hits, value


async def test_what_every_resource_has_is_searchable(region: Region) -> None:
    dossier = await a_dossier(region)
    profile = "https://example.org/StructureDefinition/a"
    meta = {"profile": [profile], "tag": [{"system": SYSTEM, "code": "x"}]}
    goal = await dossier.goal(meta=meta)
    await dossier.goal()
    name = goal.partition("/")[2]

    for asked, hits in (
        ({"_id": name}, 1),
        ({"_id": f"{name},never-was"}, 1),
        ({"_tag": f"{SYSTEM}|x"}, 1),
        ({"_tag": "y"}, 0),
        ({"_profile": profile}, 1),
        ({"_lastUpdated": "ge2026-01-01"}, 2),
        ({"_lastUpdated": "lt2026-01-01"}, 0),
    ):
        assert await count(dossier, "Goal", **asked) == hits, asked


async def test_an_inhabitant_is_found_by_number_and_never_by_name(region: Region) -> None:
    source = await region.organization()

    for asked in ("name=Vlinderhof", "family=Vlinderhof", "birthdate=1950-01-01", "gender=female"):
        answer = await source.get(f"Patient?_id=1&{asked}")
        assert answer.status_code == 400, asked
        assert "by BSN" in fault(answer)["diagnostics"], asked
        assert "Vlinderhof" not in answer.text


async def test_a_new_version_is_found_by_what_it_says_now(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}", description=coded("a"))
    await dossier.source.put(goal)
    await dossier.source.put(goal | {"description": coded("b")})

    assert await count(dossier, "Goal", description="a") == 0
    assert await count(dossier, "Goal", description="b") == 1
    assert urn(0).startswith("urn:uuid:")
