"""What a corrected form no longer says is marked entered-in-error, so that it can not linger.

A wish that was ticked by mistake and then cleared has no resource in the new mapping; without this
its earlier version would stay in force at the hub. Which release wrote that, nobody knows any more:
a fact of two types is withdrawn in both.
"""

from typing import NamedTuple

from profiles.invalid import JsonObject
from profiles.pzp.form import withdrawn
from profiles.pzp.form.contact_person import (
    FIRST_CONTACT,
    FIRST_CONTACT_KIND,
    REPRESENTATIVE,
    REPRESENTATIVE_KIND,
)
from profiles.pzp.form.goal import GOAL_KIND
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.icd import DEVICE_KIND, DEVICE_USE_KIND, SWITCH_OFF_KIND
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.legally_capable import CAPACITY_KIND
from profiles.pzp.form.observation import WISHES
from profiles.pzp.form.party import Party
from profiles.pzp.form.relatives import RELATIVES_KIND
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import ENCOUNTER_KIND, PROCEDURE_KIND
from profiles.pzp.form.treatment_limit import LIMITS, OTHER_LIMIT_KIND
from profiles.pzp.form.withdrawn import Build, Names

_DIRECTIVES = (*(limit.kind for limit in LIMITS), OTHER_LIMIT_KIND, SWITCH_OFF_KIND)


class _Fact(NamedTuple):
    """What a form can say: the kind that names it, and how it is withdrawn."""

    kind: str
    build: Build
    within: str | None = None

    @property
    def place(self) -> str:
        """Its place in the transaction, apart from another type that has the same name."""
        return f"{self.kind}/{self.within}" if self.within else self.kind


_FACTS = (
    _Fact(ENCOUNTER_KIND, withdrawn.encounter),
    _Fact(PROCEDURE_KIND, withdrawn.procedure),
    _Fact(REPRESENTATIVE_KIND, withdrawn.contact(REPRESENTATIVE)),
    _Fact(FIRST_CONTACT_KIND, withdrawn.contact(FIRST_CONTACT)),
    *(_Fact(kind, withdrawn.directive) for kind in _DIRECTIVES),
    _Fact(GOAL_KIND, withdrawn.goal),
    *(_Fact(wish.kind, withdrawn.observation(wish)) for wish in WISHES),
    _Fact(CAPACITY_KIND, withdrawn.legally_capable),
    _Fact(DEVICE_KIND, withdrawn.device),
    _Fact(DEVICE_USE_KIND, withdrawn.device_use),
    _Fact(RELATIVES_KIND, withdrawn.communication, "told"),
    _Fact(RELATIVES_KIND, withdrawn.communication_request, "asked"),
)


def withdrawals(
    said: dict[str, JsonObject], keys: Keys, patient: Party, guide: Guide, unclear: frozenset[str]
) -> dict[str, JsonObject]:
    """A withdrawn resource for all that a form can say and this one does not, by kind.

    What it says unclearly, of the kinds in `unclear`, is not withdrawn.

    https://hl7.org/fhir/R4/resource.html#status
    """
    names = Names(keys, patient, guide)
    return {
        fact.place: plain(fact.build(names, fact.kind))
        for fact in _FACTS
        if fact.kind not in said and fact.kind not in unclear
    }
