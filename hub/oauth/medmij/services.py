"""What each service of the national layer opens: scopes that read, and nothing else.

48 is the summary of a hospital, 51 documents, 61 the summary of nursing: here the directives in
them alone. docs/decisions/0043-the-national-layer.md
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from hub.outbound.medmij.keeping import Lists
from hub.outbound.medmij.terms import Terms
from hub.security.patient_request import LEVEL
from hub.security.scopes import BY_NAME_ONLY, GrantedScope, InvalidScope, parse_scope

_ID = re.compile(r"[0-9]{1,10}")
_READS = frozenset("rs")
_ALONG = frozenset({"Patient", "RelatedPerson"})
"""Who it is about, and who is named in it: neither is a record by itself."""


class InvalidServices(ValueError):
    """The file can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Services:
    """The scopes of each service by its id."""

    scopes: Mapping[str, tuple[GrantedScope, ...]]

    def opened(self, services: Iterable[str]) -> tuple[GrantedScope, ...]:
        """The scopes of all of these, each once."""
        found = (scope for one in services for scope in self.scopes.get(one, ()))
        return tuple(dict.fromkeys(found))

    def kinds(self, service: str) -> frozenset[str]:
        """The types by which it is known whether there is something for it."""
        named = frozenset(scope.resource_type for scope in self.scopes[service])
        return named - _ALONG or named

    def offered(self, lists: Lists, terms: Terms, client_id: str) -> tuple[str, ...]:
        """The services that this client may be given here, as the lists say now."""
        client = lists.clients.get(client_id)
        if client is None:
            return ()
        listed = lists.providers.get(terms.provider, {})
        ours = [one for one, address in listed.items() if address == terms.authorize]
        held = [one for one in ours if one in self.scopes and one in lists.services]
        may = client.services
        return tuple(sorted((one for one in held if may is None or one in may), key=int))


def services_of(file: Path | None) -> Services:
    """Of the file, or ours.

    Raises:
        InvalidServices: it is no JSON of this form, or a scope in it does more than read.
    """
    try:
        text = file.read_text() if file else _ours()
        said = json.loads(text)
    except (OSError, ValueError):
        raise InvalidServices("is no file of JSON that can be read") from None
    if not isinstance(said, dict) or not said:
        raise InvalidServices("must be an object, of each service a list of scopes")
    return Services({_id(name): _scopes(name, scopes) for name, scopes in said.items()})


def _ours() -> str:
    return files("hub.oauth.medmij").joinpath("services.json").read_text("utf-8")


def _id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise InvalidServices("the id of a service is a number")
    return name


def _scopes(name: str, said: object) -> tuple[GrantedScope, ...]:
    if not isinstance(said, list) or not said or not all(isinstance(one, str) for one in said):
        raise InvalidServices(f"{name}: must be a list of scopes")
    return tuple(_scope(name, text) for text in said)


def _scope(name: str, text: str) -> GrantedScope:
    try:
        scope = parse_scope(text)
    except InvalidScope:
        raise InvalidServices(f"{name}: holds something that is no scope") from None
    whole = scope.resource_type != "*" and scope.resource_type not in BY_NAME_ONLY
    if scope.level != LEVEL or scope.narrowing or not whole or set(scope.letters) - _READS:
        raise InvalidServices(f"{name}: a scope is patient/Type.rs, of one type of care data")
    return scope
