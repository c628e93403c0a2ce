"""A part of a resource, cut from its bytes: a summary, or the root elements that are named.

What must be there, what changes the meaning of the rest and what is kept is kept whole: half a
provision may say the contrary. https://hl7.org/fhir/R4/search.html#summary
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec

from profiles.r4.element_table import ElementRow
from profiles.r4.tables import elements, summary
from profiles.r4.trees import children

Kind = Literal["summary", "text", "data", "elements"]
SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
"""The tag of what is not whole. https://hl7.org/fhir/R4/valueset-common-tags.html."""
_ALWAYS = frozenset({"resourceType", "id", "meta"})
_INTO_CONTAINED = b'"#'
_TEXT, _META, _CONTAINED = "text", "meta", "contained"
_FIRST, _NONE = ("resourceType", "id"), msgspec.Raw(b"{}")


@dataclass(frozen=True, slots=True)
class Part:
    """Which part; `names` of elements alone, as R4 or as JSON names them."""

    kind: Kind
    names: frozenset[str] = frozenset()


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def subset(body: bytes, part: Part) -> bytes:
    """The same resource with this part alone, tagged; what stays has its bytes as they were."""
    said = _MEMBERS.decode(body)
    stays = _stays(msgspec.json.decode(said["resourceType"]), part)
    kept = {name: value for name, value in said.items() if stays(name.removeprefix("_"))}
    if _CONTAINED in said and any(_INTO_CONTAINED in bytes(value) for value in kept.values()):
        kept = {name: said[name] for name in said if name in kept or name == _CONTAINED}
    if _META not in kept:
        kept = {**{name: said[name] for name in _FIRST if name in said}, _META: _NONE, **kept}
    kept[_META] = _tagged(kept[_META])
    return msgspec.json.encode(kept)


def unknown(kind: str, names: Iterable[str]) -> bool:
    """Whether one of the names is of no root element of this type."""
    known = {name for row in elements(kind) for name in _names(row)}
    return not known.issuperset(names)


@lru_cache(maxsize=1024)
def _stays(kind: str, part: Part) -> Callable[[str], bool]:
    """Whether a member of a resource of this type stays, by its name."""
    if part.kind == "data":
        return lambda name: name != _TEXT
    wanted = {"summary": summary(kind), "text": frozenset({_TEXT}), "elements": part.names}
    modifiers = children(kind)
    kept = set(_ALWAYS)
    for row in elements(kind):
        asked = wanted[part.kind].intersection(_names(row))
        if row.is_required or modifiers[row.name].is_modifier or row.name in asked:
            kept |= row.json_names().keys()
        elif asked:
            stem = row.name.removesuffix("[x]")
            kept |= row.json_names().keys() if stem in asked else asked
    return kept.__contains__


def _names(row: ElementRow) -> set[str]:
    """What an element may be called: `value[x]`, `value`, and by each of its types."""
    return {row.name, row.name.removesuffix("[x]"), *row.json_names()}


def _tagged(meta: msgspec.Raw) -> msgspec.Raw:
    said = _MEMBERS.decode(meta)
    tags = msgspec.json.decode(said.get("tag", b"[]"), type=list[msgspec.Raw])
    return msgspec.Raw(msgspec.json.encode({**said, "tag": [*tags, SUBSETTED]}))
