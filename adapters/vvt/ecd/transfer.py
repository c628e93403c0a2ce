"""What was fetched of a transfer as transactions: its documents, their files, and the Task itself.

https://hl7.org/fhir/R4/task.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.vvt.converted import told_of
from adapters.vvt.document import Document, names
from adapters.vvt.ecd.envelope import Envelope, Fetched, opened
from adapters.vvt.ecd.file import file_of
from adapters.vvt.mapping import part, transactions
from adapters.vvt.reading import read
from adapters.vvt.release import Release
from adapters.vvt.taken import Taken, taken
from adapters.vvt.task import PEOPLE, Known, entry_of, made
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.read import element, objects, words
from profiles.resource.transaction import references
from profiles.stu3 import to_r4

_CLOSED = "a document that the Task hands over is not open to us: {}"


@dataclass(frozen=True, slots=True)
class Transferred:
    """The transactions in their order; `known` is how the hub calls what they brought."""

    bundles: tuple[JsonObject, ...] = field(repr=False)
    whose: str = field(repr=False)
    known: Mapping[str, str] = field(repr=False)
    notes: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()


def to_transactions(record: Record) -> Mapped:
    """The record of an ECD. Raises InvalidRecord."""
    found = transferred(opened(record.content))
    return Mapped(found.bundles, found.notes, found.to_mend, found.whose)


def transferred(envelope: Envelope) -> Transferred:
    """The Task, and all that it hands over. Raises InvalidRecord where it is not one thing."""
    return _Transfer(envelope).made()


class _Transfer:
    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._base = envelope.task.address.rsplit("/", 2)[0]
        self._known: dict[str, Known] = {}
        self._notes: dict[str, None] = {}
        self._to_mend = [_CLOSED.format(why) for why in envelope.closed]

    def made(self) -> Transferred:
        tree, task = self._resource(self._envelope.task)
        bundles = [one for document in self._envelope.documents for one in self._of(document, tree)]
        for person in self._envelope.people:
            if not person.fault:
                self._meet(person)
        transaction, notes = made(task, self._envelope.task.address, self._at)
        self._note(notes)
        his = self._at(words(element(task, "for"), "reference"))
        return Transferred(
            (*bundles, transaction),
            his.at_hub if his else "",
            {address: one.at_hub for address, one in self._known.items()},
            tuple(self._notes),
            tuple(self._to_mend),
        )

    def _resource(self, fetched: Fetched) -> tuple[JsonObject, JsonObject]:
        """As it came, and in R4. Raises InvalidRecord where it is another than was asked for."""
        kind, own_id = fetched.address.rsplit("/", 2)[-2:]
        found = read(fetched.content)
        if (found.tree.get("resourceType"), found.tree.get("id")) != (kind, own_id):
            raise _invalid(kind, "the ECD answers with something else than was asked for")
        if found.release is Release.R4:
            return found.tree, found.tree
        converted = to_r4(found.tree)
        self._note(told_of(converted.lost))
        return found.tree, converted.resource

    def _of(self, fetched: Fetched, task: JsonObject) -> Iterator[JsonObject]:
        files = {one.address: file_of(one) for one in self._envelope.files}
        found = taken(fetched.content, fetched.address, files)
        self._require_same(found.document, fetched.address, task)
        self._note(found.notes)
        self._to_mend += found.to_mend
        self._keep(found)
        yield from transactions(found)

    def _require_same(self, document: Document, address: str, task: JsonObject) -> None:
        if document.composition.get("id") != address.rsplit("/", 1)[-1]:
            raise _invalid("Composition", "the ECD answers with another document than was asked")
        his = document.patient()
        said = element(task, "for")
        named = words(said, "reference").partition("/_history/")[0]
        number = words(element(said, "identifier"), "value")
        numbers = {one.get("value") for one in objects(his.get("identifier"))}
        known = names(document.patient_url, his)
        is_named = named in known or urljoin(f"{self._base}/", named) in known
        if (named and not is_named) or (number and number not in numbers):
            raise _invalid("Task.for", "the document is about another inhabitant than the Task")

    def _keep(self, found: Taken) -> None:
        """What the Task may mean of this document, with what it refers to in turn."""
        document = found.document
        every = {
            name: Known(entry["fullUrl"], entry, names(url, one))
            for url, one in document.entries()
            for entry in (part(document, url, one),)
            for name in names(url, one)
        }
        for name, one in every.items():
            kind = one.entry["resource"]["resourceType"] if one.entry else ""
            if kind == "Composition":
                self._known[self._address(name)] = Known(one.at_hub)
            elif kind in PEOPLE:
                for near in _near(name, every):
                    self._known[self._address(near)] = every[near]

    def _meet(self, fetched: Fetched) -> None:
        """Somebody who was read by himself; who stood in a document is known from there."""
        if fetched.address in self._known:
            return
        _, resource = self._resource(fetched)
        kind, own_id = fetched.address.rsplit("/", 2)[-2:]
        entry = entry_of(resource, fetched.address)
        meant = frozenset({fetched.address, f"{kind}/{own_id}"})
        self._known[fetched.address] = Known(entry["fullUrl"], entry, meant)

    def _at(self, name: str) -> Known | None:
        address = self._address(name.partition("/_history/")[0])
        if address in self._known:
            return self._known[address]
        before = self._envelope.known.get(address)
        return Known(before) if before else None

    def _address(self, name: str) -> str:
        return urljoin(f"{self._base}/", name)

    def _note(self, notes: Iterator[str] | tuple[str, ...]) -> None:
        self._notes |= dict.fromkeys(notes)


def _near(name: str, every: Mapping[str, Known]) -> Iterator[str]:
    """It, and what of the document it refers to, near or far."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        one = ahead.pop()
        if one in every and one not in seen:
            seen.add(one)
            yield one
            entry = every[one].entry
            ahead += references(entry["resource"]) if entry else ()


def _invalid(expression: str, text: str) -> InvalidRecord:
    return InvalidRecord([Issue("error", "invalid", expression, text)])
