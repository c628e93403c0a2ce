"""References of a draft: where they stand, what they name, and what they become."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from hub.write.draft import Condition, Draft
from profiles.resource.references import Place, expression_of, placed_references

LITERAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(?:/_history/.+)?")
CONDITIONAL = re.compile(
    r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<system>[^|&]+)\|(?P<value>[^&]+)"
)
# Where an entry of the bundle may be named too. https://hl7.org/fhir/R4/http.html#trules
_LINKING = frozenset({"reference", "url", "uri", "valueUri", "valueUrl", "valueUuid"})


@dataclass(frozen=True, slots=True)
class Links:
    """The references of one request: to its own entries, to stored resources, by identifier.

    `said` holds the place and text of each reference of a draft, as sent.
    """

    said: dict[Draft, Sequence[tuple[Place, str]]]
    internal: dict[str, Draft]
    literal: dict[str, tuple[str, str]]
    conditional: dict[str, Condition]


def links_of(drafts: Sequence[Draft], server_url: str) -> Links:
    """Sort what the drafts refer to; what is elsewhere or contained is left alone."""
    internal = _own(drafts)
    placed = {draft: _placed(draft) for draft in drafts}
    literal: dict[str, tuple[str, str]] = {}
    conditional: dict[str, Condition] = {}
    for references in placed.values():
        for _, said in references:
            if said in internal:
                continue
            if match := CONDITIONAL.fullmatch(unquote(said)):
                conditional[said] = Condition(match["type"], match["system"], match["value"])
            elif match := LITERAL.fullmatch(said.removeprefix(f"{server_url}/")):
                literal[said] = (match["type"], match["id"])
    return Links(placed, internal, literal, conditional)


def _placed(draft: Draft) -> Sequence[tuple[Place, str]]:
    """What a Bundle holds is its own affair."""
    if draft.resource is None or draft.type == "Bundle":
        return ()
    return placed_references(draft.resource)


def broken(asked: Links, links: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """References to this request or this server that name nothing: expression and text."""
    here = {*asked.literal, *asked.conditional}
    for draft, references in asked.said.items():
        for place, said in references:
            if said in links:
                continue
            condition = "?" in said and "://" not in said
            if said in here or said.startswith("urn:") or condition:
                yield draft.expression + expression_of(place).removeprefix(draft.type), said


def relinked(tree: Any, links: Mapping[str, str]) -> Any:
    """The tree with its references swapped, copied where one is: the draft stays as asked."""
    copy = tree
    for key, value in tree.items() if type(tree) is dict else enumerate(tree):
        kind = type(value)
        if kind is str:
            if key not in _LINKING:
                continue
            new = _named(key, value, links)
        elif kind is dict or kind is list:
            new = relinked(value, links)
        else:
            continue
        if new is not value:
            copy = tree.copy() if copy is tree else copy
            copy[key] = new
    return copy


def _named(key: Any, value: str, links: Mapping[str, str]) -> str:
    if key == "reference" or value.startswith("urn:uuid:"):
        return links.get(value, value)
    return value


def _own(drafts: Sequence[Draft]) -> dict[str, Draft]:
    """How an entry may be named: its fullUrl, and Type/id where that or its URL says so.

    https://hl7.org/fhir/R4/bundle.html#references
    """
    own: dict[str, Draft] = {}
    for draft in drafts:
        if draft.method == "DELETE":
            continue
        if draft.full_url:
            own[draft.full_url] = draft
            if "://" in draft.full_url:
                own["/".join(draft.full_url.rsplit("/", 2)[-2:])] = draft
        if draft.id:
            own[f"{draft.type}/{draft.id}"] = draft
    return own
