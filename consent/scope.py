"""The same decision for a whole record: each section settled once, and what differs within one."""

from collections.abc import Mapping
from dataclasses import dataclass

from consent.case import Case
from consent.data_category import category_of
from consent.decide import decide_caller, settled, speaking
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.question import Question
from consent.rules.default_no import default_no
from consent.section import About, Section
from consent.statement import LABEL, RESOURCE


@dataclass(frozen=True, slots=True)
class Scope:
    """What one asker may see of one inhabitant.

    `sections` by custodian and category; `singles` are the resources that somebody made a choice
    about, each with its section, where that gives another decision.
    """

    caller: Permit | Deny
    sections: Mapping[tuple[str, str | None], Permit | Deny]
    singles: Mapping[tuple[str, str | None, str], Permit | Deny]

    def decision(self, custodian: str, category: str | None, resource: str) -> Permit | Deny:
        """As `decide` judges this resource; what is in no section of the facts is closed."""
        single = self.singles.get((custodian, category, resource))
        return single or self.sections.get((custodian, category)) or default_no()

    def permits(self, custodian: str, category: str | None, resource: str) -> bool:
        """Whether this resource is open."""
        return isinstance(self.decision(custodian, category, resource), Permit)


def scope(question: Question, facts: Facts) -> Scope:
    """Everything that `decide` says about this record."""
    caller = decide_caller(question)
    if isinstance(caller, Deny):
        return Scope(caller, {(one.custodian, one.category): caller for one in facts.sections}, {})
    case = Case(question, facts)
    rules = speaking(case)
    sections = {
        (one.custodian, one.category): settled(rules, case, About(one)) for one in facts.sections
    }
    named = _named(facts)
    labels = {(one.custodian, one.resource): one.labels for one in facts.labelled}
    singles = {
        (one.custodian, one.category, resource): decision
        for one in facts.sections
        for resource in named.get(one.category, ())
        if (decision := settled(rules, case, _about(one, resource, labels)))
        != sections[one.custodian, one.category]
    }
    return Scope(caller, sections, singles)


def _named(facts: Facts) -> Mapping[str | None, set[str]]:
    """The resources that a choice names, or their labels, by the category of their sections."""
    said = {one.data for one in facts.statements}
    resources = {one.removeprefix(RESOURCE) for one in said if one.startswith(RESOURCE)}
    if any(one.startswith(LABEL) for one in said):
        resources.update(one.resource for one in facts.labelled)
    named: dict[str | None, set[str]] = {}
    for resource in resources:
        named.setdefault(category_of(resource.partition("/")[0]), set()).add(resource)
    return named


def _about(
    section: Section, resource: str, labels: Mapping[tuple[str, str], frozenset[str]]
) -> About:
    return About(section, resource, labels.get((section.custodian, resource), frozenset()))
