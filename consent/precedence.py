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
But a permission that decides gives way to an objection carried along from another record, of
whatever weight, where it was given before that (docs/decisions/0080-merges.md).
If the first is not valid, none is, and it gives the note of the refusal, the first that fits of:
C-WITHDRAWN (inactive), C-NOT-YET-VALID (proposed, or the period starts later), C-EXPIRED (the
period is over), C-NOT-ENTITLED (a permission by who may not decide).

An objection from Mitz comes with status inactive and is in force all the same.
https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/consent.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from consent.category import keys_of, ura_text
from consent.data_category import data_keys
from consent.entitlement import is_entitled
from consent.facts import Facts
from consent.section import About, Section
from consent.statement import EMERGENCY, Statement


@dataclass(slots=True)  # frozen takes three times as long to make, and every decision makes dozens
class Word:
    """A statement, and why it is not valid that day; None where it is. Never changed.

    `elsewhere` is how it is heard over the data of another than who wrote it down, None where that
    makes no difference: a custodian answers for what it opens, so it writes the inhabitant's word
    down over its own data alone; what it writes down over another's waits for the inhabitant.
    """

    statement: Statement
    note: str | None
    elsewhere: "Word | None" = None


def ranked(statements: Iterable[Statement], facts: Facts, day: date) -> tuple[Word, ...]:
    """By weight, objections first; valid or not, which is told beside."""
    return tuple(sorted([_word(one, facts, day) for one in statements], key=_precedence))


def ranked_in_emergency(
    statements: Iterable[Statement], facts: Facts, day: date
) -> tuple[Word, ...]:
    """Likewise; what names emergencies weighs one more: an exception goes before its base."""

    def precedence(word: Word) -> tuple[object, ...]:
        weight, *others = _precedence(word)
        return (weight - bool(word.statement.purposes & EMERGENCY), *others)

    return tuple(sorted([_word(one, facts, day) for one in statements], key=precedence))


def _word(said: Statement, facts: Facts, day: date) -> Word:
    waits = said.recorded_by is not None and not said.desk and said.status == "active"
    return Word(said, note(said, facts, day), Word(said, "C-NOT-YET-VALID") if waits else None)


def _precedence(word: Word) -> tuple[int, bool, str, int, str, str, str, bool]:
    """What stands after the version only keeps the order in which things came from mattering."""
    one = word.statement
    return (
        -one.weight,
        one.permit,
        one.consent_id,
        one.version,
        word.note or "",
        one.status,
        one.recorded_by or "",
        one.desk,
    )


def prevailing(words: Iterable[Word], about: About) -> Statement | None:
    """The first of what was heard over a custodian's data that is valid, and speaks of this.

    No permission goes before an objection that came along from another record later than it.
    """
    data = data_keys(about.section.category, about.resource, about.labels)
    valid = (word.statement for word in words if word.note is None and word.statement.data in data)
    first = next(valid, None)
    if first is None or not first.permit:
        return first
    rest = list(valid)
    carried = max((one.carried_at for one in rest if one.carried_at is not None), default=None)
    if carried is None:
        return first
    # There is one, which is no permission itself.
    return next(one for one in (first, *rest) if not one.permit or one.given_at > carried)


def lapsed(words: Iterable[Word], about: About) -> Word | None:
    """The first that speaks of this, of words of which none is valid over it."""
    data = data_keys(about.section.category, about.resource, about.labels)
    for word in words:
        if word.statement.data in data:
            return word
    return None


def heard(words: Iterable[Word], section: Section) -> tuple[Word, ...]:
    """Those that speak of what this custodian keeps, each with the force its recorder gives it."""
    custodian = ura_text(section.custodian)
    holders = keys_of(section.custodian, section.custodian_type)
    return tuple(
        [
            word.elsewhere if word.elsewhere and word.statement.recorded_by != custodian else word
            for word in words
            if word.statement.custodian in holders
        ]
    )


def over(statements: Iterable[Statement], section: Section) -> list[Statement]:
    """Those that speak of data of this custodian."""
    keys = keys_of(section.custodian, section.custodian_type)
    return [one for one in statements if one.custodian in keys]


def own_permission(statement: Statement, actor: str | None) -> bool:
    """Whether this actor itself wrote the permission down: for itself it does not count."""
    return statement.permit and statement.recorded_by == actor


def note(statement: Statement, facts: Facts, day: date) -> str | None:
    """Why the statement is not valid that day; None where it is."""
    if statement.status == "inactive" and (statement.permit or statement.source != "mitz"):
        return "C-WITHDRAWN"
    if statement.status == "proposed" or (statement.starts is not None and day < statement.starts):
        return "C-NOT-YET-VALID"
    if statement.ends is not None and day > statement.ends:
        return "C-EXPIRED"
    if statement.permit and statement.kind == "explicit" and not is_entitled(statement, facts, day):
        return "C-NOT-ENTITLED"
    return None
