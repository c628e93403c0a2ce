"""The guide's 1.0 as others rebuilt it, and its examples: as `material` has those of beta 3."""

import json
import os
from collections.abc import Iterator
from functools import cache

from profiles.dialect import NEW, in_each_dialect
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.validator import Validator
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.material import (
    Example,
    Harvest,
    first,
    harvested,
    is_sound,
    published,
)

EXAMPLES = "pzp-1.0-examples"


@cache
def rebuilt() -> Validator:
    """Judges by the rebuilt definitions, over our zib and nl-core."""
    folder = shared_data("pzp-1.0-definitions")
    kinds = ("StructureDefinition", "ValueSet")
    paths = [path for kind in kinds for path in sorted(folder.glob(f"{kind}-*.json"))]
    resources = tuple(json.loads(path.read_bytes()) for path in paths)
    return Validator(Definitions([*shipped(), Package("rebuilt", "1.0.0-rc3", resources, {})]))


@cache
def examples() -> tuple[Example, ...]:
    """Every example of 1.0, by the profile that it declares."""
    paths = sorted(shared_data(EXAMPLES).glob("*.json"))
    resources = [(path.stem, json.loads(path.read_bytes())) for path in paths]
    return tuple(Example(name, one["meta"]["profile"][0], one) for name, one in resources)


@cache
def profiles() -> tuple[str, ...]:
    """The canonicals of its 18 profiles."""
    found = rebuilt().definitions.resources("StructureDefinition")
    return tuple(sorted(one["url"] for one in found if one["url"].startswith(NEW)))


@cache
def grounds() -> tuple[Example, ...]:
    """What mutants are made of: its examples, and others that happen to follow a profile of it."""
    return (*examples(), *_adapted())


def _adapted() -> Iterator[Example]:
    above: dict[str, list[str]] = {}
    for url in profiles():
        structure = rebuilt().definitions.structure(url)
        assert structure is not None
        for name in (structure["baseDefinition"], *(in_each_dialect(url) - {url})):
            above.setdefault(name, []).append(url)
    for one in published():
        for url in above.get(one.profile, ()):
            resource = one.resource | {"meta": one.resource["meta"] | {"profile": [url]}}
            if is_sound(rebuilt(), resource, url):
                yield Example(one.name, url, resource)


@cache
def harvest() -> Harvest:
    """Of the first example of each profile; of all with EVERY_MUTANT in the environment."""
    chosen = grounds() if "EVERY_MUTANT" in os.environ else first(grounds(), 1)
    return harvested(chosen, rebuilt())
