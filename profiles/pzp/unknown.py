"""What is known of a wish, read as one state, however it is spelt.

A wish that is not known is a value NullFlavor UNK, a dataAbsentReason, a "specification other"
whose text says so, or no resource at all; one that is withheld is known to who sent it. A reader
asks here, and nowhere else.
https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-PositionRegardingEuthanasia
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from profiles import systems
from profiles.pzp.wish import is_advance_directive, others, treatments
from profiles.resource.read import element, objects, pairs, says, words


class State(Enum):
    """What a record says of a wish."""

    DECIDED = "a decision, or a wish by its code or in words"
    OTHERWISE = "neither yes nor no: a wish that only its text tells"
    UNDECIDED = "talked about, and no decision taken yet"
    UNKNOWN = "asked, and not known yet"
    NOT_ASKED = "not talked about"
    DECLINED = "asked, and no answer wanted"
    WITHHELD = "known to who sent it, and not shown"
    UNSAID = "nothing is said of it"

    @property
    def is_unknown(self) -> bool:
        """Whether there is no wish to go by, as far as its source knows."""
        return self not in {State.DECIDED, State.OTHERWISE, State.WITHHELD}


_FLAVORS = {
    "UNK": State.UNKNOWN, "ASKU": State.UNKNOWN, "NAV": State.UNKNOWN, "NI": State.UNSAID,
    "NASK": State.NOT_ASKED, "MSK": State.WITHHELD, "NA": State.UNSAID,
}  # fmt: skip
_REASONS = {
    "unknown": State.UNKNOWN, "asked-unknown": State.UNKNOWN, "temp-unknown": State.UNKNOWN,
    "not-asked": State.NOT_ASKED, "not-performed": State.NOT_ASKED,
    "asked-declined": State.DECLINED, "masked": State.WITHHELD,
}  # fmt: skip
# Only these words are read as a state; all others are a wish, that is shown as it is written.
_TEXTS = {
    "onbekend": State.UNKNOWN, "nog onbekend": State.UNKNOWN,
    "niet besproken": State.NOT_ASKED,
    "nee, nog geen besluit genomen": State.UNDECIDED,
}  # fmt: skip
_ABSENT = f"{systems.HL7}data-absent-reason"


def state_of(resource: Mapping[str, Any] | None) -> State:
    """What a Consent, Observation or Goal says of its wish; None is a resource that is not there.

    What was entered in error says nothing.
    """
    if resource is None or resource.get("status") == "entered-in-error":
        return State.UNSAID
    read = _READ.get(str(resource.get("resourceType")))
    return read(resource) if read else State.UNSAID


def state_of_text(text: str) -> State:
    """What the words beside a treatment say: one of the set phrases, or a wish of their own."""
    return _TEXTS.get(text.strip().rstrip(".").casefold(), State.OTHERWISE)


def absence(node: Any) -> State | None:
    """Why an element has no value, by its extension data-absent-reason; None where none is said.

    http://hl7.org/fhir/StructureDefinition/data-absent-reason
    """
    for extension in objects(node.get("extension")) if type(node) is dict else ():
        if extension.get("url") == _ABSENT:
            return _REASONS.get(words(extension, "valueCode"), State.UNSAID)
    return None


def _of_consent(consent: Mapping[str, Any]) -> State:
    provision = element(consent, "provision")
    if is_advance_directive(consent):
        named = [_of_concept(one) for one in treatments(consent)]
        return _first(iter((*named, absence(provision) or State.UNSAID)))
    decided = provision.get("type") in ("permit", "deny")
    written = [extension for _, extension in others(consent)]
    for text in filter(says, (words(extension, "valueString") for extension in written)):
        # With a decision beside it, words can't be put aside as "not known" (PZP-01).
        return State.OTHERWISE if decided else state_of_text(text)
    if decided:
        return State.DECIDED
    absent = (provision, provision.get("_type"), *(one.get("_valueString") for one in written))
    return _first(found for one in absent if (found := absence(one)))


def _first(states: Iterator[State]) -> State:
    """The first that says anything."""
    return next((one for one in states if one is not State.UNSAID), State.UNSAID)


def _of_observation(observation: Mapping[str, Any]) -> State:
    for system, code in pairs(observation.get("dataAbsentReason")):
        if system == systems.DATA_ABSENT_REASON:
            return _REASONS.get(code, State.UNSAID)
    if says(words(observation, "valueString")) or type(observation.get("valueBoolean")) is bool:
        return State.DECIDED
    if "valueCodeableConcept" in observation:
        return _of_concept(observation["valueCodeableConcept"])
    beside = (observation.get(name) for name in ("_valueString", "_valueBoolean"))
    return _first(found for one in beside if (found := absence(one)))


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
    if says(words(concept, "text")) or objects(concept.get("coding")):
        return State.DECIDED
    return absence(concept) or State.UNSAID


_READ = {"Consent": _of_consent, "Observation": _of_observation, "Goal": _of_goal}
