"""Whose record each draft belongs to: exactly one inhabitant a request, or the directory."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hub.errors import Unprocessable
from hub.interactions.write.draft import Draft
from hub.interactions.write.links import Links
from hub.interactions.write.names import Name
from hub.interactions.write.needs import Needs
from hub.interactions.write.store import Found
from profiles.compartment import DIRECTORY, patients_of


def patient_keys(
    drafts: Sequence[Draft],
    names: Mapping[Draft, Name],
    links: Links,
    needs: Needs,
    found: Found,
) -> dict[Draft, UUID | None]:
    """The patient key of each draft; None for the directory.

    What names no inhabitant itself (a Device, a talk without the patient present) belongs to the
    one whom the rest of the request, or what it refers to, is about.

    Raises:
        Unprocessable: more than one inhabitant, or none where one is needed.
    """
    said = {draft: _said(draft, names[draft], links, needs, found) for draft in drafts}
    everyone = set().union(*said.values()) if said else set()
    if not everyone:
        everyone = {pat for draft in drafts for pat in _referred(draft, links, found)}
    if len(everyone) > 1:
        raise Unprocessable(
            "one request is about one inhabitant; send one transaction for each",
            rule="P-MULTI-PATIENT",
        )
    whose = next(iter(everyone), None)
    keys: dict[Draft, UUID | None] = {}
    for draft in drafts:
        keys[draft] = None if draft.type in DIRECTORY else whose or _before(names[draft], found)
        if keys[draft] is None and draft.resource and draft.type not in DIRECTORY:
            raise Unprocessable(
                f"a {draft.type} belongs to one inhabitant's record; refer to the Patient, or "
                "send it in one transaction with a resource that does",
                expression=draft.expression,
                rule="P-NO-PATIENT-CONTEXT",
            )
    return keys


def _said(draft: Draft, name: Name, links: Links, needs: Needs, found: Found) -> set[UUID]:
    if draft in needs.people:
        return {needs.people[draft].pat}
    if draft.type in DIRECTORY:
        return set()
    if draft.resource is None:
        before = _before(name, found)
        return {before} if before else set()
    pats = {_pat(said, links, needs, found) for said in patients_of(draft.resource)}
    return {pat for pat in pats if pat is not None}


def _pat(said: str, links: Links, needs: Needs, found: Found) -> UUID | None:
    if said in links.internal:
        one = needs.people.get(links.internal[said])
        return one.pat if one else None
    if said in needs.referred:
        return needs.referred[said].pat
    if said in links.literal:
        known = found.visible(*links.literal[said])
        return known.pat if known else None
    return None


def _referred(draft: Draft, links: Links, found: Found) -> set[UUID]:
    known = (
        found.visible(*links.literal[said])
        for _, said in links.said[draft]
        if said in links.literal
    )
    return {row.pat for row in known if row is not None and row.pat is not None}


def _before(name: Name, found: Found) -> UUID | None:
    own = [row for row in found.words(name.type, name.id) if row.custodian == found.custodian]
    return own[0].pat if own else None
