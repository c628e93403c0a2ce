"""An EHR's export folder: single resources, Bundles and NDJSON, and what they refer to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapters.core.json import load
from adapters.core.records import Folder, Record, Untaken
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.compartment import DIRECTORY
from profiles.resource.transaction import references

_EXPORTS = frozenset({"collection", "transaction", "batch", "searchset"})
_SUFFIXES = (".json", ".ndjson")


@dataclass(frozen=True, slots=True)
class Exported:
    """A resource as the EHR gave it, with every reference by which the others may mean it."""

    resource: JsonObject = field(repr=False)
    names: frozenset[str] = field(repr=False)


@dataclass(slots=True)
class ExportFolder:
    """The folder of one EHR; a file of it may refer to what another file holds."""

    path: Path
    _folder: Folder = field(init=False, repr=False)
    _kept: Callable[[str], bytes | None] = field(default=lambda _: None, repr=False)
    _digests: dict[str, str] = field(default_factory=dict, repr=False)
    _holders: dict[str, str] = field(default_factory=dict, repr=False)
    _referrers: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._folder = Folder(self.path, _SUFFIXES)

    def records(self) -> Iterator[Record]:
        """Every file by name; each is looked through for what it holds. Raises OSError."""
        for record in self._folder.records():
            if self._digests.get(record.name) != record.digest:
                self._remember(record)
            yield record

    def untaken(self) -> Sequence[Untaken]:
        """What lies there and was not handed out in the last pass."""
        return self._folder.untaken()

    def remember(self, record: Record) -> None:
        """One that was shown in another run: what it holds is known, also if it is gone."""
        self._remember(record)

    def look_back(self, find: Callable[[str], bytes | None]) -> None:
        """How the content of what lies there no more is found."""
        self._kept = find

    def export(self, record: Record) -> list[Exported]:
        """The record's resources, with those of other files that they refer to, near or far.

        Where that tells not whose they are (a Device), also with what refers to them. Raises
        InvalidRecord.
        """
        found = self._with_targets(resources_of(record))
        if any(item.resource["resourceType"] == "Patient" for item in found):
            return found
        return self._with_targets([*found, *self._referring(found)])

    def _remember(self, record: Record) -> None:
        self._digests[record.name] = record.digest
        try:
            found = resources_of(record)
        except InvalidRecord:
            return  # said when the record itself is pushed
        for item in found:
            for name in item.names:
                self._holders[name] = record.name
            for reference in references(item.resource):
                self._referrers.setdefault(reference, set()).add(record.name)

    def _with_targets(self, found: list[Exported]) -> list[Exported]:
        known = {name for item in found for name in item.names}
        ahead = _references(found)
        while ahead:
            reference = ahead.pop()
            holder = None if reference in known else self._holders.get(reference)
            items = self._read(holder) if holder is not None else []
            for item in [item for item in items if reference in item.names]:
                found.append(item)
                known |= item.names
                ahead += _references([item])
        return found

    def _referring(self, found: list[Exported]) -> list[Exported]:
        """Who refers to these from other files; to the directory anybody may refer."""
        own = [item for item in found if item.resource["resourceType"] not in DIRECTORY]
        names = {name for item in own for name in item.names}
        files = sorted({file for name in names for file in self._referrers.get(name, ())})
        near = [item for file in files for item in self._read(file)]
        return [item for item in near if names & set(references(item.resource))]

    def _read(self, name: str) -> list[Exported]:
        try:
            content = (self.path / name).read_bytes()
        except OSError:
            content = self._kept(name) or b""
        try:
            return resources_of(Record(name, content))
        except InvalidRecord:
            return []


def resources_of(record: Record) -> list[Exported]:
    """What the file holds. Raises InvalidRecord."""
    if record.name.endswith(".ndjson"):
        lines = enumerate(record.content.split(b"\n"), start=1)
        return [_line(line, number) for number, line in lines if line.strip()]
    resource = load(record.content)
    if resource.get("resourceType") != "Bundle":
        return [_exported(resource)]
    if resource.get("type") not in _EXPORTS:
        text = "of Bundles, this adapter takes collection, transaction, batch and searchset"
        raise InvalidRecord([Issue("error", "not-supported", "Bundle.type", text)])
    return list(_entries(resource))


def _line(line: bytes, number: int) -> Exported:
    try:
        return _exported(load(line))
    except InvalidRecord as error:
        issues = [replace(issue, text=f"line {number}: {issue.text}") for issue in error.issues]
        raise InvalidRecord(issues) from None


def _entries(bundle: JsonObject) -> Iterator[Exported]:
    for index, entry in enumerate(bundle.get("entry", [])):
        where = f"Bundle.entry[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
            text = "an entry of an export holds a resource; deletions are not taken over"
            raise InvalidRecord([Issue("error", "not-supported", where, text)])
        search = entry.get("search")
        if isinstance(search, dict) and search.get("mode") == "outcome":
            continue
        yield _exported(entry["resource"], entry.get("fullUrl"), f"{where}.resource")


def _exported(resource: JsonObject, full_url: object = None, where: str = "") -> Exported:
    kind, own_id = resource.get("resourceType"), resource.get("id")
    if not isinstance(kind, str):
        text = "a resource has a resourceType"
        raise InvalidRecord(
            [Issue("error", "structure", f"{where}.resourceType".lstrip("."), text)]
        )
    names = {full_url} if isinstance(full_url, str) else set()
    if isinstance(own_id, str):
        names.add(f"{kind}/{own_id}")
    return Exported(resource, frozenset(names))


def _references(items: Iterable[Exported]) -> list[str]:
    return [reference for item in items for reference in references(item.resource)]
