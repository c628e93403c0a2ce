"""Whether a treatment may be given: what STU3 says of it, and what R4 says, each as one decision.

STU3's national form says it in a modifierExtension, with an `except` beside it that says something
else when the answer is "yes, but": that one is asked only whether it contradicts. R4's says it by
`provision.type`, or by neither and a text.
http://nictiz.nl/fhir/StructureDefinition/zib-TreatmentDirective-TreatmentPermitted
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from profiles.invalid import JsonObject
from profiles.pzp.unknown import State, state_of_text
from profiles.systems import NICTIZ, NULL_FLAVOR

PERMITTED = f"{NICTIZ}zib-TreatmentDirective-TreatmentPermitted"
RESTRICTIONS = f"{NICTIZ}zib-TreatmentDirective-Restrictions"
_CODES = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"
_FLAVORS = "http://hl7.org/fhir/v3/NullFlavor"
_CONCEPT = "valueCodeableConcept"

Answer = Literal["JA", "NEE", "JA_MAAR", "NASK", "UNK", "ASKU"]
_ANSWERS: Mapping[tuple[str, str], Answer] = {
    (_CODES, "JA"): "JA",
    (_CODES, "NEE"): "NEE",
    (_CODES, "JA_MAAR"): "JA_MAAR",
    (_FLAVORS, "NASK"): "NASK",
    (_FLAVORS, "UNK"): "UNK",
    (_FLAVORS, "ASKU"): "ASKU",
    (NULL_FLAVOR, "NASK"): "NASK",
    (NULL_FLAVOR, "UNK"): "UNK",
    (NULL_FLAVOR, "ASKU"): "ASKU",
}
_TYPES = {"JA": "permit", "NEE": "deny"}
_UNKNOWN = frozenset({"NASK", "UNK", "ASKU"})
_FOLLOWS = ": "
_FLAVOR_OF = {State.NOT_ASKED: "NASK", State.UNDECIDED: "ASKU"}


class Undecidable(ValueError):
    """What is said leaves no decision; `step` is where, the text a key of what is said of it."""

    def __init__(self, key: str, step: str) -> None:
        super().__init__(key)
        self.step = step


@dataclass(frozen=True, slots=True)
class Decision:
    """`type` is permit or deny; where it is neither, `text` says what is."""

    type: str = ""
    text: str = ""


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """What the answers are called: each answer with a wording, the first of an answer its own."""
    text = files("profiles.stu3").joinpath("answers.tsv").read_text("utf-8")
    return tuple((line.split("\t")[0], line.split("\t")[1]) for line in text.splitlines())


def _called(answer: str) -> str:
    return next(words for one, words in _words() if one == answer)


def decided(modifiers: Sequence[JsonObject], excepts: Sequence[JsonObject]) -> Decision:
    """What STU3 says. Raises Undecidable."""
    if not modifiers:
        raise Undecidable("not-said", "modifierExtension")
    if len(modifiers) > 1 or modifiers[0].keys() != {"url", _CONCEPT}:
        raise Undecidable("said-otherwise", "modifierExtension")
    concept = modifiers[0][_CONCEPT]
    answer = _answer(concept)
    restrictions = _restrictions(excepts)
    types = {one.get("type") for one in excepts}
    wanted = _TYPES.get(answer)
    if answer in _UNKNOWN:
        if excepts:
            raise Undecidable("contradicted", "except")
        return Decision(text=_unknown(concept, answer))
    if wanted is None:
        return Decision(text=_but(restrictions))
    if types - {wanted}:
        raise Undecidable("contradicted", "except")
    if restrictions:
        raise Undecidable("restricted", "except")
    return Decision(type=wanted)


def said(decision: Decision) -> tuple[JsonObject, list[JsonObject]]:
    """The modifierExtension and the except of STU3 for a decision."""
    for answer, kind in _TYPES.items():
        if decision.type == kind:
            return _modifier(_CODES, answer, _called(answer)), [{"type": kind}]
    state = state_of_text(decision.text)
    if state.is_unknown:
        flavor = _FLAVOR_OF.get(state, "UNK")
        made = _modifier(_FLAVORS, flavor)
        made[_CONCEPT]["text"] = decision.text
        return made, []
    but = _called("JA_MAAR")
    text = "" if decision.text == but else decision.text.removeprefix(but + _FOLLOWS)
    beside = {"extension": [{"url": RESTRICTIONS, "valueString": text}]} if text else {}
    return _modifier(_CODES, "JA_MAAR", but), [{"type": "deny", **beside}]


def _modifier(system: str, code: str, display: str = "") -> JsonObject:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"url": PERMITTED, _CONCEPT: {"coding": [coding]}}


def _answer(concept: Mapping[str, Any]) -> Answer:
    at = "modifierExtension"
    found: set[Answer] = set()
    for coding in concept.get("coding", ()):
        answer = _ANSWERS.get((str(coding.get("system")), str(coding.get("code"))))
        if answer is None:
            raise Undecidable("unknown-answer", at)
        found.add(answer)
        _require_words(coding.get("display"), answer)
    if len(found) != 1:
        raise Undecidable("several-answers" if found else "not-said", at)
    (answer,) = found
    _require_words(concept.get("text"), answer)
    return answer


def _require_words(words: Any, answer: Answer) -> None:
    """A code that is shown by the words of another is no answer."""
    plain = str(words or "").strip().rstrip(".").casefold()
    meant = {one for one, called in _words() if called.casefold() == plain}
    if meant and answer not in meant:
        raise Undecidable("other-words", "modifierExtension")


def _restrictions(excepts: Sequence[JsonObject]) -> list[str]:
    texts: list[str] = []
    for one in excepts:
        if not one.keys() <= {"type", "extension"}:
            raise Undecidable("more-said", "except")
        for extension in one.get("extension", ()):
            if extension.keys() != {"url", "valueString"} or extension["url"] != RESTRICTIONS:
                raise Undecidable("more-said", "except")
            texts.append(extension["valueString"])
    return texts


def _but(restrictions: Sequence[str]) -> str:
    text = "; ".join(restrictions)
    but = _called("JA_MAAR")
    if not text:
        return but
    return but + _FOLLOWS + text if state_of_text(text).is_unknown or text == but else text


def _unknown(concept: Mapping[str, Any], answer: Answer) -> str:
    """In words that are read as what they say: those that were used, if they are such."""
    used = [concept.get("text"), *(one.get("display") for one in concept.get("coding", ()))]
    for words in used:
        if isinstance(words, str) and state_of_text(words).is_unknown:
            state = state_of_text(words)
            if _FLAVOR_OF.get(state, "UNK") in {answer, "UNK"} or answer == "UNK":
                return words
    return _called(answer)
