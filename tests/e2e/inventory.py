"""What a store holds, said so that two stores can be compared."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import asyncpg

from profiles.systems import BSN_SYSTEM
from tests.e2e.systems import System

TYPES = (
    "Consent",
    "Encounter",
    "Goal",
    "Observation",
    "RelatedPerson",
    "Procedure",
    "Communication",
)
COUNTS = """
SELECT 'current ' || type, count(*), sum(version) FROM resource GROUP BY type
UNION ALL SELECT 'version ' || type, count(*), max(version) FROM resource_version GROUP BY type
UNION ALL SELECT 'inhabitant', count(*), count(DISTINCT pat) FROM inhabitant
"""


async def counts(owner_url: str) -> dict[str, tuple[int, int]]:
    """Rows, and version numbers, by table and type."""
    connection = await asyncpg.connect(owner_url)
    try:
        return {row[0]: (row[1], row[2]) for row in await connection.fetch(COUNTS)}
    finally:
        await connection.close()


async def inventory(hub: str, source: System, people: Iterable[str]) -> Counter[str]:
    """Type, business identifier, content and number of versions of everything of these people."""
    found: Counter[str] = Counter()
    for each in await asyncio.gather(*(_of(hub, source, bsn) for bsn in people)):
        found += each
    return found


async def _of(hub: str, source: System, bsn: str) -> Counter[str]:
    patients = await _search(hub, source, "Patient", {"identifier": f"{BSN_SYSTEM}|{bsn}"})
    assert len(patients) == 1, f"{len(patients)} Patients for one BSN"
    resources = list(patients)
    for kind in TYPES:
        resources += await _search(hub, source, kind, {"patient": patients[0]["id"]})
    names = {f"{one['resourceType']}/{one['id']}": _key(one) for one in resources}
    said = []
    for resource in resources:
        address = f"{resource['resourceType']}/{resource['id']}"
        history = (await source.call(hub, "GET", f"{address}/_history")).json()
        said.append(f"{_content(resource, names)} in {history['total']} versions")
    return Counter(said)


async def _search(
    hub: str, source: System, kind: str, form: dict[str, str]
) -> list[dict[str, Any]]:
    answer = await source.call(hub, "POST", f"{kind}/_search", data={"_count": "500", **form})
    assert answer.status_code == 200, answer.text
    entries = answer.json().get("entry", [])
    return [one["resource"] for one in entries if one["search"]["mode"] == "match"]


def _key(resource: dict[str, Any]) -> str:
    identifiers = resource.get("identifier", [{}])
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    return f"{resource['resourceType']}?{listed[0].get('system')}|{listed[0].get('value')}"


def _content(resource: dict[str, Any], names: dict[str, str]) -> str:
    """Without what differs between two stores: the ids that the hub gives, and moments."""
    bare = {key: value for key, value in resource.items() if key not in {"id", "meta"}}
    return json.dumps(_named(bare, names), sort_keys=True)


def _named(tree: Any, names: dict[str, str]) -> Any:
    if isinstance(tree, list):
        return [_named(item, names) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: names.get(value, value.partition("/")[0])
        if key == "reference" and isinstance(value, str)
        else _named(value, names)
        for key, value in tree.items()
    }
