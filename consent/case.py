"""One question over one inhabitant's facts, and what all his sections share of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consent.asker import Provider
from consent.category import keys_of, ura_text
from consent.facts import Facts
from consent.precedence import Word, own_permission, ranked, ranked_in_emergency
from consent.question import Question
from consent.statement import EMERGENCY, TREATMENT, Statement


@dataclass(frozen=True)
class Case:
    """What a rule is asked with; what is worked out of it is worked out once."""

    question: Question
    facts: Facts

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What was said about this asker for this purpose, the deciding first."""
        care = self.question.care
        kinds = {"explicit", "implied"} if care == "COC" else {"explicit"}
        said = [one for one in self._about_asker() if care in one.purposes and one.kind in kinds]
        return ranked(said, self.facts, self.question.day)

    @cached_property
    def words_in_emergency(self) -> tuple[Word, ...]:
        """What was said about this asker that counts in an emergency, the deciding first."""
        purposes = EMERGENCY
        if not self.facts.policy.emergency_opens_objections:
            purposes |= TREATMENT
        said = [
            one for one in self._about_asker() if one.purposes & purposes and one.kind == "explicit"
        ]
        return ranked_in_emergency(said, self.facts, self.question.day)

    @cached_property
    def in_emergency(self) -> bool:
        """As the question says, worked out once."""
        return self.question.in_emergency

    @cached_property
    def own(self) -> str | None:
        """The URA of the asker's organisation, eight digits; None of a person for himself."""
        asker = self.question.asker
        return ura_text(asker.ura) if isinstance(asker, Provider) else None

    def _about_asker(self) -> Iterable[Statement]:
        asker = self.question.asker
        keys = (
            keys_of(asker.ura, asker.organization_type)
            if isinstance(asker, Provider)
            else frozenset[str]()
        )
        for one in self.facts.statements:
            heard = one.actor in keys and one.status != "entered-in-error"
            if heard and not own_permission(one, self.own):
                yield one
