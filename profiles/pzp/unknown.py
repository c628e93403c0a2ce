"""The spellings of "not known", read as one state.

A wish that is not known is a value NullFlavor UNK, a dataAbsentReason, a "specification other"
whose text says so, or no resource at all; a reader asks here, and nowhere else.
https://fhir.iknl.nl/fhir/StructureDefinition/ACP-PositionRegardingEuthanasia
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from profiles import systems
from profiles.pzp.wish import is_advance_directive, others, treatments
from profiles.resource.read import element, objects, pairs, says, words


class State(Enum):
    """What a record says of a wish."""

    DECIDED = "a decision, or a wish by its code or in words"
    OTHERWISE = "neither yes nor no: a wish that only its text tells"
    UNKNOWN = "asked, and not known yet"
    NOT_ASKED = "not talked about"
    DECLINED = "asked, and no answer wanted"
    UNSAID = "nothing is said of it"

    @property
    def is_unknown(self) -> bool:
        """Whether a reader has no wish to go by."""
        return self not in {State.DECIDED, State.OTHERWISE}


_FLAVORS = {
    "UNK": State.UNKNOWN, "ASKU": State.UNKNOWN, "NAV": State.UNKNOWN, "NI": State.UNSAID,
    "NASK": State.NOT_ASKED, "MSK": State.UNSAID, "NA": State.UNSAID,
}  # fmt: skip
_REASONS = {
    "unknown": State.UNKNOWN, "asked-unknown": State.UNKNOWN, "temp-unknown": State.UNKNOWN,
    "not-asked": State.NOT_ASKED, "not-performed": State.NOT_ASKED,
    "asked-declined": State.DECLINED,
}  # fmt: skip
# Only these words are read as "not known"; all others are a wish, that is shown as it is written.
_TEXTS = {
    "onbekend": State.UNKNOWN, "nog onbekend": State.UNKNOWN, "niet bekend": State.UNKNOWN,
    "nog niet bekend": State.UNKNOWN, "unknown": State.UNKNOWN,
    "nog geen besluit": State.UNKNOWN, "nog geen besluit genomen": State.UNKNOWN,
    "niet besproken": State.NOT_ASKED, "nog niet besproken": State.NOT_ASKED,
    "not asked": State.NOT_ASKED, "not discussed": State.NOT_ASKED,
}  # fmt: skip


def state_of(resource: Mapping[str, Any] | None) -> State:
    """What a Consent, Observation or Goal says of its wish; None is a resource that is not there.

    What was entered in error says nothing.
    """
    if resource is None or resource.get("status") == "entered-in-error":
        return State.UNSAID
    read = _READ.get(str(resource.get("resourceType")))
    return read(resource) if read else State.UNSAID


def _of_consent(consent: Mapping[str, Any]) -> State:
    if is_advance_directive(consent):
        return State.DECIDED if treatments(consent) else State.UNSAID
    decided = element(consent, "provision").get("type") in ("permit", "deny")
    texts = [words(extension, "valueString") for _, extension in others(consent)]
    for text in filter(says, texts):
        # With a decision beside it, words can't be put aside as "not known" (PZP-01).
        if decided:
            return State.OTHERWISE
        return _TEXTS.get(text.rstrip(".").casefold(), State.OTHERWISE)
    return State.DECIDED if decided else State.UNSAID


def _of_observation(observation: Mapping[str, Any]) -> State:
    for system, code in pairs(observation.get("dataAbsentReason")):
        if system == systems.DATA_ABSENT_REASON:
            return _REASONS.get(code, State.UNSAID)
    if says(words(observation, "valueString")):
        return State.DECIDED
    return _of_concept(observation.get("valueCodeableConcept"))


def _of_goal(goal: Mapping[str, Any]) -> State:
    if goal.get("lifecycleStatus") == "entered-in-error":
        return State.UNSAID
    return _of_concept(goal.get("description"))


def _of_concept(concept: Any) -> State:
    if type(concept) is not dict:
        return State.UNSAID
    codings = pairs(concept)
    for system, code in codings:
        if system == systems.NULL_FLAVOR and code in _FLAVORS:
            return _FLAVORS[code]
    has_words = says(words(concept, "text")) or bool(objects(concept.get("coding")))
    return State.DECIDED if has_words else State.UNSAID


_READ = {"Consent": _of_consent, "Observation": _of_observation, "Goal": _of_goal}
