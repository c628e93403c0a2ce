"""One Task that changed: read it, what it hands over and whom it names, all as the ECD has it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from adapters.vvt.attachments import addresses
from adapters.vvt.ecd.envelope import Envelope, Fetched
from adapters.vvt.ecd.server import Closed, EcdServer, Unusable
from adapters.vvt.reading import read
from adapters.vvt.task import documents, named, people
from profiles.invalid import InvalidRecord, JsonObject
from profiles.resource.read import objects

_MOST = 40
"""People, and files, of one transfer: who names more than that is not followed further."""
_FILE = "application/fhir+json;q=0.9, application/fhir+xml;q=0.8, */*;q=0.1"


@dataclass(slots=True)
class Visit:
    """At one ECD; `known` is how the hub calls what was sent before."""

    server: EcdServer
    known: Callable[[Iterable[str]], dict[str, str]] = field(repr=False)
    _documents: dict[str, Fetched] = field(default_factory=dict, repr=False)
    _people: dict[str, Fetched] = field(default_factory=dict, repr=False)
    _files: dict[str, Fetched] = field(default_factory=dict, repr=False)
    _closed: list[str] = field(default_factory=list)

    async def fetched(self, address: str) -> Envelope:
        """The transfer as it is now. Raises Silent, Closed, Unusable, NoAccess, InvalidRecord."""
        task = await self._at(address)
        tree = read(task.content).tree
        for one in documents(tree, self.server.base):
            if one.is_open and one.address not in self._documents:
                await self._document(one.address)
        await self._around(people(tree, self.server.base))
        return Envelope(
            task,
            tuple(self._documents.values()),
            tuple(self._people.values()),
            tuple(self._files.values()),
            tuple(self._closed),
            self.known(named(tree, self.server.base)),
        )

    async def _at(self, where: str, name: str = "") -> Fetched:
        answer = await self.server.get(where)
        return Fetched(name or where, answer.body, answer.media_type)

    async def _document(self, address: str) -> None:
        try:
            found = await self._at(f"{address}/$document", address)
        except Closed as closed:
            self._closed.append(str(closed))
            return
        self._documents[address] = found
        try:
            tree = read(found.content).tree
        except InvalidRecord as fault:
            # It is brought as it is, so that its owner finds it among what was refused.
            self._closed.append(f"it can't be read: {fault.issues[0].text}")
            return
        for resource in _resources(tree):
            for attachment in addresses(resource):
                await self._file(attachment["url"])

    async def _file(self, url: str) -> None:
        """A file of a document; what lies at another server is not fetched."""
        try:
            address = self.server.address(url)
        except Unusable:
            return
        is_binary = address.rsplit("/", 2)[-2] == "Binary"
        if not is_binary or address in self._files or len(self._files) >= _MOST:
            return
        try:
            answer = await self.server.get(address, accept=_FILE)
        except Closed:
            return  # its address is kept
        except Unusable as fault:
            self._files[address] = Fetched(address, fault=str(fault))
        else:
            self._files[address] = Fetched(address, answer.body, answer.media_type)

    async def _around(self, first: list[str]) -> None:
        """Whom the Task names, and whom these name, as far as the ECD shows them."""
        ahead = first
        for _ in range(_MOST):
            ahead = [one for one in dict.fromkeys(ahead) if one not in self._people]
            if not ahead:
                return
            address = ahead.pop(0)
            try:
                self._people[address] = await self._at(address)
                tree = read(self._people[address].content).tree
            except (Closed, Unusable):
                self._people[address] = Fetched(address, fault="not open")
            else:
                ahead += people(tree, self.server.base)


def _resources(bundle: JsonObject) -> list[JsonObject]:
    found = [one.get("resource") for one in objects(bundle.get("entry"))]
    return [one for one in found if isinstance(one, dict)]
