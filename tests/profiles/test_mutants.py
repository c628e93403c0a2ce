"""Each constraint of the guide's profiles, broken once, is refused where it is broken."""

import sys
from collections import Counter
from functools import cache

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.profiles.mutants.material import bases, harvest, is_sound, pzp_profiles
from tests.profiles.mutants.mutant import Constraint, Mutant

SCORE = 0.98
# Constraints of which a mutant is not refused, or not where it is broken, with the reason.
SURVIVORS: dict[tuple[str, str], str] = {}


@cache
def verdicts() -> tuple[tuple[Mutant, list[Issue]], ...]:
    judge = shipped_validator().validate
    return tuple((one, judge(one.resource, [one.profile])) for one in harvest().mutants)


def is_told(mutant: Mutant, issues: list[Issue]) -> bool:
    return any(
        one.severity == mutant.severity and one.expression == mutant.expression for one in issues
    )


def constraints() -> dict[Constraint, bool]:
    """The constraints of the 17 profiles that must be told; whether all their mutants were."""
    told: dict[Constraint, bool] = {}
    for mutant, issues in verdicts():
        if mutant.expression and mutant.profile in pzp_profiles():
            was_told = told.get(mutant.constraint, True)
            told[mutant.constraint] = was_told and is_told(mutant, issues)
    return told


def test_there_is_an_example_of_each_of_the_17_profiles() -> None:
    assert len(pzp_profiles()) == 17
    assert {one.profile for one in bases()} >= set(pzp_profiles())


def test_what_an_example_is_grown_to_is_without_errors() -> None:
    assert harvest().unsound == {}


def test_each_constraint_is_broken_by_a_mutant_or_says_why_not() -> None:
    broken = {one.constraint for one in harvest().mutants}
    assert [one for one, why in harvest().stated.items() if not why and one not in broken] == []


def test_mutants_are_refused_where_they_are_broken() -> None:
    told = constraints()
    facets = Counter(facet for (_, _, facet), is_it in told.items() if is_it)
    all_of = Counter(facet for _, _, facet in told)
    lines = [f"{name:30}{facets[name]:5} of {all_of[name]}" for name in sorted(all_of)]
    share = facets.total() / all_of.total()
    lines.append(f"mutation score {share:.1%}: {facets.total()} of {all_of.total()} constraints")
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert share >= SCORE, lines


def test_what_survives_is_listed() -> None:
    survived = {
        (element, facet) for (_, element, facet), is_it in constraints().items() if not is_it
    }
    assert survived == set(SURVIVORS)


def test_no_untouched_example_is_refused() -> None:
    refused = [
        one.name for one in bases() if not is_sound(shipped_validator(), one.resource, one.profile)
    ]
    assert refused == []
