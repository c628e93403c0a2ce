"""The four lists as values, read from their XML; a list that is not whole is no list.

https://afsprakenstelsel.medmij.nl/asverplicht/mmverplicht/logische-modellen
docs/decisions/0043-the-national-layer.md
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from hub.outbound.xml import Element, HasDocumentType, NotXml, named, parsed

Name = Literal["Zorgaanbiederslijst", "OAuthclientlist", "Gegevensdienstnamenlijst", "Whitelist"]
NAMES: tuple[Name, ...] = (
    "Zorgaanbiederslijst",
    "OAuthclientlist",
    "Gegevensdienstnamenlijst",
    "Whitelist",
)
Why = Literal[
    "unreachable",
    "too-large",
    "not-xml",
    "document-type",
    "another-list",
    "form",
    "early",
    "expired",
    "older",
    "changed",
]
"""Why a list is not taken: words for a log, of nobody."""
_SPACE = re.compile(r"xmlns://afsprakenstelsel\.medmij\.nl/([a-z]+)/release[0-9]{1,3}/")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?=.{{4,253}}\Z)({_LABEL}\.)+(?=.*[a-z]){_LABEL}")
"""A whole host name: no wildcard, no address, no port."""
_SERVICE = re.compile(r"[0-9]{1,10}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_PROVIDER = re.compile(r"[a-z0-9&.-]{1,200}@medmij")
_LONGEST = 200
_Content = TypeVar("_Content")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class BadList(ValueError):
    """What came is not the list; `why` says in what."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Listing(Generic[_Content]):
    """One list: when it was `issued`, aware, its number, and what it holds."""

    issued: datetime
    number: int
    content: _Content


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A personal health environment by the name of whoever runs it.

    `services` is None where the list does not say which ones it may have.
    """

    name: str
    services: frozenset[str] | None = None


Providers = Mapping[str, Mapping[str, str]]
"""Of each provider (`name@medmij`) the services, each with where one is let in for it."""
Clients = Mapping[str, ListedClient]
"""By host name, which is the `client_id`."""
ServiceNames = Mapping[str, str]
Hosts = frozenset[str]


def read(name: Name, content: bytes) -> Listing[Providers | Clients | ServiceNames | Hosts]:
    """The list of this name.

    Raises:
        BadList: it is none, another one, or something in it is not as it must be.
    """
    try:
        root = parsed(content)
    except HasDocumentType:
        raise BadList("document-type") from None
    except NotXml:
        raise BadList("not-xml") from None
    space, _, local = root.name.partition(" ")
    match = _SPACE.fullmatch(space)
    if match is None or match[1] != name.lower() or local != name:
        raise BadList("another-list")
    reading = _Reading(space)
    held = _READERS[name](reading, root)
    return Listing(_moment(reading.text(root, "Tijdstempel")), _number(reading, root), held)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Elements of one release, by their local names."""

    space: str

    def one(self, element: Element, local: str) -> Element:
        found = element.only(self.space, local)
        if found is None:
            raise BadList("form")
        return found

    def text(self, element: Element, local: str) -> str:
        found = self.one(element, local)
        if found.children or len(found.text) > _LONGEST * 10:
            raise BadList("form")
        return found.text.strip()

    def matched(self, element: Element, local: str, pattern: re.Pattern[str]) -> str:
        text = self.text(element, local)
        if not pattern.fullmatch(text):
            raise BadList("form")
        return text

    def words(self, element: Element, local: str) -> str:
        """What people are shown."""
        text = self.text(element, local)
        if not (0 < len(text) <= _LONGEST and text.isprintable()):
            raise BadList("form")
        return text

    def each(self, element: Element, whole: str, local: str) -> list[Element]:
        """All that the element `whole` holds, which is nothing else."""
        found = self.one(element, whole)
        if any(child.name != named(self.space, local) for child in found.children):
            raise BadList("form")
        return found.children


def _providers(reading: _Reading, root: Element) -> Providers:
    return _unique(
        (
            reading.matched(one, "Zorgaanbiedernaam", _PROVIDER),
            _unique(
                (reading.matched(service, "GegevensdienstId", _SERVICE), _let_in(reading, service))
                for service in reading.each(one, "Gegevensdiensten", "Gegevensdienst")
            ),
        )
        for one in reading.each(root, "Zorgaanbieders", "Zorgaanbieder")
    )


def _let_in(reading: _Reading, service: Element) -> str:
    return reading.text(reading.one(service, "AuthorizationEndpoint"), "AuthorizationEndpointuri")


def _clients(reading: _Reading, root: Element) -> Clients:
    return _unique(
        (
            reading.matched(one, "Hostname", HOST),
            ListedClient(
                reading.words(one, "OAuthclientOrganisatienaam"), _services_of(reading, one)
            ),
        )
        for one in reading.each(root, "OAuthclients", "OAuthclient")
    )


def _services_of(reading: _Reading, client: Element) -> frozenset[str] | None:
    if not client.all(reading.space, "Gegevensdiensten"):
        return None
    listed = reading.each(client, "Gegevensdiensten", "Gegevensdienst")
    return frozenset(reading.matched(one, "GegevensdienstId", _SERVICE) for one in listed)


def _service_names(reading: _Reading, root: Element) -> ServiceNames:
    return _unique(
        (reading.matched(one, "GegevensdienstId", _SERVICE), reading.words(one, "Weergavenaam"))
        for one in reading.each(root, "Gegevensdiensten", "Gegevensdienst")
    )


def _hosts(reading: _Reading, root: Element) -> Hosts:
    """A node is its host name, or holds it: releases differ."""
    listed = reading.each(root, "MedMijNodes", "MedMijNode")
    hosts = [
        reading.matched(one, "Hostname", HOST) if one.children else one.text.strip()
        for one in listed
    ]
    if len(set(hosts)) < len(hosts) or not all(map(HOST.fullmatch, hosts)):
        raise BadList("form")
    return frozenset(hosts)


def _unique(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    found: dict[_Key, _Value] = {}
    for key, value in pairs:
        if key in found:
            raise BadList("form")
        found[key] = value
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadList("form") from None
    if found.tzinfo is None:
        raise BadList("form")
    return found


def _number(reading: _Reading, root: Element) -> int:
    return int(reading.matched(root, "Volgnummer", _NUMBER))


_READERS: Mapping[Name, Callable[[_Reading, Element], Providers | Clients | ServiceNames | Hosts]]
_READERS = {
    "Zorgaanbiederslijst": _providers,
    "OAuthclientlist": _clients,
    "Gegevensdienstnamenlijst": _service_names,
    "Whitelist": _hosts,
}
