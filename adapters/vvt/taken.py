"""From bytes to a document that can be told: read, converted, mended, and what was not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from adapters.vvt.attachments import addresses, fault_of_bytes, pointed, sound
from adapters.vvt.claims import without_false_claims
from adapters.vvt.converted import Unread, converted
from adapters.vvt.document import Document, document_of, id_of_part, names
from adapters.vvt.files import File
from adapters.vvt.holes import Hole, with_holes
from adapters.vvt.identity import identified
from adapters.vvt.outside import settled
from adapters.vvt.reading import Read, read
from adapters.vvt.release import Release
from adapters.vvt.repairs import repaired
from profiles.invalid import JsonObject

Files = Mapping[str, File | str]
"""By address a file that was fetched, or why what lies there is none."""
_NONE: Files = {}


@dataclass(frozen=True, slots=True)
class Taken:
    """A document in R4.

    `notes` say what was mended or lost, `to_mend` what its owner has to look at: the document is
    brought all the same, and says itself what is not in it. `original` is what came, where that
    was STU3; `files` are those that it points to.
    """

    document: Document
    notes: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()
    original: bytes | None = field(default=None, repr=False)
    media_type: str = ""
    files: tuple[File, ...] = field(default=(), repr=False)


def taken(content: bytes, fetched_from: str | None = None, files: Files = _NONE) -> Taken:
    """The document in these bytes; `fetched_from` is the address of its Composition at an ECD.

    Raises InvalidRecord.
    """
    return taken_of(read(content), fetched_from, files)


def taken_of(found: Read, fetched_from: str | None = None, files: Files = _NONE) -> Taken:
    """The same of what was read. Raises InvalidRecord."""
    bundle = _with_addresses(found.tree, fetched_from)
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    is_stu3 = found.release is Release.STU3
    if is_stu3 or fetched_from:
        bundle, notes = identified(bundle, fetched_from)
    if is_stu3:
        bundle, lost, unread = converted(bundle)
        notes += lost
    bundle, repairs = repaired(bundle)
    document = document_of(bundle)
    bundle, outside = settled(bundle)
    bundle, broken = sound(bundle)
    if is_stu3:
        bundle, claims = without_false_claims(bundle)
        notes += claims
    bundle, held, faults = _placed(bundle, document, _server_of(fetched_from), files)
    meant = {reference for one in unread for reference in one.references}
    bundle, holes = with_holes(bundle, meant, len(broken) + len(faults))
    return Taken(
        replace(document, bundle=bundle, composition=bundle["entry"][0]["resource"]),
        (*repairs, *outside, *notes),
        (*(one.told for one in unread), *_told(holes, [*broken, *faults])),
        found.content if is_stu3 else None,
        found.media_type if is_stu3 else "",
        tuple(held),
    )


def _placed(
    bundle: JsonObject, document: Document, base: str, files: Files
) -> tuple[JsonObject, Sequence[File], Sequence[tuple[str, str]]]:
    """With each attachment pointed to where its file will be; those files, and what is none."""
    places: dict[str, str | None] = {}
    held: dict[str, File] = {}
    faults: list[tuple[str, str]] = []
    inside = {
        name: f"Binary/{id_of_part(document, url, resource)}"
        for url, resource in document.entries()
        if resource["resourceType"] == "Binary"
        for name in names(url, resource)
    }
    for place, entry in enumerate(bundle["entry"]):
        for attachment in addresses(entry["resource"]):
            url = attachment["url"]
            found = files.get(urljoin(base, url) if base else url)
            if url in inside:
                places[url] = inside[url]
                continue
            if isinstance(found, File):
                fault = fault_of_bytes(found.content, attachment["contentType"])
                found = fault if fault is not None else found
            if isinstance(found, File):
                held[found.own_id] = found
                places[url] = f"Binary/{found.own_id}"
            elif found is not None:
                places[url] = None
                faults.append((f"Bundle.entry[{place}], a file that it points to", found))
    return (pointed(bundle, places) if places else bundle), [*held.values()], faults


def _told(holes: Sequence[Hole], broken: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Sentences for the source's owner: places, and never what stands there."""
    for hole in holes:
        if not hole.is_unread:
            yield f"{hole.expression} names {hole.kind or 'something'} that is not in the document"
    for place, why in broken:
        yield f"{place}: {why}; the document says so in its place"


def _server_of(address: str | None) -> str:
    """The base to which what stands there is relative; nothing of a file in a folder."""
    return "" if address is None else address.rsplit("/", 2)[0] + "/"


def _with_addresses(bundle: JsonObject, fetched_from: str | None) -> JsonObject:
    """The same with a fullUrl for each entry: some servers leave them out of `$document`.

    https://hl7.org/fhir/R4/bundle.html#bundle-unique
    """
    entries = bundle.get("entry")
    if fetched_from is None or not isinstance(entries, list):
        return bundle
    base = _server_of(fetched_from)
    return {**bundle, "entry": [_addressed(entry, base) for entry in entries]}


def _addressed(entry: Any, base: str) -> Any:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict) or "fullUrl" in entry or "id" not in resource:
        return entry
    return {"fullUrl": f"{base}{resource.get('resourceType')}/{resource['id']}", **entry}
