"""What a statement is worth on a day, and which of several decides: the most specific one.

A statement matches where all of these hold:
  custodian in `keys_of(custodian)`, actor in `keys_of(requester)`, purpose in `purposes`,
  data in `data_keys(resource)`, status not `entered-in-error`, kind explicit (implied too where the
  purpose is COC), and not a permission that the requester recorded itself.
What a provider wrote down over the data of another counts as `proposed`, whatever its status says,
unless it was at a desk that the region trusts with that.
Of the statements that match the first one decides, in this order:
  1. valid before not valid: active, decided by who may, and today within the period;
  2. higher `weight` first;
  3. an objection before a permission;
  4. consent id, then version, ascending: settles only which one is named as evidence.
If the first is not valid, none is, and it gives the note of the refusal, the first that fits of:
C-WITHDRAWN (inactive), C-NOT-YET-VALID (proposed, or the period starts later), C-EXPIRED (the
period is over), C-NOT-ENTITLED (a permission by who may not decide).

An objection from Mitz comes with status inactive and is in force all the same.
https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/consent.html
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from consent.category import keys_of, ura_text
from consent.data_category import data_keys
from consent.entitlement import is_entitled
from consent.facts import Facts
from consent.section import About, Section
from consent.statement import EMERGENCY, Statement


class Word(NamedTuple):
    """A statement, and why it is not valid that day; None where it is."""

    statement: Statement
    note: str | None


def ranked(statements: Iterable[Statement], facts: Facts, day: date) -> tuple[Word, ...]:
    """By weight, objections first; valid or not, which is told beside."""
    words = [Word(one, note(one, facts, day)) for one in statements]
    return tuple(sorted(words, key=_precedence))


def ranked_in_emergency(
    statements: Iterable[Statement], facts: Facts, day: date
) -> tuple[Word, ...]:
    """Likewise; what names emergencies weighs one more: an exception goes before its base."""

    def precedence(word: Word) -> tuple[object, ...]:
        weight, *others = _precedence(word)
        return (weight - bool(word.statement.purposes & EMERGENCY), *others)

    return tuple(sorted((Word(one, note(one, facts, day)) for one in statements), key=precedence))


def _precedence(word: Word) -> tuple[int, bool, str, int, str, str, str, bool]:
    """What stands after the version only keeps the order in which things came from mattering."""
    one = word.statement
    said = (one.permit, one.consent_id, one.version)
    return -one.weight, *said, word.note or "", one.status, one.recorded_by or "", one.desk


def deciding(words: Iterable[Word], about: About) -> Statement | None:
    """The first that is valid over this."""
    for one, why in _over(words, about):
        if why is None:
            return one
    return None


def lapsed(words: Iterable[Word], about: About) -> Word | None:
    """The first that speaks of this, of words of which none is valid over it."""
    return next(iter(_over(words, about)), None)


def _over(words: Iterable[Word], about: About) -> Iterable[Word]:
    """Those that speak of this, each with the force that its recorder gives it there.

    A custodian answers for what it opens, so it writes the inhabitant's word down over its own data
    alone; what it writes down over another's waits for the inhabitant.
    """
    section = about.section
    custodian = ura_text(section.custodian)
    holders = keys_of(section.custodian, section.custodian_type)
    data = data_keys(section.category, about.resource, about.labels)
    for word in words:
        one = word.statement
        if one.custodian in holders and one.data in data:
            yield Word(one, "C-NOT-YET-VALID") if _waits(one, custodian) else word


def _waits(statement: Statement, custodian: str) -> bool:
    may = statement.desk or statement.recorded_by in {None, custodian}
    return not may and statement.status == "active"


def over(statements: Iterable[Statement], section: Section) -> list[Statement]:
    """Those that speak of data of this custodian."""
    keys = keys_of(section.custodian, section.custodian_type)
    return [one for one in statements if one.custodian in keys]


def own_permission(statement: Statement, actor: str | None) -> bool:
    """Whether this actor itself wrote the permission down: for itself it does not count."""
    return statement.permit and statement.recorded_by == actor


def note(statement: Statement, facts: Facts, day: date) -> str | None:
    """Why the statement is not valid that day; None where it is."""
    mitz_objection = statement.source == "mitz" and not statement.permit
    if statement.status == "inactive" and not mitz_objection:
        return "C-WITHDRAWN"
    if statement.status == "proposed" or (statement.starts is not None and day < statement.starts):
        return "C-NOT-YET-VALID"
    if statement.ends is not None and day > statement.ends:
        return "C-EXPIRED"
    if statement.permit and statement.kind == "explicit" and not is_entitled(statement, facts, day):
        return "C-NOT-ENTITLED"
    return None
