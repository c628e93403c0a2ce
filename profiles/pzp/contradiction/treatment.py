"""Which treatment a directive is about: by what its code says by itself.

Of the types of will one names a treatment, do not resuscitate; a prohibition names one only where
a code of a treatment stands with it. Of all others the words tell, and nothing is guessed.
docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from profiles import systems
from profiles.packages.expansion import expand
from profiles.pzp.wish import ICD_OFF, OTHER, TREATMENTS, is_icd_off, treatments
from profiles.resource.read import Pair, element, objects, pairs, words

RESUSCITATION: Pair = (systems.SNOMED, "89666000")
NOT_RESUSCITATE: Pair = (systems.ADVANCE_DIRECTIVE_TYPE, "NR")
PROHIBITIONS: frozenset[Pair] = frozenset(
    (systems.ADVANCE_DIRECTIVE_TYPE, code) for code in ("VERB", "VERBVL")
)


@dataclass(frozen=True, slots=True, order=True)
class Treatment:
    """A treatment by its code; by its `text`, folded, where the code says "other" or is missing."""

    system: str
    code: str
    text: str = ""


SWITCHING_OFF = Treatment(*ICD_OFF)
"""Of an implanted defibrillator: a treatment by itself, told by "other" and its text."""


def of_agreement(consent: Mapping[str, Any]) -> tuple[Treatment, ...]:
    """What a treatment directive is about; nothing where its code is withheld or missing."""
    found = (one for concept in treatments(consent) for one in _of_concept(concept))
    return tuple(sorted(set(found)))


def of_will(consent: Mapping[str, Any]) -> tuple[Treatment, ...]:
    """What an advance directive is about by its code; nothing where only its words tell."""
    said = types_of(consent)
    coded = {Treatment(*one) for one in said & _listed()}
    # Without a prohibition or a decision beside it, the code alone does not say which way.
    about = coded if said & PROHIBITIONS or _decides(consent) else set[Treatment]()
    if NOT_RESUSCITATE in said:
        about.add(Treatment(*RESUSCITATION))
    return tuple(sorted(about))


def by_wills(treatment: Treatment) -> bool:
    """Whether a will can name it by a code."""
    return (treatment.system, treatment.code) in _listed()


def types_of(consent: Mapping[str, Any]) -> frozenset[Pair]:
    """The codes of an advance directive; older zibs have the type of will in the category."""
    concepts = [*treatments(consent), *objects(consent.get("category"))]
    return frozenset(pair for concept in concepts for pair in pairs(concept))


def _decides(consent: Mapping[str, Any]) -> bool:
    return words(element(consent, "provision"), "type") in {"permit", "deny"}


def _of_concept(concept: Mapping[str, Any]) -> Iterator[Treatment]:
    """A code of the sender's own beside a listed one makes no other treatment of it."""
    codings = frozenset(pairs(concept)) - {OTHER}
    listed = codings & _listed()
    yield from (Treatment(*one) for one in listed)
    if is_icd_off({"provision": {"code": [concept]}}):
        yield SWITCHING_OFF
    elif listed:
        return
    elif codings:
        yield from (Treatment(*one) for one in codings)
    elif text := " ".join(words(concept, "text").casefold().split()):
        yield Treatment(*OTHER, text)


def _listed() -> frozenset[Pair]:
    return _without_other(expand(TREATMENTS) or frozenset())


@lru_cache(maxsize=4)
def _without_other(codes: frozenset[Pair]) -> frozenset[Pair]:
    return codes - {OTHER}
