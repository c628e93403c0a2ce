"""Which choice of the catalogue a privacy Consent is; and whether it says what its text says.

docs/decisions/0039-choices-in-words.md
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from consent.choices.catalogue import Choice, catalogue
from consent.choices.made import Made, consent_of
from consent.fhir.check import problems
from consent.fhir.clause import Clause, clauses
from consent.fhir.elements import given_at, is_privacy, mapping, sequence
from consent.question import amsterdam_day
from consent.statement import ANY, CATEGORY
from profiles.issue import Issue
from profiles.systems import HUB_CHOICES

_OURS = f"{HUB_CHOICES}/"
_NAMED = re.compile(re.escape(_OURS) + r"(?P<code>[a-z-]{1,40})/(?P<version>[1-9][0-9]{0,3})")
_WITHDRAWN = ("inactive", "entered-in-error")  # compared, not hashed: JSON may have anything here
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
UNKNOWN, OTHERWISE = "CHOICE-1", "CHOICE-2"
_AGAIN = "ask Consent/$consent-options for those that are, show one, and name it in policy.uri"

_Meaning = frozenset[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Named:
    """The text that a Consent says was shown."""

    code: str
    version: int


def choice_of(consent: Mapping[str, Any]) -> Made | None:
    """The choice of which this Consent says all, and no more; None where it is another one.

    Its version is that of the text that it names, None where it names none.
    """
    if not is_privacy(consent) or problems(consent):
        return None
    named = next(iter(_texts(consent)), None)
    choices = catalogue().choices
    asked = [choices[named.code]] if named and named.code in choices else choices.values()
    rules = list(clauses(consent))
    for choice in asked:
        one = _filled(choice, rules)
        if one is not None and _meaning(rules) == _meaning(list(clauses(_again(one)))):
            return replace(one, version=named.version if named else None)
    return None


def text_problems(consent: Mapping[str, Any]) -> list[Issue]:
    """An error where it names a text that was not shown that day, or that says something else.

    What is withdrawn is taken back whatever it names. None where it names no text of ours.
    """
    if not is_privacy(consent) or consent.get("status") in _WITHDRAWN:
        return []
    said = list(_texts(consent))
    if not said:
        return []
    if len(said) > 1:
        return [_error(UNKNOWN, "One text was shown for one choice; name that one alone.")]
    [named] = said
    if named is None or not _was_shown(named, consent):
        text = f"No text of this code and version is shown on that day; {_AGAIN}."
        return [_error(UNKNOWN, text)]
    if not problems(consent) and choice_of(consent) is None:
        text = (
            "This Consent is not what the text that it names says; take the one that "
            "Consent/$consent-options gives with the choice, or name a policy of your own."
        )
        return [_error(OTHERWISE, text)]
    return []


def _texts(consent: Mapping[str, Any]) -> Iterator[Named | None]:
    """Each text of ours that it names; None where that is none."""
    for policy in sequence(consent.get("policy")):
        uri = mapping(policy).get("uri")
        if isinstance(uri, str) and uri.startswith(_OURS):
            found = _NAMED.fullmatch(uri)
            yield Named(found["code"], int(found["version"])) if found else None


def _was_shown(named: Named, consent: Mapping[str, Any]) -> bool:
    choice = catalogue().choices.get(named.code)
    version = choice.version(named.version) if choice else None
    at = given_at(consent)
    return version is not None and at is not None and version.is_offered(amsterdam_day(at))


def _filled(choice: Choice, rules: list[Clause]) -> Made | None:
    """The choice with what this Consent would have filled in; None where that can't be."""
    filled: dict[str, str] = {}
    base, *exceptions = rules
    if "actor" in choice.stands:
        filled |= _actor(base)
    for one in exceptions:
        filled |= _actor(one)
    if base.custodians != (ANY,):
        filled["source"] = _only(base.custodians)
    known = {*choice.needed, *choice.free}
    if "" in filled.values() or not {*choice.needed} <= filled.keys() <= known:
        return None
    return Made(code=choice.code, version=None, starts=base.starts, ends=base.ends, **filled)


def _actor(clause: Clause) -> dict[str, str]:
    actor = _only(clause.actors)
    if not actor.startswith(CATEGORY):
        return {"organization": actor} if actor != ANY else {}
    kinds = catalogue().kinds.values()
    codes = (one.code for one in kinds if f"{CATEGORY}{one.category}" == actor)
    return {"kind": next(codes, "")}


def _only(texts: Iterable[str | None]) -> str:
    """The one that is said; empty where there are several, or it is not understood."""
    said = list(texts)
    return said[0] or "" if len(said) == 1 else ""


def _again(one: Made) -> dict[str, Any]:
    """What the choice stands for: who signs it and when makes no difference."""
    return consent_of(one, "Patient/any", _THEN)


def _meaning(rules: Iterable[Clause]) -> _Meaning:
    """What the rules say in the end, in whatever order."""
    return frozenset(
        (one.permit, one.depth, *map(frozenset, _sets(one)), *_days(one)) for one in rules
    )


def _sets(one: Clause) -> tuple[tuple[str | None, ...], ...]:
    return one.custodians, one.actors, one.data, one.purposes


def _days(one: Clause) -> tuple[date | None, date | None]:
    return one.starts, one.ends


def _error(rule: str, text: str) -> Issue:
    return Issue("error", "business-rule", "Consent.policy", text, rule=rule)
