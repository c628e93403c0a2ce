"""What is said of codes, as FHIR resources.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hub.languages.asked import ASKED
from hub.languages.dutch import in_dutch
from profiles.instant import instant
from profiles.terminology.at_hand import Resource
from profiles.terminology.coded import Verdict
from profiles.terminology.expansion import Expansion, Wanted, as_resource
from profiles.terminology.lookup import Known

_Part = dict[str, Any]


def told(parts: Iterable[_Part]) -> dict[str, Any]:
    """As Parameters."""
    return {"resourceType": "Parameters", "parameter": list(parts)}


def verdict(found: Verdict) -> dict[str, Any]:
    """Whether it is valid; why not, or what there is to say, as the caller asked; its name."""
    dutch = in_dutch(found.message) if ASKED.get() == "nl" else None
    texts = {"message": dutch or found.message, "display": found.display}
    return told(
        [
            {"name": "result", "valueBoolean": found.result},
            *({"name": name, "valueString": text} for name, text in texts.items() if text),
        ]
    )


def known(found: Known, wanted: Collection[str], language: str) -> dict[str, Any]:
    """What a code is; of its properties those that are wanted, all where none is named."""
    return told(_known(found, wanted, language))


def _known(found: Known, wanted: Collection[str], language: str) -> Iterator[_Part]:
    yield {"name": "name", "valueString": found.name}
    if found.version:
        yield {"name": "version", "valueString": found.version}
    said = (one for one in found.designations if one.get("language") == language)
    display = next((one["value"] for one in said), found.display) if language else found.display
    yield {"name": "display", "valueString": display}
    for one in found.designations:
        yield {"name": "designation", "part": list(_designation(one))}
    for parts in found.properties:
        if not wanted or parts[0]["valueCode"] in wanted:
            yield {"name": "property", "part": parts}


def _designation(one: dict[str, Any]) -> Iterator[_Part]:
    for name, kind in (("language", "valueCode"), ("use", "valueCoding"), ("value", "valueString")):
        if name in one:
            yield {"name": name, kind: one[name]}


def expanded(value_set: Resource, found: Expansion, wanted: Wanted, name: UUID) -> dict[str, Any]:
    """The value set with what was listed of it, and by which parameters."""
    expansion: dict[str, Any] = {
        "identifier": name.urn,
        "timestamp": instant(datetime.now(UTC)),
        "total": found.total,
        "offset": wanted.offset,
        "parameter": list(_parameters(found, wanted)),
        "contains": list(found.contains),
    }
    kept = {part: value for part, value in expansion.items() if value != []}
    return {**as_resource(value_set, whole=wanted.definition), "expansion": kept}


def _parameters(found: Expansion, wanted: Wanted) -> Iterator[_Part]:
    if wanted.text:
        yield {"name": "filter", "valueString": wanted.text}
    if wanted.count is not None:
        yield {"name": "count", "valueInteger": wanted.count}
    if wanted.active_only:
        yield {"name": "activeOnly", "valueBoolean": True}
    if wanted.language:
        yield {"name": "displayLanguage", "valueCode": wanted.language}
    for system in found.systems:
        yield {"name": "version", "valueUri": system}
