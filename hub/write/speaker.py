"""The writer's right to speak of an inhabitant: what it rests on, and whether its word may stand.

docs/decisions/0024-the-right-to-speak.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.capacity import capacity_after
from consent.person import person_of
from consent.source import Source, contradicts
from hub.access.facts import NO_FACTS, StoredFacts
from hub.errors import SomebodyElse
from hub.storage.database import Connection
from hub.storage.lookup import keeps
from hub.storage.pseudonym import rid
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from hub.write.relation import RELATING, declares
from profiles.issue import Issue

RULE_OF = {"name": "WHO-1", "birthDate": "WHO-2", "gender": "WHO-3"}
"""Element of the Patient to the number of the rule that it breaks."""

_Written = Sequence[tuple[Draft, Outcome]]


async def lost_contacts(connection: Connection, setting: Writing, plan: Plan) -> frozenset[UUID]:
    """The inhabitants with whom the writer has no contact any more, now that it takes some back."""
    gone: dict[UUID, list[UUID]] = {}
    for draft in setting.drafts:
        pat, name = plan.patients[draft], plan.names[draft]
        if pat and draft.type in RELATING and not declares(draft.resource or {}, setting.custodian):
            gone.setdefault(pat, []).append(rid(setting.keyring, name.type, name.id))
    kept = {
        pat: await keeps(connection, pat, setting.custodian, RELATING, names)
        for pat, names in gone.items()
    }
    return frozenset(pat for pat, keeps in kept.items() if not keeps)


def source_of(
    facts: StoredFacts, setting: Writing, written: _Written, *, lost: bool = False
) -> Source:
    """What the writer's word rests on once this is written; `lost` is by `lost_contacts`."""
    source = facts.source(setting.custodian)
    if lost:
        source = replace(source, contact=False)
    for draft, one in written:
        resource = draft.resource or {}
        if draft.type in RELATING and declares(resource, setting.custodian):
            source = replace(source, contact=True)
        if draft.type == "Patient" and one.new:
            source = _of_person(source, one.new.last_updated, resource, setting)
    return source


def _of_person(
    source: Source, at: datetime, resource: Mapping[str, Any], setting: Writing
) -> Source:
    """The same with its word on who he is; a word taken back takes all of it."""
    person = person_of(resource) if resource else None
    capable = person.capable if person else None
    word = capacity_after(source.capacity, capable=capable, at=at) if person else None
    return replace(
        source,
        person=person,
        said_at=at if person else None,
        capacity=word,
        registered=declares(resource, setting.custodian),
        desk=setting.desk and person is not None,
    )


def refuse_somebody_else(
    setting: Writing, plan: Plan, found: Found, outcomes: Sequence[Outcome]
) -> None:
    """Hold a new word on who an inhabitant is against the one that stands.

    Raises:
        SomebodyElse: they can't be the same person; it names what differs, and not the other word.
    """
    written = [(one, done) for one, done in zip(setting.drafts, outcomes, strict=True) if done.new]
    for draft, _ in written:
        pat = plan.patients[draft]
        if draft.type != "Patient" or draft.resource is None or pat is None:
            continue
        dossier = found.dossiers.get(pat)
        facts = dossier.facts if dossier else NO_FACTS
        source = source_of(facts, setting, written)
        differing = contradicts(source, facts.sources)
        if differing:
            issues = [_issue(draft, element) for element in differing]
            raise SomebodyElse(
                "somebody else", issues=issues, rule=" ".join(one.rule for one in issues)
            )


def _issue(draft: Draft, element: str) -> Issue:
    return Issue(
        "error",
        "conflict",
        f"{draft.expression}.{element}",
        f"by its {element} this is somebody else than the inhabitant whom this BSN is of: nothing "
        "was stored; check the number and the person at the source, and send it again",
        rule=RULE_OF[element],
    )
