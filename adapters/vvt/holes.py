"""What a document names and does not hold: told at its place, in words, and by a label.

As the hub tells of a document with holes, docs/decisions/0063-a-document-and-its-holes.md
"""

import copy
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from adapters.vvt.document import names
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.composition import parts

TITLE = "Niet in dit document"
REDACTED = {"system": systems.OBSERVATION_VALUE, "code": "REDACTED"}
_ABSENT = f"{systems.HL7}data-absent-reason"
# https://hl7.org/fhir/R4/codesystem-data-absent-reason.html
_NOT_SENT, _NOT_READ = "unknown", "error"


@dataclass(frozen=True, slots=True)
class Hole:
    """One part that is not there: where the Composition names it, and of what type it is.

    It is `is_unread` where the source has it, and it says nothing that can be believed.
    """

    expression: str
    kind: str
    is_unread: bool


def with_holes(
    bundle: JsonObject, unread: Collection[str] = (), files: int = 0
) -> tuple[JsonObject, tuple[Hole, ...]]:
    """The document with each reference of its Composition that leads nowhere told to be so.

    `unread` are the references of what could not be read, `files` how many could not. The same
    document where nothing is missing.
    """
    opening, *others = bundle["entry"]
    known = {
        name for entry in bundle["entry"] for name in names(entry["fullUrl"], entry["resource"])
    }
    composition = copy.deepcopy(opening["resource"])
    holes = [
        _hole(path, one, unread)
        for path, one in list(parts(composition))
        if isinstance(one.get("reference"), str)
        and one["reference"][:1] != "#"
        and one["reference"].split("/_history/")[0] not in known
    ]
    if not holes and not files:
        return bundle, ()
    composition["section"] = [*composition.get("section", ()), _in_words(holes, files)]
    meta = bundle.get("meta", {})
    labelled = {**meta, "security": [*meta.get("security", ()), REDACTED]}
    entries = [{**opening, "resource": composition}, *others]
    return {**bundle, "meta": labelled, "entry": entries}, tuple(holes)


def _hole(path: tuple[str | int, ...], one: JsonObject, unread: Collection[str]) -> Hole:
    named = one.pop("reference")
    is_unread = named in unread
    code = _NOT_READ if is_unread else _NOT_SENT
    one["extension"] = [*one.get("extension", ()), {"url": _ABSENT, "valueCode": code}]
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return Hole(f"Composition{steps}", _kind(named), is_unread)


def _kind(reference: str) -> str:
    """The type that it names, where it names one."""
    steps = reference.rsplit("/", 2)
    is_type = len(steps) > 1 and steps[-2][:1].isupper() and steps[-2].isalpha()
    return steps[-2] if is_type else ""


def _in_words(holes: list[Hole], files: int) -> JsonObject:
    """A section that says so to who reads the words alone."""
    unread = sum(hole.is_unread for hole in holes)
    counted = (
        (unread, "onderdeel", "onderdelen", "van de bron niet te lezen"),
        (len(holes) - unread, "onderdeel", "onderdelen", "niet meegestuurd"),
        (files, "bijlage", "bijlagen", "niet te openen"),
    )
    told = [
        f"{count} {one if count == 1 else more} {'is' if count == 1 else 'zijn'} {what}"
        for count, one, more, what in counted
        if count
    ]
    text = (
        f"Dit document is niet volledig: {', '.join(told)}. Vraag na bij de afzender wat daar "
        "staat. Deze melding is van de koppeling met het ECD."
    )
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>'
    reason = {"coding": [{"system": systems.EMPTY_REASON, "code": "unavailable"}]}
    section: dict[str, Any] = {"title": TITLE, "text": {"status": "generated", "div": div}}
    return {**section, "emptyReason": reason}
