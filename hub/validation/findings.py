"""The findings about a body once the policy has spoken: what stands in the way, what does not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.errors import NUMBERED
from hub.validation.policy import Policy, Verdict, unversioned
from profiles.issue import Issue, told_once
from profiles.validator import declared

FIRST_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]")
INSIDE = re.compile(r"\.(entry|contained)\[(\d+)\]")
_SEVERITIES = ("fatal", "error", "warning", "information")


@dataclass(frozen=True, slots=True)
class Weighed:
    """`tolerated` were errors of a profile, by policy they are warnings; `others` is all else."""

    tolerated: tuple[Issue, ...] = ()
    others: tuple[Issue, ...] = ()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that was found, what weighs most first."""
        return tuple(sorted(self.others + self.tolerated, key=_weight))

    @property
    def refused(self) -> bool:
        """Whether anything of it stands in the way."""
        return any(issue.severity in {"error", "fatal"} for issue in self.others)

    def by_entry(self) -> Mapping[int, "Weighed"]:
        """What is about each entry of a Bundle; the first takes what is about the Bundle itself."""
        told: dict[int, tuple[list[Issue], list[Issue]]] = {}
        for kind, listed in enumerate((self.tolerated, self.others)):
            for issue in listed:
                match = FIRST_ENTRY.match(issue.expression)
                told.setdefault(int(match[1]) if match else 0, ([], []))[kind].append(issue)
        return {number: Weighed(tuple(one), tuple(other)) for number, (one, other) in told.items()}


def _weight(issue: Issue) -> int:
    return _SEVERITIES.index(issue.severity)


CLEAN = Weighed()


def weighed(
    policy: Policy, source: str, resource: Mapping[str, Any], issues: Sequence[Issue]
) -> Weighed:
    """The findings about this resource, a Bundle's entries included, as the policy weighs them.

    R4's own structure, the house rules and what is fatal are refused whatever the policy says.
    """
    if not issues:
        return CLEAN
    tolerated, others = [], []
    declares = _declaring(resource)
    for issue in issues:
        if _is_open(issue) and _tolerates(policy.verdict(source, issue), issue, declares):
            tolerated.append(issue)
        else:
            others.append(issue)
    # What one profile refuses is refused, though another that finds the same is tolerated.
    refused = {(issue.expression, issue.text) for issue in others}
    stored = [
        replace(issue, severity="warning", text=stored_anyway(issue.text))
        for issue in tolerated
        if (issue.expression, issue.text) not in refused
    ]
    return Weighed(tuple(told_once(stored)), tuple(told_once(others)))


def stored_anyway(text: str) -> str:
    """What is told of a finding that keeps nothing from being stored."""
    return (
        f"{text} The hub stores it with this warning, although the profile refuses it; mend it at "
        "the source."
    )


def _is_open(issue: Issue) -> bool:
    """Whether a policy may decide about it."""
    by_profile = issue.profile or NUMBERED.fullmatch(issue.rule)
    return issue.severity == "error" and bool(by_profile)


def _tolerates(verdict: Verdict, issue: Issue, declares: Callable[[Issue], bool]) -> bool:
    if verdict == "refuse-if-declared":
        return not declares(issue)
    return verdict == "warn"


def _declaring(resource: Mapping[str, Any]) -> Callable[[Issue], bool]:
    """Whether the resource that an issue is about names its profile; each is read once."""
    read: dict[int, frozenset[str]] = {}

    def declares(issue: Issue) -> bool:
        about = _about(resource, issue.expression)
        if id(about) not in read:
            read[id(about)] = frozenset(map(unversioned, declared(about)))
        return unversioned(issue.profile) in read[id(about)]

    return declares


def _about(resource: Mapping[str, Any], expression: str) -> Mapping[str, Any]:
    """The resource that the expression ends in: the body's own, or one within it."""
    for name, number in INSIDE.findall(expression):
        try:
            inner = resource[name][int(number)]
            resource = inner["resource"] if name == "entry" else inner
        except (LookupError, TypeError):
            break
    return resource
