"""The rules that definitions can't say, by number; a resource pays only for those of its type.

Which, how severe, and why: docs/decisions/0014-rules-beyond-the-definitions.md
"""

from collections.abc import Sequence

from profiles.issue import Issue
from profiles.pzp.rule import Condition, Finding, Rule
from profiles.pzp.rules import (
    answer,
    bundle,
    decision,
    directive,
    identifier,
    misnamed,
    passed_over,
    person,
)
from profiles.resource.surroundings import Resource, Surroundings

RULES: tuple[Rule, ...] = (
    *decision.RULES,
    *directive.RULES,
    *answer.RULES,
    *identifier.RULES,
    *person.RULES,
    *bundle.RULES,
    *passed_over.RULES,
    *misnamed.RULES,
)


def rules_for(resource_type: str) -> tuple[Rule, ...]:
    """The rules of a type."""
    return tuple(rule for rule in RULES if resource_type in rule.types)


def broken_rules(resource: Resource, around: Surroundings) -> Sequence[Issue]:
    """Every rule that a resource breaks, a Bundle's own rules among them; never raises.

    What was entered in error is let be, so that it can be marked as such.
    """
    kind = resource.get("resourceType")
    if type(kind) is not str or not (groups := _GROUPS.get(kind)):
        return ()
    if resource.get("status") == "entered-in-error":
        return ()
    issues: list[Issue] | None = None
    for about, rules in groups:
        if about is not None and not about(resource):
            continue
        for rule in rules:
            found = rule.check(resource, around)
            if found is not None:
                issues = issues or []
                issues += [_issue(rule, finding) for finding in found]
    return issues or ()


def _groups(resource_type: str) -> tuple[tuple[Condition | None, tuple[Rule, ...]], ...]:
    """The rules of a type by their condition, which is judged once for all that share it."""
    found: dict[Condition | None, list[Rule]] = {}
    for rule in rules_for(resource_type):
        found.setdefault(rule.about, []).append(rule)
    return tuple((about, tuple(rules)) for about, rules in found.items())


_GROUPS = {kind: _groups(kind) for kind in {kind for rule in RULES for kind in rule.types}}


def _issue(rule: Rule, finding: Finding) -> Issue:
    return Issue(rule.severity, "business-rule", finding.expression, finding.text, rule=rule.number)
