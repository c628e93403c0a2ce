"""One question over one inhabitant's facts, and what all his sections share of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from consent.asker import Provider
from consent.category import keys_of, ura_text
from consent.facts import Facts
from consent.precedence import Word, heard, own_permission, ranked, ranked_in_emergency
from consent.question import Question
from consent.section import Section
from consent.source import silenced
from consent.statement import EMERGENCY, TREATMENT, Statement

Holder = tuple[str, str]


@dataclass
class Case:
    """What a rule is asked with; what is worked out of it is worked out once.

    `in_emergency` is as the question says, `own` the URA of the asker's organisation, eight digits;
    None of a person for himself.
    """

    question: Question
    facts: Facts
    in_emergency: bool = field(init=False)
    own: str | None = field(init=False, default=None)
    _keys: frozenset[str] = field(init=False, default=frozenset(), repr=False)
    _heard: dict[Holder, tuple[Word, ...]] = field(default_factory=dict, repr=False)
    _in_emergency: dict[Holder, tuple[Word, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        asker = self.question.asker
        self.in_emergency = self.question.in_emergency
        if isinstance(asker, Provider):
            self.own = ura_text(asker.ura)
            self._keys = keys_of(asker.ura, asker.organization_type)

    def heard(self, section: Section) -> tuple[Word, ...]:
        """The words that speak of data of this custodian, worked out once for all of it."""
        holder = section.custodian, section.custodian_type
        if holder not in self._heard:
            self._heard[holder] = heard(self._words, section)
        return self._heard[holder]

    def heard_in_emergency(self, section: Section) -> tuple[Word, ...]:
        """Likewise of those that count in an emergency."""
        holder = section.custodian, section.custodian_type
        if holder not in self._in_emergency:
            self._in_emergency[holder] = heard(self._words_in_emergency, section)
        return self._in_emergency[holder]

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        """What was said about this asker for this purpose, the deciding first."""
        care = self.question.care
        kinds = {"explicit", "implied", "offered"} if care == "COC" else {"explicit"}
        said = [one for one in self._about_asker() if care in one.purposes and one.kind in kinds]
        return ranked(said, self.facts, self.question.day)

    @cached_property
    def _words_in_emergency(self) -> tuple[Word, ...]:
        """What was said about this asker that counts in an emergency, the deciding first."""
        purposes = EMERGENCY
        if not self.facts.policy.emergency_opens_objections:
            purposes |= TREATMENT
        said = [
            one for one in self._about_asker() if one.purposes & purposes and one.kind == "explicit"
        ]
        return ranked_in_emergency(said, self.facts, self.question.day)

    @cached_property
    def silenced(self) -> frozenset[str]:
        """The custodians that spoke of the inhabitant, and may not be shown to others."""
        return silenced(self.facts.sources)

    def _about_asker(self) -> Iterable[Statement]:
        keys, own = self._keys, self.own
        return [
            one
            for one in self.facts.statements
            if one.actor in keys
            and one.status != "entered-in-error"
            and not own_permission(one, own)
        ]
