"""What this write makes a namesake of: from now on its writer is shown the other's by another id.

docs/decisions/0031-ids-and-versions-of-ones-own.md
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub.access.called import Namesake
from hub.access.facts import StoredFacts
from hub.storage.own_id import as_said, namesake_id, own_id
from hub.storage.rows import NewFacts
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing


@dataclass(frozen=True, slots=True)
class Alike:
    """By inhabitant: what another has that the writer calls its own so; and of whom its own is."""

    custodian: str
    namesakes: Mapping[UUID, Collection[Namesake]] = field(default_factory=dict)
    renamed: Collection[UUID | None] = ()

    def known(self, pat: UUID, facts: StoredFacts) -> StoredFacts:
        """These facts with it."""
        facts = facts.with_namesakes(self.namesakes.get(pat, ()))
        return facts.with_renamed(self.custodian) if pat in self.renamed else facts


def alike(setting: Writing, found: Found, outcomes: Sequence[Outcome]) -> Alike:
    """What is now called alike in the record of another and by the writer."""
    namesakes: defaultdict[UUID, set[Namesake]] = defaultdict(set)
    renamed = set()
    for draft, one in zip(setting.drafts, outcomes, strict=True):
        said = _said(setting, draft, one)
        if one.new is None or said is None:
            continue
        renamed.add(one.new.pat)
        if one.new.pat and as_said(setting.keyring, setting.custodian, one.name.id) != said:
            namesakes[one.new.pat].add((setting.custodian, one.name.address, said))
        for row in found.words(one.name.type, said):
            if row.pat is not None:
                shown = namesake_id(setting.keyring, row.type, row.id)
                namesakes[row.pat].add((setting.custodian, row.address, shown))
    return Alike(setting.custodian, namesakes, renamed)


def _said(setting: Writing, draft: Draft, one: Outcome) -> str | None:
    """The id that the writer gave, where the hub keeps it under another for that."""
    given = draft.id or (draft.resource or {}).get("id")
    if not isinstance(given, str):
        return None
    kept = own_id(setting.keyring, setting.custodian, given)
    return given if one.name.id == kept else None


def elsewhere(
    setting: Writing, plan: Plan, found: Found, outcomes: Sequence[Outcome]
) -> list[NewFacts]:
    """The facts of inhabitants of whom nothing is written; damaged ones stay as they are."""
    named, news = alike(setting, found, outcomes), []
    for pat in named.namesakes.keys() - set(plan.patients.values()):
        dossier = found.dossiers.get(pat)
        if dossier is None or dossier.patient is None or not dossier.whole:
            continue
        facts = named.known(pat, dossier.facts)
        if facts != dossier.facts:
            epoch, patient = dossier.reach.epoch + 1, dossier.patient
            sealed = facts.sealed(setting.keyring, pat, patient, epoch)
            news.append(NewFacts(pat, patient, epoch, sealed))
    return news
