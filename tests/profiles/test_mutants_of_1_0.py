"""The guide's 1.0 as ours and as rebuilt: judged alike, and each constraint told where broken."""

import os
import sys
from functools import cache

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.profiles.mutants import rebuilt
from tests.profiles.mutants.material import is_sound
from tests.profiles.mutants.mutant import Constraint, Mutant

SCORE = 0.98
MUTANTS = 5_000 if "EVERY_MUTANT" in os.environ else 900
# Constraints of which a mutant is not refused, or not where it is broken, with the reason.
SURVIVORS: dict[tuple[str, str], str] = {}


@cache
def verdicts() -> tuple[tuple[Mutant, list[Issue]], ...]:
    judge = shipped_validator().validate
    return tuple((one, judge(one.resource, [one.profile])) for one in rebuilt.harvest().mutants)


def seen(issues: list[Issue]) -> set[tuple[str, str]]:
    return {(one.severity, one.expression) for one in issues if one.severity != "information"}


def constraints() -> dict[Constraint, bool]:
    """The constraints of the 18 profiles that must be told; whether all their mutants were."""
    told: dict[Constraint, bool] = {}
    for mutant, issues in verdicts():
        if mutant.expression:
            was_told = (mutant.severity, mutant.expression) in seen(issues)
            told[mutant.constraint] = told.get(mutant.constraint, True) and was_told
    return told


def test_there_is_an_example_of_each_of_the_18_profiles() -> None:
    assert len(rebuilt.profiles()) == 18
    assert {one.profile for one in rebuilt.examples()} == set(rebuilt.profiles())
    assert len(rebuilt.examples()) == 25


def test_examples_are_judged_alike() -> None:
    ours, theirs = shipped_validator(), rebuilt.rebuilt()
    for one in rebuilt.grounds():
        assert ours.validate(one.resource) == theirs.validate(one.resource), one.name


def test_mutants_are_judged_alike() -> None:
    theirs = rebuilt.rebuilt().validate
    assert len(verdicts()) >= MUTANTS
    differing = {
        (one.element, one.facet)
        for one, issues in verdicts()
        if seen(issues) != seen(theirs(one.resource, [one.profile]))
    }
    assert differing == set()


def test_what_an_example_is_grown_to_is_without_errors() -> None:
    assert rebuilt.harvest().unsound == {}


def test_each_constraint_is_broken_by_a_mutant_or_says_why_not() -> None:
    broken = {one.constraint for one, _ in verdicts()}
    stated = rebuilt.harvest().stated.items()
    assert [one for one, why in stated if not why and one not in broken] == []


def test_mutants_are_refused_where_they_are_broken() -> None:
    told = constraints()
    share = sum(told.values()) / len(told)
    sys.stdout.write(f"\nmutation score of 1.0 {share:.1%}: {len(told)} constraints\n")
    assert share >= SCORE
    survived = {(element, facet) for (_, element, facet), is_it in told.items() if not is_it}
    assert survived == set(SURVIVORS)


def test_no_untouched_example_is_refused() -> None:
    judge = shipped_validator()
    assert [
        one.name for one in rebuilt.grounds() if not is_sound(judge, one.resource, one.profile)
    ] == []
