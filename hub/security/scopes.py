"""SMART v2 scopes: what a client may ask, what a token allows.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from profiles.systems import CONSENT_SCOPE

Interaction = Literal[
    "create",
    "read",
    "vread",
    "history-instance",
    "update",
    "patch",
    "delete",
    "search-type",
    "history-type",
    "search-system",
    "history-system",
]

Level = Literal["system", "patient", "user"]
"""Whose scopes are given out: of a system, of a person for his own record, of a professional."""
_COUNTING: dict[str, frozenset[str]] = {
    "system": frozenset({"system"}),
    "patient": frozenset({"patient"}),
    # Of a professional, for whom an app was opened: both are about that one inhabitant.
    "user": frozenset({"user", "patient"}),
}

_AGREEING = frozenset({"system", "user"})
"""Whose scopes let a Consent be written that is no choice about exchange."""

LETTERS: dict[str, str] = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "update": "u",
    "patch": "u",
    "delete": "d",
    "search-type": "s",
    "history-type": "s",
    "search-system": "s",
    "history-system": "s",
}
VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}

# By which a Consent is a choice about exchange; the one way in which a scope is narrowed here.
CHOICES = ("scope", f"{CONSENT_SCOPE}|patient-privacy")
RECORDS_CHOICES = f"system/Consent.cu?{'='.join(CHOICES)}"
"""The scope to record them: `system/Consent.cu` has it too, the type `*` has not."""
WRITTEN = frozenset("cu")
READING = frozenset("rs")

# Only by name: whoever reads all care data does not thereby read who looked at it.
BY_NAME_ONLY = frozenset({"AuditEvent"})

LONGEST_SCOPE_LIST = 8_000
GRAMMAR = re.compile(
    r"(?P<level>patient|user|system)/(?P<type>\*|[A-Z][A-Za-z]{1,63})"
    r"\.(?P<letters>read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(?P<narrowing>[!#-\[\]-~]+))?"
)
_PARAMETER = re.compile(r"_?[a-z][A-Za-z-]*")


class InvalidScope(ValueError):
    """Not a scope, or not one that is granted; the message can be shown to the client."""


@dataclass(frozen=True, slots=True)
class GrantedScope:
    """One scope: `letters` in the order cruds, `narrowing` the pairs behind the question mark."""

    level: str
    resource_type: str
    letters: str
    narrowing: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.narrowing)
        text = f"{self.level}/{self.resource_type}.{self.letters}"
        return f"{text}?{query}" if query else text

    def covers(self, resource_type: str, letter: str) -> bool:
        """Whether this scope alone allows that; one that is narrowed to choices does not."""
        by_name = self.resource_type == resource_type
        for_all = self.resource_type == "*" and resource_type not in BY_NAME_ONLY
        return (by_name or for_all) and letter in self.letters and not self.narrowing

    def records(self, letter: str) -> bool:
        """Whether this scope alone lets an inhabitant's choices about exchange be written so.

        Whoever writes all care data does not thereby say who may see it.
        """
        named = self.resource_type == "Consent" and self.narrowing in {(), (CHOICES,)}
        return named and letter in self.letters and letter in WRITTEN


def parse_scope(text: str) -> GrantedScope:
    """The scope that the text names; version 1 endings become version 2 letters.

    Raises:
        InvalidScope: outside the grammar, or the letters out of order.
    """
    match = GRAMMAR.fullmatch(text)
    if match is None:
        raise InvalidScope("a scope is level/Type.cruds, its letters in that order")
    letters = VERSION_1.get(match["letters"], match["letters"])
    return GrantedScope(match["level"], match["type"], letters, _narrowing(match["narrowing"]))


def parse_scopes(text: str) -> tuple[GrantedScope, ...]:
    """The scopes of a space-separated list, each once, in the order of the text.

    Raises:
        InvalidScope: one of them is not a scope, or there is none.
    """
    if not text:
        raise InvalidScope("no scope is named")
    if len(text) > LONGEST_SCOPE_LIST:
        raise InvalidScope("the list of scopes is too long")
    return tuple(dict.fromkeys(parse_scope(token) for token in text.split(" ")))


def grant(
    requested: str | None, registered: str, level: Level = "system"
) -> tuple[GrantedScope, ...]:
    """The requested scopes, if the registered ones cover each whole; all of the level without.

    Raises:
        InvalidScope: malformed, narrowed otherwise than to choices, of another level, or more than
            was registered.
    """
    held = tuple(scope for scope in parse_scopes(registered) if scope.level == level)
    wanted = parse_scopes(requested) if requested else held
    if not wanted:
        raise InvalidScope(f"the client is registered for no {level} scope")
    for scope in wanted:
        if scope.level != level:
            raise InvalidScope(f"this grant gives {level} scopes only")
        if level != "system" and scope.narrowing:
            raise InvalidScope("scopes narrowed by a query are not supported")
        if not is_enforceable(scope):
            raise InvalidScope(f"of narrowed scopes there is {RECORDS_CHOICES} alone")
        if not all(_contained(held, scope, letter) for letter in scope.letters):
            raise InvalidScope(
                "the client is not registered for every requested scope; system/*.cruds does not "
                f"contain {RECORDS_CHOICES}, so that neither does it system/Consent.cu"
            )
    return wanted


def launchable(asked: str, registered: str) -> tuple[GrantedScope, ...]:
    """The requested scopes, if an app that an EHR opened is registered for each of them.

    Raises:
        InvalidScope: malformed, of another level, narrowed, or not registered.
    """
    wanted, held = parse_scopes(asked), parse_scopes(registered)
    for scope in wanted:
        if scope.level not in _COUNTING["user"] or scope.narrowing:
            raise InvalidScope("a launched app asks for patient and user scopes, not narrowed")
        own = [one for one in held if one.level == scope.level]
        if not all(_held(own, scope.resource_type, letter) for letter in scope.letters):
            raise InvalidScope("the client is not registered for every requested scope")
    return wanted


def grant_launched(asked: str, registered: str, ehr: Sequence[str]) -> tuple[GrantedScope, ...]:
    """Of the requested scopes what a professional may have by an app that his EHR opened.

    Never more than is asked, than the app is registered for, or than the EHR's own token reads.

    Raises:
        InvalidScope: as `launchable` has it; or nothing is left.
    """
    wanted = launchable(asked, registered)
    tokens = [one for one in map(parse_scope, ehr) if one.level == "system"]
    read = (_read_alone(one, tokens) for one in wanted if one.resource_type not in BY_NAME_ONLY)
    left = tuple(one for one in read if one.letters)
    if not left:
        raise InvalidScope("nothing that is asked for may be read by the token of the EHR")
    return left


def is_readable_launched(scope: GrantedScope) -> bool:
    """Whether an app that an EHR opened may have all of it."""
    return READING.issuperset(scope.letters) and scope.resource_type not in BY_NAME_ONLY


def _read_alone(scope: GrantedScope, ehr: Sequence[GrantedScope]) -> GrantedScope:
    """What is left of it where an app reads and nothing else, and reads no more than the EHR."""
    letters = [one for one in scope.letters if one in READING]
    covered = [one for one in letters if _held(ehr, scope.resource_type, one)]
    return replace(scope, letters="".join(covered))


def is_enforceable(scope: GrantedScope) -> bool:
    """Whether it is as wide as its type, or narrowed to the writing of choices."""
    if not scope.narrowing:
        return True
    return scope.resource_type == "Consent" and all(map(scope.records, scope.letters))


def _contained(held: Sequence[GrantedScope], scope: GrantedScope, letter: str) -> bool:
    """Whether what is held allows all that this scope does by this letter."""
    records = any(one.records(letter) for one in held)
    if scope.narrowing:
        return records
    return _held(held, scope.resource_type, letter) and (records or not scope.records(letter))


def allows(
    scopes: tuple[str, ...], resource_type: str, interaction: Interaction, level: str = "system"
) -> bool:
    """Whether a token with these scopes of this level may do this FHIR interaction on this type.

    AuditEvent opens only to a scope that names it. Of a Consent `allows_consent` has the rest.
    https://hl7.org/fhir/R4/http.html
    """
    letter = LETTERS[interaction]
    if _allows(scopes, resource_type, letter, level):
        return True
    if level != "system" or resource_type != "Consent":
        return False
    return allows_consent(scopes, letter, choice=True)


@lru_cache(maxsize=4096)
def allows_consent(scopes: tuple[str, ...], letter: str, *, choice: bool) -> bool:
    """Whether a Consent may be written so (c or u): a choice about exchange, or any other.

    A professional at a page of the hub writes what was agreed, and never a choice.
    """
    held = [parse_scope(text) for text in scopes]
    if choice:
        return any(one.level == "system" and one.records(letter) for one in held)
    return any(one.level in _AGREEING and one.covers("Consent", letter) for one in held)


@lru_cache(maxsize=4096)
def _allows(scopes: tuple[str, ...], resource_type: str, letter: str, level: str) -> bool:
    held, counting = (parse_scope(text) for text in scopes), _COUNTING[level]
    return _held((scope for scope in held if scope.level in counting), resource_type, letter)


def _held(scopes: Iterable[GrantedScope], resource_type: str, letter: str) -> bool:
    return any(scope.covers(resource_type, letter) for scope in scopes)


def _narrowing(query: str | None) -> tuple[tuple[str, str], ...]:
    if query is None:
        return ()
    pairs = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not _PARAMETER.fullmatch(name) or not value:
            raise InvalidScope("a scope takes plain parameter=value pairs: no chain, no modifier")
        pairs.append((name, value))
    return tuple(pairs)
