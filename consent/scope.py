"""The same decision as a set: what of which holders, and of which category, this caller sees."""

from collections.abc import Iterable
from dataclasses import dataclass

from consent.category import keys_of, ura_text
from consent.data_category import CATEGORIES, data_keys
from consent.decide import RULES, decide_caller, first_word
from consent.decision import Deny, NotApplicable, Permit
from consent.facts import Facts
from consent.request import AccessRequest
from consent.rules.default_no import default_no
from consent.rules.explicit_statement import (
    about_data,
    explicit_statement,
    held_by,
    ranked,
    verdict,
)
from consent.statement import Statement

_SAME_FOR_ALL_DATA = tuple(rule for rule in RULES if rule is not explicit_statement)


@dataclass(frozen=True, slots=True)
class View:
    """One holder as this caller sees it: settled for all its data, or by statement, best first."""

    request: AccessRequest
    facts: Facts
    settled: Permit | Deny | None
    statements: tuple[Statement, ...]

    def decision(self, category: str | None, resource: str = "") -> Permit | Deny:
        """For all data of a category, or for one resource (`Type/id`) in it."""
        if self.settled is not None:
            return self.settled
        about = about_data(self.statements, data_keys(category, resource))
        decision = verdict(about, self.request.day, self.request.action)
        if isinstance(decision, NotApplicable):
            return default_no(self.request, self.facts)
        return decision


@dataclass(frozen=True, slots=True)
class Visible:
    """A category of a holder's data that is open, with the ground; single resources may differ."""

    holder_ura: str
    holder_type: str
    category: str
    permit: Permit


@dataclass(frozen=True, slots=True)
class Scope:
    """`caller` as `decide_caller` judged it, and a view per holder URA; empty where refused."""

    caller: Permit | Deny
    views: dict[str, View]

    def decision(self, holder_ura: str, category: str | None, resource: str = "") -> Permit | Deny:
        """As `decide` judges it; raises KeyError for a holder that the scope was not made for."""
        if isinstance(self.caller, Deny):
            return self.caller
        return self.views[ura_text(holder_ura)].decision(category, resource)

    def visible(self) -> list[Visible]:
        """Every category that is open as a whole, by holder."""
        return [
            Visible(ura, view.facts.holder_type, category, decision)
            for ura, view in sorted(self.views.items())
            for category in sorted(CATEGORIES)
            if isinstance(decision := view.decision(category), Permit)
        ]


def scope(
    request: AccessRequest,
    statements: Iterable[Statement],
    holders: Iterable[tuple[str, str]],
    *,
    relation: bool = False,
) -> Scope:
    """What a read or search may reach of one inhabitant; `holders` are (URA, organisation type).

    It is about the inhabitant's data, not about the privacy Consents themselves.
    """
    caller = decide_caller(request)
    if isinstance(caller, Deny):
        return Scope(caller, {})
    said = tuple(statements)
    views = {
        ura_text(ura): _view(request, said, ura, organization_type, relation=relation)
        for ura, organization_type in holders
    }
    return Scope(caller, views)


def _view(
    request: AccessRequest,
    statements: tuple[Statement, ...],
    ura: str,
    organization_type: str,
    *,
    relation: bool,
) -> View:
    facts = Facts(
        holder_ura=ura,
        holder_type=organization_type,
        category=None,
        statements=statements,
        relation=relation,
    )
    held = held_by(statements, keys_of(ura, organization_type))
    return View(
        request, facts, first_word(_SAME_FOR_ALL_DATA, request, facts), ranked(request, held)
    )
