"""What no index holds is found by opening what the asker may see. docs/decisions/0059."""

from typing import Any

import pytest

from hub.search import opening
from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

UCUM = "http://unitsofmeasure.org"
LOINC = systems.LOINC


def a_quantity(value: float, code: str = "mg", **members: Any) -> dict[str, Any]:
    return {"value": value, "unit": code, "system": UCUM, "code": code, **members}


def coded(code: str, text: str = "") -> dict[str, Any]:
    concept: dict[str, Any] = {"coding": [{"system": LOINC, "code": code, "display": f"D {code}"}]}
    return concept | ({"text": text} if text else {})


async def hits(dossier: Dossier, kind: str, **asked: str) -> list[str]:
    answer = await dossier.source.find(kind, patient=dossier.patient, **asked)
    assert answer.status_code == 200, (asked, answer.text)
    assert answer.json()["total"] == len(found(answer)), asked
    return sorted(names(answer))


async def check(dossier: Dossier, kind: str, table: list[tuple[str, str, list[str]]]) -> None:
    for name, value, expected in table:
        assert await hits(dossier, kind, **{name: value}) == sorted(expected), (name, value)


async def test_a_quantity_is_compared_by_number_precision_and_unit(region: Region) -> None:
    dossier = await a_dossier(region)
    exact = await dossier.add(an_observation(dossier.patient, valueQuantity=a_quantity(5.4)))
    more = await dossier.add(an_observation(dossier.patient, valueQuantity=a_quantity(5.44)))
    below = await dossier.add(
        an_observation(dossier.patient, valueQuantity=a_quantity(3, comparator="<"))
    )
    bare = {"value": 5.4, "unit": "mg"}
    unitless = await dossier.add(an_observation(dossier.patient, valueQuantity=bare))
    await dossier.add(an_observation(dossier.patient, valueString="5.4 mg"))

    await check(
        dossier,
        "Observation",
        [
            ("value-quantity", "5.4", [exact, more, unitless]),
            ("value-quantity", "5.40", [exact, unitless]),
            ("value-quantity", f"5.4|{UCUM}|mg", [exact, more]),
            ("value-quantity", f"5.4|{UCUM}|", [exact, more]),
            ("value-quantity", "5.4||mg", [exact, more, unitless]),
            ("value-quantity", f"5.4|{UCUM}|g", []),
            ("value-quantity", "gt5.4", [more]),
            ("value-quantity", "ge5.4", [exact, more, unitless]),
            ("value-quantity", "lt3", [below]),
            ("value-quantity", "ge3", [exact, more, unitless]),
            ("value-quantity", "le5.4", [exact, below, unitless]),
            ("value-quantity", "ne5.4", [below]),
            ("value-quantity", "ap6", [exact, more, unitless]),
            ("value-quantity", "eb5", [below]),
            ("value-quantity", "1,5.44", [more]),
            ("value-quantity:missing", "false", [exact, more, below, unitless]),
        ],
    )


async def test_both_components_of_a_composite_are_of_one_element(region: Region) -> None:
    dossier = await a_dossier(region)

    def part(code: str, value: float) -> dict[str, Any]:
        return {"code": coded(code), "valueQuantity": a_quantity(value, "mm[Hg]")}

    pressure = await dossier.add(
        an_observation(
            dossier.patient,
            code=coded("85354-9"),
            component=[part("8480-6", 120), part("8462-4", 80)],
        )
    )
    weight = await dossier.add(
        an_observation(dossier.patient, code=coded("w"), valueQuantity=a_quantity(120, "kg"))
    )
    said = await dossier.add(
        an_observation(dossier.patient, code=coded("s"), valueString="wil $5, niet meer")
    )

    await check(
        dossier,
        "Observation",
        [
            ("component-code-value-quantity", f"{LOINC}|8480-6$gt100", [pressure]),
            ("component-code-value-quantity", f"{LOINC}|8462-4$gt100", []),
            ("combo-code-value-quantity", "8480-6$120,w$120", [pressure, weight]),
            ("code-value-quantity", f"w$120|{UCUM}|kg", [weight]),
            ("code-value-quantity", "85354-9$120", []),
            ("code-value-string", "s$wil", [said]),
            ("code-value-string", "s$wil \\$5\\, niet", [said]),
            ("code-value-string", "w$wil", []),
            ("code-value-quantity:missing", "true", [pressure, said]),
        ],
    )


async def test_numbers_ages_and_lengths_are_found(region: Region) -> None:
    dossier = await a_dossier(region)
    subject = {"subject": {"reference": dossier.patient}}
    risk = await dossier.add(
        {
            "resourceType": "RiskAssessment",
            "status": "final",
            **subject,
            "prediction": [{"probabilityDecimal": 0.3}],
        }
    )
    condition = await dossier.add(
        {
            "resourceType": "Condition",
            **subject,
            "onsetRange": {"low": a_quantity(40, "a"), "high": a_quantity(50, "a")},
        }
    )
    stay = await dossier.add(
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "IMP"},
            **subject,
            "length": a_quantity(3, "d"),
        }
    )

    await check(
        dossier, "RiskAssessment", [("probability", "0.3", [risk]), ("probability", "1", [])]
    )
    await check(
        dossier,
        "Condition",
        [("onset-age", "gt45||a", [condition]), ("onset-age", "45", []), ("onset-age", "gt50", [])],
    )
    await check(dossier, "Encounter", [("length", "3||d", [stay]), ("length", "sa3", [])])


async def test_words_of_a_record_are_found_and_kept_nowhere(region: Region) -> None:
    dossier = await a_dossier(region)
    wish = "Łukasz wil NIET naar het ziekenhuis"
    stored = await dossier.add(an_observation(dossier.patient, valueString=wish))
    async with region.running.owner.connection() as connection:
        row = await connection.fetchrow(
            "SELECT cardinality(tokens) AS many FROM resource ORDER BY last_updated DESC LIMIT 1"
        )
    bare = await dossier.add(an_observation(dossier.patient, valueString="x"))
    async with region.running.owner.connection() as connection:
        other = await connection.fetchrow(
            "SELECT cardinality(tokens) AS many FROM resource ORDER BY last_updated DESC LIMIT 1"
        )

    assert row["many"] == other["many"]
    await check(
        dossier,
        "Observation",
        [
            ("value-string", "łukasz WIL", [stored]),
            ("value-string", "ziekenhuis", []),
            ("value-string:contains", "ziekenhuis", [stored]),
            ("value-string:exact", wish, [stored]),
            ("value-string:exact", wish.lower(), []),
            ("value-string:missing", "false", [stored, bare]),
            ("value-string", "wil,x", [bare]),
        ],
    )


async def test_what_stands_beside_a_code_and_a_number_is_found(region: Region) -> None:
    dossier = await a_dossier(region)
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    number = {"type": kind, "system": "https://example.org/n", "value": "12"}
    one = await dossier.add(
        an_observation(dossier.patient, code=coded("a", "Hartslag in rust"), identifier=[number])
    )
    two = await dossier.add(an_observation(dossier.patient, code=coded("b")))

    await check(
        dossier,
        "Observation",
        [
            ("code:text", "hartslag", [one]),
            ("code:text", "d b", [two]),
            ("code:text", "rust", []),
            ("identifier:of-type", f"{kind['coding'][0]['system']}|MR|12", [one]),
            ("identifier:of-type", f"{kind['coding'][0]['system']}|MR|13", []),
            ("identifier:of-type", f"{kind['coding'][0]['system']}|SS|12", []),
        ],
    )


async def test_what_consent_closes_is_not_looked_into(region: Region) -> None:
    """By match or no match nothing is told of it, whatever the parameter."""
    doctor = await region.doctor()
    dossier = await a_dossier(region)
    await dossier.add(
        an_observation(dossier.patient, code=coded("a", "Hartslag"), valueQuantity=a_quantity(5))
    )
    for name, value in (
        ("value-quantity", "5"),
        ("value-quantity", "ne5"),
        ("value-quantity:missing", "false"),
        ("code-value-quantity", "a$5"),
        ("code:text", "hart"),
        ("_source:missing", "false"),
    ):
        closed = await doctor.find("Observation", patient=dossier.patient, **{name: value})
        assert closed.status_code in {200, 400}, closed.text
        assert closed.json().get("total", 0) == 0, name
    await dossier.open_to(doctor)
    opened = await doctor.find("Observation", patient=dossier.patient, **{"value-quantity": "5"})
    assert len(names(opened)) == 1


async def close(dossier: Dossier, doctor: Caller, resource: str) -> None:
    closed = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    closed["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": resource}}]
    await dossier.add(closed)


async def test_what_is_closed_is_not_even_opened(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much there is tells nothing: not by a refusal, and not by the time that it takes."""
    doctor, dossier = await region.doctor(), await a_dossier(region)
    seen, hidden = [
        await dossier.add(an_observation(dossier.patient, valueQuantity=a_quantity(value)))
        for value in (5, 6)
    ]
    await dossier.open_to(doctor)
    await close(dossier, doctor, hidden)
    monkeypatch.setattr("hub.query.opened.MOST_OPENED", 1)
    asked = {"value-quantity": "gt4"}

    own = await dossier.source.find("Observation", patient=dossier.patient, **asked)
    others = await doctor.find("Observation", patient=dossier.patient, **asked)

    assert fault(own)["code"] == "too-costly"
    assert names(others) == [seen]


async def test_what_is_withheld_from_the_asker_is_not_compared(region: Region) -> None:
    doctor, dossier = await region.doctor(), await a_dossier(region)
    content = {"content": [{"attachment": {"contentType": "text/plain", "data": "eA=="}}]}
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": dossier.patient},
        **content,
    }
    older = await dossier.add(document)
    relates = {"relatesTo": [{"code": "replaces", "target": {"reference": older}}]}
    newer = await dossier.add(document | relates)
    await dossier.open_to(doctor)
    asked = {"relationship": f"{older}$replaces"}
    assert names(await doctor.find("DocumentReference", patient=dossier.patient, **asked)) == [
        newer
    ]

    await close(dossier, doctor, older)

    assert names(await doctor.find("DocumentReference", patient=dossier.patient)) == [newer]
    assert names(await doctor.find("DocumentReference", patient=dossier.patient, **asked)) == []


async def test_a_place_is_found_by_how_far_it_is(region: Region) -> None:
    source = await region.organization()
    code = source.ura
    place = {
        "resourceType": "Location",
        "name": f"Huis {code}",
        "identifier": [{"system": "https://example.org/places", "value": code}],
        "position": {"latitude": 52.37, "longitude": 5.22},
    }
    await source.post(place)
    own = {"identifier": f"https://example.org/places|{code}"}

    for value, expected in (
        ("52.37|5.22|1|km", 1),
        ("52.37|5.22", 1),
        ("52.09|5.12|10|km", 0),
        ("52.09|5.12|50|km", 1),
        ("52.38|5.22|2000|m", 1),
    ):
        answer = await source.find("Location", near=value, **own)
        assert len(found(answer)) == expected, value
    for value in ("here", "52.37", "95|5|1|km", "52|5|1|lightyears", "52|5|1|km|x"):
        assert (
            "near takes" in fault(await source.find("Location", near=value, **own))["diagnostics"]
        )


async def test_part_of_a_name_in_the_directory_is_found_and_a_uri_by_what_it_lies_under(
    region: Region,
) -> None:
    source = await region.organization()
    url = f"https://example.org/{source.ura}/lists/one"
    await source.post({"resourceType": "ConceptMap", "status": "draft", "url": url, "name": "n"})
    await source.post({"resourceType": "Location", "name": f"Het Oude Huis {source.ura}"})

    for kind, asked, expected in (
        ("Location", {"name:contains": f"huis {source.ura}"}, 1),
        ("Location", {"name:contains": f"{source.ura} huis"}, 0),
        ("ConceptMap", {"url:below": f"https://example.org/{source.ura}"}, 1),
        ("ConceptMap", {"url:below": f"https://example.org/{source.ura}/li"}, 0),
        ("ConceptMap", {"url:above": f"{url}/two#3"}, 1),
        ("ConceptMap", {"url:above": f"https://example.org/{source.ura}/lists"}, 0),
    ):
        assert len(found(await source.find(kind, **asked))) == expected, asked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("value-quantity", "much"),
        ("value-quantity", "5|mg"),
        ("value-quantity", "1e999"),
        ("code-value-quantity", "a"),
        ("code-value-quantity", "a$"),
        ("code-value-quantity", "a$1$2"),
        ("code-value-quantity", "a$much"),
        ("value-string", "?"),
        ("identifier:of-type", "MR|12"),
        ("code:text", "-"),
    ],
)
async def test_what_is_no_such_value_is_refused_in_words(
    region: Region, name: str, value: str
) -> None:
    doctor = await region.doctor()

    answer = await doctor.find("Observation", patient="Patient/1", **{name: value})

    assert answer.status_code == 400
    said = fault(answer)["diagnostics"]
    assert " takes " in said
    assert len(value) < 3 or value not in said


async def test_more_bodies_than_may_be_opened_are_refused(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = await a_dossier(region)
    for value in (1, 2, 3):
        await dossier.add(an_observation(dossier.patient, valueQuantity=a_quantity(value)))
    monkeypatch.setattr(opening, "MOST_OPENED", 2)
    monkeypatch.setattr("hub.query.opened.MOST_OPENED", 2)

    answer = await dossier.source.find(
        "Observation", patient=dossier.patient, **{"value-quantity": "1"}
    )

    assert fault(answer)["code"] == "too-costly"
    assert "narrow" in fault(answer)["diagnostics"]


async def test_pages_and_totals_are_those_of_what_was_found(region: Region) -> None:
    dossier = await a_dossier(region)
    for value in range(5):
        await dossier.add(an_observation(dossier.patient, valueQuantity=a_quantity(value)))

    first = await dossier.source.find(
        "Observation", patient=dossier.patient, _count="2", **{"value-quantity": "gt1"}
    )
    following = next(one["url"] for one in first.json()["link"] if one["relation"] == "next")
    second = await dossier.source.get(following.partition("/fhir/")[2])

    assert [first.json()["total"], second.json()["total"]] == [3, 3]
    assert [len(found(first)), len(found(second))] == [2, 1]


async def test_words_and_values_of_a_composite_are_not_in_the_ledger(region: Region) -> None:
    dossier = await a_dossier(region)
    answer = await dossier.source.find(
        "Observation", patient=dossier.patient, **{"code-value-string": f"{LOINC}|s$wil niet meer"}
    )

    [row] = await region.left_behind(answer)
    assert "code-value-string" in str(row)
    assert "wil niet meer" not in str(row)
