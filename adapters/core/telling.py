"""Which resources a transaction tells, so that an older one never overwrites a newer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.core.json import dump, load
from profiles.invalid import InvalidRecord, JsonObject
from profiles.resource.compartment import DIRECTORY
from profiles.resource.transaction import relinked


@dataclass(frozen=True, slots=True)
class Telling:
    """A resource that a transaction writes, by the URL that names it at the hub."""

    url: str = field(repr=False)
    kind: str

    @property
    def is_own(self) -> bool:
        """Whether it is what the parcel is about: no Patient, nobody of the directory."""
        return self.kind != "Patient" and self.kind not in DIRECTORY


def tellings(body: bytes | None) -> list[Telling]:
    """Every resource that the transaction updates; none where it is no transaction."""
    if not body:
        return []
    try:
        return list(_updates(load(body)))
    except InvalidRecord:
        return []


def _updates(bundle: JsonObject) -> Iterator[Telling]:
    for entry in bundle.get("entry", []):
        request = entry.get("request", {})
        if request.get("method") == "PUT":
            yield Telling(request["url"], str(entry.get("resource", {}).get("resourceType")))


def without(body: bytes, older: Collection[str]) -> bytes:
    """The same transaction, which leaves what is named by these URLs as the hub has it.

    https://hl7.org/fhir/R4/http.html#ccreate
    """
    bundle, places = load(body), dict[str, str]()
    kept = [made for entry in bundle["entry"] if (made := _left(entry, older, places))]
    return dump({**bundle, "entry": [_linked(entry, places) for entry in kept]})


def _left(entry: JsonObject, older: Collection[str], places: dict[str, str]) -> JsonObject | None:
    url = entry["request"]["url"]
    if entry["request"].get("method") != "PUT" or url not in older:
        return entry
    kind, found, query = url.partition("?")
    if found:
        return {**entry, "request": {"method": "POST", "url": kind, "ifNoneExist": query}}
    places[entry["fullUrl"]] = url
    return None


def _linked(entry: JsonObject, places: Mapping[str, str]) -> JsonObject:
    resource: Any = relinked(entry["resource"], places) if places else entry["resource"]
    return {**entry, "resource": resource}
