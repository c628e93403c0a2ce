"""A Reference to what was sent along asks for the target's profile, not for its type alone."""

from functools import cache

import pytest

from profiles.check.structure import check_structure
from profiles.dialect import in_each_dialect
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
            is_other = check_structure(one.resource) or _breaks_a_rule(one.resource)
            if is_told and not is_other and not _fits_another_release(one):
                spoiled[one.profile] = one.resource
    return Targets(sound, spoiled)


def _fits_another_release(mutant: Mutant) -> bool:
    """What says nothing of its release follows the newest that it fits."""
    ours = shipped_validator()
    return any(
        is_sound(ours, mutant.resource, url)
        for url in in_each_dialect(mutant.profile) - {mutant.profile}
        if ours.definitions.type_of(url)
    )


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
