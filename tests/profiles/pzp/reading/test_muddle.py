"""Whatever shape a record has, reading it raises nothing, and every resource is accounted for."""

import random
from copy import deepcopy
from typing import Any

from tests.profiles.pzp.reading.asked import reading
from tests.profiles.pzp.reading.dossier import dossier
from tests.profiles.pzp.records import Tree

JUNK: tuple[Any, ...] = (None, 3, True, "", "x", [], {}, [{}], [[]], {"coding": 1}, {"a": {"b": 1}})


def spoiled(record: list[Tree], rng: random.Random) -> list[Tree]:
    """With one node of each resource replaced."""
    made = deepcopy(record)
    for resource in made:
        places = [
            (node, name)
            for node in nodes(resource)
            for name in (node if isinstance(node, dict) else range(len(node)))
        ]
        node, name = rng.choice(places)
        node[name] = deepcopy(rng.choice(JUNK))
    return made


def nodes(node: Any) -> list[Any]:
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    found = [node] if isinstance(node, (dict, list)) and node else []
    return [*found, *(one for each in inside for one in nodes(each))]


def test_nothing_raises() -> None:
    rng = random.Random(7)  # noqa: S311 - it spoils examples
    for number in range(150):
        for record in (spoiled(dossier(f"muddle {number}"), rng) for _ in range(3)):
            reading(*record)


def test_every_resource_is_told_or_listed() -> None:
    for number in range(50):
        record = [one for one in dossier(f"account {number}") if "id" in one]
        found = reading(*record)
        told = {address for fact in found.facts() for address in fact.addresses}
        told |= {one.address for one in (*found.persons, *found.talks, *found.forms)}
        told |= {
            address
            for one in (*found.contacts, *found.former_contacts)
            for address in one.addresses
        }
        listed = {one.address for one in found.not_read}
        assert told | listed == {f"{one['resourceType']}/{one['id']}" for one in record}
        assert told.isdisjoint(listed)
