"""The examples and the definitions that others publish, as the tests of profiles use them."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from profiles.packages.definitions import Definitions
from profiles.packages.package import read_package, shipped
from profiles.validator import Validator
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.generator import Generator
from tests.profiles.mutants.mutant import Constraint, Mutant
from tests.profiles.mutants.places import Tree

FOLDERS = ("pzp-examples", "nictiz-examples")
PZP = "https://fhir.iknl.nl/fhir/StructureDefinition/"
R4_LAYER = "almere.r4"
EXAMPLES_EACH = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A published example, and the profile it declares or is judged by here."""

    name: str
    profile: str
    resource: Tree


@cache
def official() -> Validator:
    """Judges by the official packages; R4's own extensions, which these lack, are ours."""
    extensions = [package for package in shipped() if package.name == R4_LAYER]
    published = map(read_package, sorted(shared_data("packages").glob("*.tgz")))
    return Validator(Definitions([*extensions, *published]))


@cache
def published() -> tuple[Example, ...]:
    """Every example once, by the profile that it declares, if any."""
    paths = [path for folder in FOLDERS for path in sorted(shared_data(folder).glob("*.json"))]
    resources = [(path.stem, json.loads(path.read_bytes())) for path in paths]
    return tuple(
        Example(name, resource.get("meta", {}).get("profile", [""])[0], resource)
        for name, resource in resources
    )


@cache
def pzp_profiles() -> tuple[str, ...]:
    """The canonicals of the guide's 17 profiles of resources."""
    found = official().definitions.resources("StructureDefinition")
    return tuple(
        sorted(
            one["url"] for one in found if one["url"].startswith(PZP) and one["type"] != "Extension"
        )
    )


@cache
def bases() -> tuple[Example, ...]:
    """What mutants are made of: the examples by their own profiles, and those of a profile that
    the guide builds on by the guide's as well, where they happen to follow it.
    """
    declared = [one for one in published() if one.profile]
    return (*declared, *_adapted(declared))


def _adapted(examples: list[Example]) -> Iterator[Example]:
    above: dict[str, list[str]] = {}
    for url in pzp_profiles():
        structure = official().definitions.structure(url)
        assert structure is not None
        above.setdefault(structure["baseDefinition"], []).append(url)
    for one in examples:
        for url in above.get(one.profile, ()):
            resource = one.resource | {"meta": one.resource["meta"] | {"profile": [url]}}
            if is_sound(official(), resource, url):
                yield Example(one.name, url, resource)


def is_sound(validator: Validator, resource: Tree, profile: str) -> bool:
    found = validator.validate(resource, [profile])
    return not any(one.severity in {"error", "fatal"} for one in found)


@dataclass(frozen=True, slots=True)
class Harvest:
    """All mutants, what they are made of, and what could not be made."""

    mutants: tuple[Mutant, ...]
    stated: dict[Constraint, str]
    unsound: dict[str, list[str]]


@cache
def harvest() -> Harvest:
    """Of the first examples of each profile; of all with EVERY_MUTANT in the environment."""
    chosen = bases() if "EVERY_MUTANT" in os.environ else first(bases(), EXAMPLES_EACH)
    return harvested(chosen, official())


def harvested(examples: Iterable[Example], validator: Validator) -> Harvest:
    """The mutants of these, by the definitions of that validator."""
    found: list[Mutant] = []
    stated: dict[Constraint, str] = {}
    unsound: dict[str, list[str]] = {}
    for one in examples:
        judge = partial(is_sound, validator, profile=one.profile)
        generator = Generator(validator.definitions, judge, stated=stated)
        found += generator.mutants(one.name, one.resource, one.profile)
        for element, tree in generator.unsound.items():
            faults = validator.validate(tree, [one.profile])
            unsound[f"{one.profile} {element} ({one.name})"] = [fault.text for fault in faults]
    return Harvest(tuple(found), stated, unsound)


def first(examples: Iterable[Example], most: int) -> Iterator[Example]:
    """So many of each profile."""
    count = Counter[str]()
    for one in examples:
        count[one.profile] += 1
        if count[one.profile] <= most:
            yield one
