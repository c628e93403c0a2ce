"""What the hub does not understand in full of the rules in a privacy Consent."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from consent.fhir.clause import Clause, clauses
from consent.fhir.elements import actor_text, day, is_custodian, mapping, only, sequence
from consent.statement import ANY, EMERGENCY, LABEL, weight_of
from profiles.issue import Issue

_KNOWN = frozenset(
    {"id", "type", "period", "actor", "purpose", "data", "securityLabel", "provision"}
)
_PERMITTED_FOR = frozenset({"TREAT"})
_DENIED_FOR = frozenset({"TREAT", "COC"}) | EMERGENCY


def provision_problems(consent: Mapping[str, Any], hub: str | None) -> Iterator[Issue]:
    """An error for every element of the base provision and its exceptions that is not applied.

    https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision
    """
    rules = list(clauses(consent, hub))
    if not rules:
        yield _error("required", "Consent.provision", "What is permitted or denied is missing.")
    for clause in rules:
        for check in _CHECKS:
            yield from check(clause)
    for clause in rules[1:]:
        yield from _exception(clause, rules[0])


def _elements(clause: Clause) -> Iterator[Issue]:
    for element in clause.said:
        if element not in _KNOWN:
            text = "The hub does not apply this element of a provision; leave it out."
            yield _error("not-supported", f"{clause.path}.{element}", text)
    if clause.said.get("type") not in ("permit", "deny"):
        yield _error("required", f"{clause.path}.type", "Say permit or deny.")
    if clause.depth > 1:
        yield _error("not-supported", clause.path, "An exception has no exceptions of its own.")


def _texts(clause: Clause) -> Iterator[Issue]:
    said = {
        "actor": (
            _actors(clause),
            "An actor is role IRCP (CST if organization is absent) with one URA or OTV category.",
        ),
        "data": (clause.data, "Data is meaning instance with a reference to one resource."),
        "securityLabel": (clause.data, "A label is R or V of v3-Confidentiality, without data."),
        "purpose": (clause.purposes, "A purpose is a v3-ActReason code that the hub knows."),
    }
    for element, (texts, text) in said.items():
        for index, understood in enumerate(texts if element in clause.said else ()):
            if understood is None:
                yield _error("not-supported", f"{clause.path}.{element}[{index}]", text)


def _actors(clause: Clause) -> list[str | None]:
    """Each actor of this provision as it is understood; one that names a custodian again is not."""
    again = None in clause.custodians
    said = sequence(clause.said.get("actor"))
    return [None if again and is_custodian(one) else actor_text(one) for one in said] or [None]


def _period(clause: Clause) -> Iterator[Issue]:
    period = clause.said.get("period", {})
    path = f"{clause.path}.period"
    if not only(period, frozenset({"id", "start", "end"})):
        yield _error("not-supported", path, "A period has a start and an end, and nothing else.")
    if clause.depth == 0 and "start" not in mapping(period):
        yield _error("required", f"{path}.start", "The day from which this holds is missing.")
    for bound in ("start", "end"):
        if bound in mapping(period) and day(mapping(period)[bound]) is None:
            text = "Give a full date, or a moment with its offset."
            yield _error("value", f"{path}.{bound}", text)
    if clause.starts is not None and clause.ends is not None and clause.starts > clause.ends:
        yield _error("business-rule", path, "The period ends before it starts, so nothing holds.")


def _purposes(clause: Clause) -> Iterator[Issue]:
    path = f"{clause.path}.purpose"
    if not clause.purposes:
        yield _error("required", path, "The purpose is missing; TREAT is treatment.")
    known = _PERMITTED_FOR if clause.permit else _DENIED_FOR
    if clause.permit and clause.depth:
        known |= EMERGENCY
    if {*clause.purposes} - known - {None}:
        text = "The hub permits for TREAT, in an exception for BTG; it denies for TREAT, COC, BTG."
        yield _error("business-rule", path, text)


def _labels(clause: Clause) -> Iterator[Issue]:
    """Of several, a resource would need them all; and whoever labels would decide what opens."""
    path = f"{clause.path}.securityLabel"
    if len(sequence(clause.said.get("securityLabel"))) > 1:
        yield _error("not-supported", path, "Name one label; R reaches what is labelled V too.")
    permits = clause.permit and not EMERGENCY.issuperset(clause.purposes)
    if permits and any(text and text.startswith(LABEL) for text in clause.data):
        text = "A label closes: object to it, and permit by organisation, category or resource."
        yield _error("business-rule", path, text)


_CHECKS: tuple[Callable[[Clause], Iterator[Issue]], ...] = (
    _elements,
    _texts,
    _period,
    _purposes,
    _labels,
)


def _exception(clause: Clause, base: Clause) -> Iterator[Issue]:
    """An exception that its own base rule outweighs would be accepted and never work.

    What names emergencies alone goes before its base in them, whatever it says.
    """
    if EMERGENCY.issuperset(clause.purposes):
        return
    if clause.permit == base.permit:
        yield _error(
            "business-rule", clause.path, "An exception has the opposite type of its base."
        )
    lightest, heaviest = min(_weights(clause)), max(_weights(base))
    if lightest < heaviest or (clause.permit and lightest == heaviest):
        text = "This exception is no narrower than its base rule: name an organisation or resource."
        yield _error("business-rule", clause.path, text)


def _weights(clause: Clause) -> list[int]:
    return [
        weight_of(custodian or ANY, actor or ANY, data or ANY)
        for custodian, actor, data in product(clause.custodians, clause.actors, clause.data)
    ]


def _error(code: str, expression: str, text: str) -> Issue:
    return Issue("error", code, expression, text)
