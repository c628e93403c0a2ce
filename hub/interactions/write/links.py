"""References of a draft: where they stand, what they name, and what they become."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from hub.interactions.write.draft import Condition, Draft
from profiles.references import literal_references

LITERAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(?:/_history/.+)?")
CONDITIONAL = re.compile(
    r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<system>[^|&]+)\|(?P<value>[^&]+)"
)


@dataclass(frozen=True, slots=True)
class Links:
    """The references of one request: to its own entries, to stored resources, by identifier."""

    internal: dict[str, Draft]
    literal: dict[str, tuple[str, str]]
    conditional: dict[str, Condition]


def links_of(drafts: Sequence[Draft], server_url: str) -> Links:
    """Sort what the drafts refer to; what is elsewhere or contained is left alone."""
    internal = _own(drafts)
    literal: dict[str, tuple[str, str]] = {}
    conditional: dict[str, Condition] = {}
    for draft in drafts:
        for said in references(draft):
            if said in internal:
                continue
            if match := CONDITIONAL.fullmatch(unquote(said)):
                conditional[said] = Condition(match["type"], match["system"], match["value"])
            elif match := LITERAL.fullmatch(said.removeprefix(f"{server_url}/")):
                literal[said] = (match["type"], match["id"])
    return Links(internal, literal, conditional)


def references(draft: Draft) -> Iterator[str]:
    """The reference texts of a draft, as sent."""
    return (said for _, said in placed(draft))


def placed(draft: Draft) -> Iterator[tuple[str, str]]:
    """The expression and text of each reference; what a Bundle holds is its own affair."""
    if draft.resource is not None and draft.type != "Bundle":
        for at, said in literal_references(draft.resource):
            yield draft.expression + at.removeprefix(draft.type), said


def broken(
    drafts: Sequence[Draft], asked: Links, links: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """References to this request or this server that name nothing: expression and text."""
    here = {*asked.literal, *asked.conditional}
    for draft in drafts:
        for at, said in placed(draft):
            condition = "?" in said and "://" not in said
            if (said in here or said.startswith("urn:") or condition) and said not in links:
                yield at, said


def relinked(tree: Any, links: Mapping[str, str]) -> Any:
    """A copy of the tree with its references swapped; the draft itself stays as it was asked."""
    if isinstance(tree, dict):
        copy = {key: relinked(value, links) for key, value in tree.items()}
        said = copy.get("reference")
        if isinstance(said, str):
            copy["reference"] = links.get(said, said)
        return copy
    return [relinked(value, links) for value in tree] if isinstance(tree, list) else tree


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
