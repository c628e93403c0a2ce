"""A Reference to what was sent along asks for the target's profile, not for its type alone."""

from functools import cache

import pytest

from profiles.check.structure import check_structure
from profiles.validator import Validator, shipped_validator
from tests.profiles.mutants.bundles import Targets, pairs
from tests.profiles.mutants.material import bases, harvest, is_sound, official, pzp_profiles
from tests.profiles.mutants.mutant import Mutant
from tests.profiles.mutants.places import Tree
from tests.profiles.mutants.sites import Walk
from tests.profiles.mutants.values import Maker


@cache
def targets() -> Targets:
    sound = {one.profile: one.resource for one in bases()}
    spoiled: dict[str, Tree] = {}
    for one in harvest().mutants:
        if one.profile not in spoiled and one.expression and one.severity == "error":
            judged = official().validate(one.resource, [one.profile])
            is_told = any(found.rule and found.severity == "error" for found in judged)
            if is_told and not check_structure(one.resource) and not _breaks_a_rule(one.resource):
                spoiled[one.profile] = one.resource
    return Targets(sound, spoiled)


def _breaks_a_rule(resource: Tree) -> bool:
    found = shipped_validator().validate(resource, [])
    return any(one.severity == "error" for one in found)


@cache
def bundles() -> tuple[tuple[Mutant, Tree], ...]:
    definitions = official().definitions
    found = []
    first = {one.profile: one for one in reversed(bases())}
    for profile in pzp_profiles():
        walk = Walk(Maker(definitions), lambda tree, by=profile: is_sound(official(), tree, by))
        sites = walk.sites(definitions.tree(profile), first[profile].resource)
        found += pairs(definitions, profile, sites, targets())
    return tuple(found)


@pytest.mark.parametrize("judge", [shipped_validator, official], ids=["ours", "official"])
def test_a_target_in_the_bundle_that_does_not_follow_its_profile_is_told_of(
    judge: type[Validator],
) -> None:
    assert len(bundles()) > 30
    for mutant, sound in bundles():
        told = {
            one.expression for one in judge().validate(mutant.resource) if one.severity == "error"
        }
        assert mutant.expression in told, str(mutant)
        before = {one.expression for one in judge().validate(sound) if one.severity == "error"}
        assert mutant.expression not in before, str(mutant)
