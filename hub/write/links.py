"""References of a draft: where they stand, what they name, and what they become."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from hub.write.draft import Condition, Draft
from hub.write.linking import Naming, namings_of
from profiles.resource.references import expression_of

LITERAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(?:/_history/.+)?")
CONDITIONAL = re.compile(
    r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<system>[^|&]+)\|(?P<value>[^&]+)"
)


@dataclass(frozen=True, slots=True)
class Links:
    """The references of one request: to its own entries, to stored resources, by identifier.

    `said` holds what a draft names, as sent.
    """

    said: dict[Draft, Sequence[Naming]]
    internal: dict[str, Draft]
    literal: dict[str, tuple[str, str]]
    conditional: dict[str, Condition]


def links_of(drafts: Sequence[Draft], server_url: str) -> Links:
    """Sort what the drafts refer to; what is elsewhere or contained is left alone."""
    internal = _own(drafts)
    said_by = {draft: _said(draft) for draft in drafts}
    literal: dict[str, tuple[str, str]] = {}
    conditional: dict[str, Condition] = {}
    for namings in said_by.values():
        for _, said, is_reference in namings:
            if not is_reference or said in internal:
                continue
            if match := CONDITIONAL.fullmatch(unquote(said)):
                conditional[said] = Condition(match["type"], match["system"], match["value"])
            elif match := LITERAL.fullmatch(said.removeprefix(f"{server_url}/")):
                literal[said] = (match["type"], match["id"])
    return Links(said_by, internal, literal, conditional)


def _said(draft: Draft) -> Sequence[Naming]:
    """What a Bundle holds is its own affair."""
    return () if draft.resource is None or draft.type == "Bundle" else namings_of(draft.resource)


def broken(asked: Links, links: Mapping[str, str]) -> Iterator[tuple[Draft, str]]:
    """References to this request or this server that name nothing: whose, and the expression."""
    here = {*asked.literal, *asked.conditional}
    for draft, namings in asked.said.items():
        for place, said, is_reference in namings:
            if not is_reference or said in links:
                continue
            condition = "?" in said and "://" not in said
            if said in here or said.startswith("urn:") or condition:
                yield draft, draft.expression + expression_of(place).removeprefix(draft.type)


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
