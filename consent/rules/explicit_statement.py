"""The inhabitant's explicit word decides, and of several words the most specific one.

A statement matches where all of these hold:
  custodian in `keys_of(custodian)`, actor in `keys_of(requester)`, purpose in `purposes`,
  data in `data_keys(resource)`, kind explicit, status not `entered-in-error`, and not a
  permission that the requester recorded itself.
What a provider wrote down over the data of another counts as `proposed`, whatever its status says,
unless it was at a desk that the region trusts with that.
Of the statements that match the first one decides, in this order:
  1. valid before not valid: active, decided by the inhabitant, and today within the period;
  2. higher `weight` first;
  3. an objection before a permission;
  4. consent id, then version, ascending: settles only which one is named as evidence.
If the first is valid it is C-EXPLICIT-PERMIT or C-EXPLICIT-DENY. If it is not, none is, and it
gives the note of the refusal, the first that fits of: C-WITHDRAWN (inactive), C-NOT-YET-VALID
(proposed, or the period starts later), C-EXPIRED (the period is over), C-NOT-ENTITLED (someone
else decided). If none matches the rule is silent.

An objection from Mitz comes with status inactive and is in force all the same.
https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/consent.html
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from consent.asker import Provider
from consent.category import keys_of, ura_text
from consent.data_category import data_keys
from consent.decision import Decision, NotApplicable, Permit, evidence_of, withhold
from consent.facts import Facts
from consent.question import Question
from consent.section import About, Section
from consent.statement import Statement

_NAME = "explicit-statement"


def explicit_statement(question: Question, facts: Facts, about: About) -> Decision:
    """C-EXPLICIT-PERMIT, C-EXPLICIT-DENY, or the note of what is no longer or not yet valid."""
    asker, section = question.asker, about.section
    if not isinstance(asker, Provider):
        return NotApplicable()
    held = kept_by(facts.statements, section)
    deciding = about_data(
        _ranked(asker, question, held), data_keys(section.category, about.resource, about.labels)
    )
    return _verdict(deciding, question.day)


def kept_by(statements: Iterable[Statement], section: Section) -> list[Statement]:
    """Those that speak of data of this custodian, each with the force that its recorder gives it.

    A custodian answers for what it opens, so it writes the inhabitant's word down over its own data
    alone; what it writes down over another's waits for the inhabitant.
    """
    custodian = ura_text(section.custodian)
    keys = keys_of(section.custodian, section.custodian_type)
    return [_of(custodian, each) for each in statements if each.custodian in keys]


def _of(custodian: str, statement: Statement) -> Statement:
    may = statement.desk or statement.recorded_by in {None, custodian}
    if may or statement.status != "active":
        return statement
    return replace(statement, status="proposed")


def _ranked(
    asker: Provider, question: Question, statements: Iterable[Statement]
) -> tuple[Statement, ...]:
    """Those that speak of this asker and purpose, the deciding one first."""
    actor_keys = keys_of(asker.ura, asker.organization_type)
    matching = [
        statement
        for statement in statements
        if statement.actor in actor_keys
        and question.purpose in statement.purposes
        and statement.kind == "explicit"
        and statement.status != "entered-in-error"
        and not own_permission(statement, ura_text(asker.ura))
    ]
    return rank(matching, question.day)


def own_permission(statement: Statement, actor: str) -> bool:
    """Whether this actor itself wrote the permission down: for itself it does not count."""
    return statement.permit and statement.recorded_by == actor


def rank(statements: Iterable[Statement], day: date) -> tuple[Statement, ...]:
    """In the order of precedence on that day; the order they came in does not matter."""

    def precedence(statement: Statement) -> tuple[object, ...]:
        return (
            note(statement, day) is not None,
            -statement.weight,
            statement.permit,
            statement.consent_id,
            statement.version,
            note(statement, day) or "",
        )

    return tuple(sorted(statements, key=precedence))


def about_data(statements: Iterable[Statement], keys: frozenset[str]) -> Statement | None:
    """The first that speaks of this data."""
    return next((statement for statement in statements if statement.data in keys), None)


def _verdict(statement: Statement | None, day: date) -> Decision:
    """What the deciding statement says."""
    if statement is None:
        return NotApplicable()
    skipped, evidence = note(statement, day), evidence_of(statement)
    if skipped is None and statement.permit:
        return Permit(_NAME, "C-EXPLICIT-PERMIT", evidence)
    return withhold(_NAME, skipped or "C-EXPLICIT-DENY", evidence)


def note(statement: Statement, day: date) -> str | None:
    """Why the statement is not valid that day; None where it is."""
    mitz_objection = statement.source == "mitz" and not statement.permit
    if statement.status == "inactive" and not mitz_objection:
        return "C-WITHDRAWN"
    if statement.status == "proposed" or (statement.starts is not None and day < statement.starts):
        return "C-NOT-YET-VALID"
    if statement.ends is not None and day > statement.ends:
        return "C-EXPIRED"
    if statement.permit and statement.decided_by != "patient":
        return "C-NOT-ENTITLED"
    return None
