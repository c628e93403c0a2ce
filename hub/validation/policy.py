"""What becomes of a write that a profile refuses, by profile, numbered rule and source.

docs/decisions/0015-policy-per-profile-and-source.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from profiles.issue import Issue

Verdict = Literal["refuse", "refuse-if-declared", "warn"]
"""`refuse-if-declared` warns where the hub chose the profile, and the source did not name it."""


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """What is said to everyone, or to one source; `default` None leaves it to who says less."""

    default: Verdict | None = None
    profiles: Mapping[str, Verdict] = field(default_factory=dict)
    rules: Mapping[str, Verdict] = field(default_factory=dict)

    def of(self, issue: Issue) -> Verdict | None:
        """What is said about this rule or this profile, the rule first."""
        return self.rules.get(issue.rule) or self.profiles.get(unversioned(issue.profile))


SILENT = PolicyPart()


@dataclass(frozen=True, slots=True)
class Policy:
    """What is said to everyone, and to sources by URA of eight digits."""

    everyone: PolicyPart = SILENT
    sources: Mapping[str, PolicyPart] = field(default_factory=dict)

    def verdict(self, source: str, issue: Issue) -> Verdict:
        """The most specific word: the source's own first, then everyone's; else refuse."""
        own = self.sources.get(source, SILENT)
        said = own.of(issue) or own.default or self.everyone.of(issue) or self.everyone.default
        return said or "refuse"


def unversioned(canonical: str) -> str:
    """The canonical URL alone. https://hl7.org/fhir/R4/references.html#canonical."""
    return canonical.partition("|")[0]
