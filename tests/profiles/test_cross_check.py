"""Our definitions judge as the official packages do: each example, and each mutant of one."""

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.profiles.mutants.material import harvest, official, published

# Elements whose mutants are judged otherwise by the official definitions, with the reason.
DIFFERENCES: dict[tuple[str, str], str] = {}


def verdict(issues: list[Issue]) -> set[tuple[str, str]]:
    return {(one.severity, one.expression) for one in issues if one.severity != "information"}


def test_examples_are_judged_alike() -> None:
    ours, theirs = shipped_validator(), official()
    for one in published():
        assert verdict(ours.validate(one.resource)) == verdict(theirs.validate(one.resource))


def test_mutants_are_judged_alike() -> None:
    ours, theirs = shipped_validator(), official()
    mutants = harvest().mutants
    assert len(mutants) >= 3_000
    differing = {
        (one.element, one.facet)
        for one in mutants
        if verdict(ours.validate(one.resource, [one.profile]))
        != verdict(theirs.validate(one.resource, [one.profile]))
    }
    assert differing == set(DIFFERENCES)
