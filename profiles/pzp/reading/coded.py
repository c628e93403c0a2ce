"""How an answer by code reads: one code that is known, or a reason that there is none, else unread.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from profiles import systems
from profiles.pzp.reading.fact import Says
from profiles.pzp.reading.written import displays, plain
from profiles.pzp.unknown import State, state_of
from profiles.pzp.wish import OTHER
from profiles.resource.read import objects, pairs, words

STATES: Mapping[State, Says] = {
    State.DECIDED: Says.ANSWER,
    State.OTHERWISE: Says.OTHERWISE,
    State.UNDECIDED: Says.UNDECIDED,
    State.UNKNOWN: Says.UNKNOWN,
    State.NOT_ASKED: Says.NOT_DISCUSSED,
    State.DECLINED: Says.DECLINED,
    State.WITHHELD: Says.WITHHELD,
    State.UNSAID: Says.UNSAID,
}


class Coded(NamedTuple):
    """What an answer says; `written` are the source's words, `displays` its names of the codes."""

    says: Says
    code: str = ""
    written: tuple[str, ...] = ()
    displays: tuple[str, ...] = ()


def coded(concept: Any, known: Mapping[str, str]) -> Coded:
    """An answer among the `known` codes of SNOMED CT, by what each is read as."""
    if not isinstance(concept, dict):
        return Coded(Says.UNREAD, written=(plain(concept),)) if concept else Coded(Says.UNSAID)
    text, names = words(concept, "text"), displays(concept)
    written = (text,) if text else ()
    said = [pair for pair in pairs(concept) if pair[0] in {systems.SNOMED, systems.NULL_FLAVOR}]
    answers = {
        known.get(code, f"?{code}") if system == systems.SNOMED else f"{system}|{code}"
        for system, code in said
    }
    unread = Coded(Says.UNREAD, "", written or (plain(concept),), names)
    if len(answers) > 1 or any(one.startswith("?") for one in answers):
        return unread
    if said and said[0][0] == systems.SNOMED:
        return Coded(Says.ANSWER, answers.pop(), written, names)
    if OTHER in said:
        return Coded(Says.OTHERWISE, "", written or names, names)
    state = state_of({"resourceType": "Goal", "description": concept})
    if state is State.DECIDED or (state is State.UNSAID and objects(concept.get("coding"))):
        return unread if text or names or plain(concept) else Coded(Says.UNSAID)
    return Coded(STATES[state], "", written, names)
