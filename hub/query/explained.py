"""Why an inhabitant's sections are open or closed, as far as one asker may know that.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consent.asker import Provider
from consent.audience import audience
from consent.category import ura_text
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.section import About, Section
from consent.statement import RESOURCE
from hub.access.dossier import Dossier
from hub.security.errand import Errand
from hub.storage.pseudonym import rid, section_number
from hub.storage.sealing import Keyring

Decided = Permit | Deny
Audience = Mapping[str, Decided]
"""By URA what who asks there in order to treat would be told."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A section that the asker may know of.

    `decision` is None where only the `singles` are told, which are decided otherwise than the
    rest. `audience` and `audiences` of singles are for who keeps the data, or whose it is.
    """

    custodian: str
    category: str | None
    decision: Decided | None
    singles: Mapping[str, Decided] = field(default_factory=dict)
    audience: Audience = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class There:
    """What is really kept: numbers of sections, and `Type/id` in them that a choice names."""

    sections: frozenset[int]
    singles: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Telling:
    """Of one record what one asker may know; what holds nothing open to him is not there."""

    keyring: Keyring
    errand: Errand
    dossier: Dossier
    facts: Facts
    there: There
    organizations: Mapping[str, str]

    def sections(self) -> list[Explained]:
        """Own sections whole; of others those that hold something open, and only that of them."""
        told = (self._told(one) for one in self.facts.sections)
        return sorted(
            (one for one in told if one is not None),
            key=lambda one: (one.custodian, one.category or ""),
        )

    def _told(self, section: Section) -> Explained | None:
        number = section_number(
            self.keyring.index_key,
            self.dossier.reach.pat,
            section.custodian,
            section.category,
        )
        here = self.there.singles.get(number, ())
        if self._keeps(section):
            return self._own(section, here) if here or number in self.there.sections else None
        return self._others(section, here, any_other=number in self.there.sections)

    def _keeps(self, section: Section) -> bool:
        """Whether all of it is his to know: what he keeps, or what is about himself."""
        asker = self.errand.asker
        return not isinstance(asker, Provider) or ura_text(asker.ura) == section.custodian

    def _others(
        self, section: Section, here: Iterable[str], *, any_other: bool
    ) -> Explained | None:
        """What is closed within it is no more told than what is closed elsewhere."""
        whole = self._decision(section)
        opened = {
            address: decision
            for address in here
            if isinstance(decision := self._decision(section, address), Permit)
        }
        if isinstance(whole, Permit) and (any_other or opened):
            singles = {address: one for address, one in opened.items() if one != whole}
            return Explained(section.custodian, section.category, whole, singles)
        if not opened:
            return None
        return Explained(section.custodian, section.category, None, opened)

    def _own(self, section: Section, here: Iterable[str]) -> Explained:
        whole = self._audience(About(section))
        audiences = {address: self._audience(About(section, address)) for address in here}
        return Explained(
            section.custodian,
            section.category,
            self._decision(section),
            audience=whole,
            audiences={address: one for address, one in audiences.items() if one != whole},
        )

    def _audience(self, about: About) -> Audience:
        others = ((ura, kind) for ura, kind in self.organizations.items())
        told = audience(self.facts, about, others, self.errand.now)
        return {ura: one for ura, one in told.items() if ura != about.section.custodian}

    def _decision(self, section: Section, address: str = "") -> Decided:
        return self.dossier.scope.decision(section.custodian, section.category, address)


def named(keyring: Keyring, facts: Facts) -> dict[str, str]:
    """The database's name of each resource that a choice names, as text, with its `Type/id`."""
    said = {
        one.data.removeprefix(RESOURCE) for one in facts.statements if one.data.startswith(RESOURCE)
    }
    pairs = ((*one.partition("/")[::2], one) for one in sorted(said))
    return {str(rid(keyring, kind, name)): address for kind, name, address in pairs if name}


def evidence(told: Iterable[Explained]) -> set[tuple[str, int]]:
    """Id and version of each Consent that what is told rests on."""
    return {pair for one in told for decision in decisions(one) for pair in decision.evidence}


def decisions(one: Explained) -> list[Decided]:
    """All that is told of a section."""
    every = [*one.singles.values(), *one.audience.values()]
    every += [decision for told in one.audiences.values() for decision in told.values()]
    return [one.decision, *every] if one.decision else every
