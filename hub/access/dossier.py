"""One inhabitant's record as one asker may see it: the facts, the scope, and its SQL form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from consent.data_category import category_of
from consent.decision import Deny, Permit, address_of
from consent.scope import Scope
from consent.section import CHOICES, CORRECTIONS
from consent.source import Source, before_others
from hub.access.called import Called
from hub.access.facts import NO_FACTS, StoredFacts
from hub.ledger.record import Ground
from hub.search.reach import Closed, Key, Reach
from hub.storage.pseudonym import rid, section_number
from hub.storage.sealing import Keyring

T = TypeVar("T")
_BESIDE = {"Consent": CHOICES, "Task": CORRECTIONS}
"""Types of which some lie in a category of their own."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """`patient` is the name of the Patient; `whole` is false where the facts were tampered with.

    `called` is how the asker calls what is in it. It holds `until` then, or as long as its epoch
    does.
    """

    reach: Reach
    scope: Scope
    called: Called
    patient: UUID | None = None
    facts: StoredFacts = NO_FACTS
    whole: bool = True
    until: datetime | None = None
    _closed: dict[str, Closed] = field(default_factory=dict, compare=False, repr=False)
    _found: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether anything of it is, to this asker."""
        return bool(self.reach.grounds)

    def holds(self, now: datetime) -> bool:
        """Whether time alone has made nothing of it otherwise."""
        return self.until is None or now < self.until

    def once(self, name: str, find: Callable[[], T]) -> T:
        """What is found of this record for this asker, and kept as long as it is."""
        if name not in self._found:
            self._found[name] = find()
        found: T = self._found[name]
        return found

    def closed(self, keyring: Keyring, resource_type: str) -> Closed:
        """What the ledger says where a search of this type finds nothing."""
        if resource_type not in self._closed:
            self._closed[resource_type] = self._why_closed(keyring, resource_type)
        return self._closed[resource_type]

    def _why_closed(self, keyring: Keyring, resource_type: str) -> Closed:
        categories = {category_of(resource_type)}
        if resource_type in _BESIDE:
            categories.add(_BESIDE[resource_type])
        denied = [
            (custodian, decision)
            for (custodian, category), decision in self.scope.sections.items()
            if category in categories and isinstance(decision, Deny)
        ]
        denied += [
            (custodian, decision)
            for (custodian, _, resource), decision in self.scope.singles.items()
            if resource.startswith(f"{resource_type}/") and isinstance(decision, Deny)
        ]
        # Of nobody too: a row about a person is in one index more, and that takes time.
        pat = self.reach.pat
        if not denied:
            return Closed(pat)
        rules = " ".join(sorted({one.reason for _, one in denied}))
        grounds = [ground_of(keyring, custodian, one) for custodian, one in denied]
        return Closed(pat, rules, tuple(grounds))


def reach_of(
    keyring: Keyring,
    pat: UUID,
    epoch: int,
    scope: Scope,
    sources: Sequence[Source] = (),
    renamed: str | None = None,
) -> Reach:
    """The scope as numbers and names of the database; `renamed` as a `Reach` has it."""

    def number(custodian: str, category: str | None) -> int:
        return section_number(keyring.index_key, pat, custodian, category)

    grounds: dict[Key, Ground] = {}
    sections, opened, closed = [], [], []
    for (custodian, category), decision in scope.sections.items():
        if isinstance(decision, Permit):
            section = number(custodian, category)
            sections.append(section)
            grounds[section, None] = ground_of(keyring, custodian, decision)
    for (custodian, category, resource), decision in scope.singles.items():
        name = rid(keyring, *resource.split("/", 1))
        if isinstance(decision, Permit):
            section = number(custodian, category)
            opened.append((name, section))
            grounds[section, name] = ground_of(keyring, custodian, decision)
        else:
            closed.append((name, number(custodian, category)))
    first = before_others(sources)
    return Reach(pat, epoch, tuple(sections), tuple(opened), tuple(closed), grounds, first, renamed)


def ground_of(keyring: Keyring, custodian: str, decision: Permit | Deny) -> Ground:
    """A decision as the ledger keeps it; the Consent by the database's name for it."""
    if not decision.evidence:
        return Ground(decision.reason, custodian, None, None)
    [(consent, version), *_] = decision.evidence
    kind, _, name = (address_of(consent) or f"Consent/{consent}").partition("/")
    return Ground(decision.reason, custodian, rid(keyring, kind, name), version)
