"""The same record, however it is spelt, makes no version; another one does.

https://hl7.org/fhir/R4/json.html
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.hub.dossier import a_dossier, an_observation
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

NUMBER = "https://example.org/numbers"


def reversed_members(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: reversed_members(tree[key]) for key in reversed(tree)}
    return [reversed_members(one) for one in tree] if isinstance(tree, list) else tree


def escaped(text: str) -> str:
    """The first letter of every name written as its number."""
    return text.replace('"status"', '"\\u0073tatus"').replace("é", "\\u00e9")


SPELLINGS: dict[str, Callable[[dict[str, Any]], str]] = {
    "as it was": lambda one: json.dumps(one, ensure_ascii=False),
    "again": lambda one: json.dumps(one, ensure_ascii=False),
    "letters by number": lambda one: json.dumps(one, ensure_ascii=True),
    "names by number": lambda one: escaped(json.dumps(one, ensure_ascii=False)),
    "members the other way round": lambda one: json.dumps(reversed_members(one)),
    "over many lines": lambda one: json.dumps(one, indent=3, ensure_ascii=False),
    "over many lines of tabs": lambda one: json.dumps(one, indent="\t"),
    "without any space": lambda one: json.dumps(one, separators=(",", ":")),
    "with much space": lambda one: json.dumps(one, separators=(" , ", " : ")),
    "with another version in its meta": lambda one: json.dumps(
        {"meta": {"versionId": "7", "lastUpdated": "2020-01-01T00:00:00Z"}} | one
    ),
}

OTHERS: dict[str, Callable[[str], str]] = {
    "a digit more of a decimal": lambda text: text.replace("1.0", "1.00"),
    "a list in another order": lambda text: text.replace(
        '"eerste"}, {"text": "tweede"', '"tweede"}, {"text": "eerste"'
    ),
    "another letter": lambda text: text.replace("één", "een"),
}


def a_record(patient: str) -> dict[str, Any]:
    return an_observation(
        patient,
        identifier=[{"system": NUMBER, "value": "1"}],
        valueQuantity={"value": 1.0, "unit": "één"},
        note=[{"text": "eerste"}, {"text": "tweede"}],
    )


async def test_ten_spellings_of_one_record_make_one_version(region: Region) -> None:
    dossier = await a_dossier(region)
    url = f"Observation?identifier={NUMBER}|1"
    record = a_record(dossier.patient)

    answers = [await dossier.source("PUT", url, spell(record)) for spell in SPELLINGS.values()]

    assert [answer.status_code for answer in answers] == [201] + [200] * 9
    assert {answer.headers["ETag"] for answer in answers} == {'W/"1"'}


@pytest.mark.parametrize("change", OTHERS)
async def test_another_record_makes_a_version(region: Region, change: str) -> None:
    dossier = await a_dossier(region)
    url = f"Observation?identifier={NUMBER}|1"
    text = json.dumps(a_record(dossier.patient), ensure_ascii=False)
    other = OTHERS[change](text)
    assert other != text

    first = await dossier.source("PUT", url, text)
    second = await dossier.source("PUT", url, other)

    assert (first.headers["ETag"], second.headers["ETag"]) == ('W/"1"', 'W/"2"')


async def test_what_is_equal_of_two_inhabitants_is_not_seen_to_be_equal(region: Region) -> None:
    one, other = await a_dossier(region), await a_dossier(region)
    for dossier in (one, other):
        pump = {"resourceType": "Device", "patient": {"reference": dossier.patient}}
        await dossier.add(pump)
    async with region.running.database.connection() as connection:
        rows = await connection.fetch(
            "SELECT digest, tokens FROM resource WHERE custodian = ANY ($1) AND type = 'Device'",
            [one.source.ura, other.source.ura],
        )

    assert len(rows) == 2
    assert rows[0]["digest"] != rows[1]["digest"]
    assert not set(rows[0]["tokens"]) & set(rows[1]["tokens"])
