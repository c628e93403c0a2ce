"""What one directive says: of which treatment, which way, since when, and whether it holds.

docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from profiles import systems
from profiles.pzp.contradiction.dated import has_passed, is_later
from profiles.pzp.contradiction.treatment import (
    NOT_RESUSCITATE,
    PROHIBITIONS,
    SWITCHING_OFF,
    Treatment,
    of_agreement,
    of_will,
    types_of,
)
from profiles.pzp.unknown import State, state_of
from profiles.pzp.wish import is_treatment_directive, others, treatments
from profiles.resource.read import element, objects, says, words

ADDITIONAL = f"{systems.NICTIZ}ext-TreatmentDirective2.AdvanceDirective"
ABSENT = f"{systems.HL7}data-absent-reason"


class Kind(Enum):
    """Of what kind a directive is."""

    AGREEMENT = "agreed between patient and professional: a treatment directive"
    WILL = "written or said by the patient: an advance directive"


class Says(Enum):
    """Which way a directive goes on its treatment."""

    DO = "do it"
    DONT = "don't do it"
    SWITCH_OFF = "switch the ICD off: a permit of its own meaning"
    CONDITIONAL = "neither: its text tells, and is shown as it is written"
    UNKNOWN = "asked, and not known yet"
    UNDECIDED = "talked about, and no decision yet"
    NOT_DISCUSSED = "not talked about"
    DECLINED = "asked, and no answer wanted"
    WITHHELD = "it says something that may not be shown"
    UNDEFINED = "a deny for switching off an ICD: no meaning is given to it"
    UNPLACED = "a will whose code names no treatment: its words tell"
    UNSAID = "nothing is said"


class Standing(Enum):
    """Whether a directive holds."""

    IN_FORCE = "active, and not ended"
    ENDED = "inactive, or past its end"
    NOT_YET = "a draft, or proposed"
    REJECTED = "not agreed to"
    IN_ERROR = "entered in error: it says nothing"
    UNSTATED = "its status is missing or none of FHIR's"


@dataclass(frozen=True, slots=True)
class Said:
    """One directive; `address` is `Consent/id`, `date` and `text` are as written, empty if missing.

    `decision` is provision.type as written, `source` whose word it is by meta.source. `names` are
    the wills that it says it was made with, by address or `system|value`, as `identifiers` are its
    own. `consent` is the resource itself, for who shows it.
    """

    kind: Kind
    about: tuple[Treatment, ...]
    says: Says
    standing: Standing
    date: str = ""
    address: str = ""
    text: str = ""
    decision: str = ""
    source: str = ""
    identifiers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    consent: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def holds(self) -> bool:
        """Whether it is in force."""
        return self.standing is Standing.IN_FORCE

    def is_later_than(self, other: "Said") -> bool:
        """Whether it is surely of a later date."""
        return is_later(self.date, other.date)

    def knows(self, will: "Said") -> bool:
        """Whether it says that it was made with this will, and can have been.

        A will of a later date was not there yet, whatever its id says.
        """
        named = will.address in self.names or not self.names.isdisjoint(will.identifiers)
        return named and not will.is_later_than(self)


def said_in(consent: Mapping[str, Any], at: datetime) -> Said:
    """What a directive says at this moment; never raises on a JSON tree."""
    agreed = is_treatment_directive(consent)
    about = of_agreement(consent) if agreed else of_will(consent)
    provision, name = element(consent, "provision"), words(consent, "id")
    texts = _texts(consent)
    return Said(
        kind=Kind.AGREEMENT if agreed else Kind.WILL,
        about=about,
        says=_agreed(consent, about, texts) if agreed else _willed(consent, about),
        standing=_standing(consent, at),
        date=words(consent, "dateTime"),
        address=f"Consent/{name}" if name else "",
        text="\n".join(texts),
        decision=words(provision, "type"),
        source=words(element(consent, "meta"), "source"),
        identifiers=frozenset(map(_number, objects(consent.get("identifier")))) - {""},
        names=frozenset(_named(consent)) - {""} if agreed else frozenset(),
        consent=consent,
    )


_STANDINGS = {
    "active": Standing.IN_FORCE, "inactive": Standing.ENDED, "draft": Standing.NOT_YET,
    "proposed": Standing.NOT_YET, "rejected": Standing.REJECTED,
    "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip


def _standing(consent: Mapping[str, Any], at: datetime) -> Standing:
    standing = _STANDINGS.get(words(consent, "status"), Standing.UNSTATED)
    end = words(element(element(consent, "provision"), "period"), "end")
    ended = standing is Standing.IN_FORCE and has_passed(end, at)
    return Standing.ENDED if ended else standing


_TYPES = {"permit": Says.DO, "deny": Says.DONT}
_OF_AN_ICD = {Says.DO: Says.SWITCH_OFF, Says.DONT: Says.UNDEFINED}
_UNDECIDED = frozenset({
    "nee, nog geen besluit genomen", "nog geen besluit genomen", "nog geen besluit",
})  # fmt: skip
_STATES = {
    State.OTHERWISE: Says.CONDITIONAL, State.UNKNOWN: Says.UNKNOWN,
    State.NOT_ASKED: Says.NOT_DISCUSSED, State.DECLINED: Says.DECLINED, State.UNSAID: Says.UNSAID,
}  # fmt: skip
_REASONS = {
    "masked": Says.WITHHELD, "unknown": Says.UNKNOWN, "asked-unknown": Says.UNKNOWN,
    "temp-unknown": Says.UNKNOWN, "not-asked": Says.NOT_DISCUSSED,
    "asked-declined": Says.DECLINED,
}  # fmt: skip


def _agreed(consent: Mapping[str, Any], about: tuple[Treatment, ...], texts: Sequence[str]) -> Says:
    decided = _TYPES.get(words(element(consent, "provision"), "type"))
    if decided is None:
        return _undecided(consent, texts)
    if texts:
        return Says.CONDITIONAL  # with words beside it, a decision is not read alone (PZP-01)
    if about == (SWITCHING_OFF,):
        return _OF_AN_ICD[decided]
    return decided


def _undecided(consent: Mapping[str, Any], texts: Sequence[str]) -> Says:
    if len(texts) > 1:
        return Says.CONDITIONAL
    if texts and texts[0].rstrip(".").casefold() in _UNDECIDED:
        return Says.UNDECIDED
    if not texts:
        return _absent(consent) or Says.UNSAID
    return _STATES.get(state_of(consent), Says.CONDITIONAL)


def _willed(consent: Mapping[str, Any], about: tuple[Treatment, ...]) -> Says:
    """A type of will says which way by itself, whatever stands beside it."""
    if not about:
        masked = any(_reason(concept) is Says.WITHHELD for concept in treatments(consent))
        return Says.WITHHELD if masked else Says.UNPLACED
    if not (PROHIBITIONS | {NOT_RESUSCITATE}).isdisjoint(types_of(consent)):
        return Says.DONT
    return _TYPES.get(words(element(consent, "provision"), "type"), Says.UNPLACED)


def _texts(consent: Mapping[str, Any]) -> Sequence[str]:
    texts = (words(extension, "valueString") for _, extension in others(consent))
    return [text for text in texts if says(text)]


def _absent(consent: Mapping[str, Any]) -> Says | None:
    """Why there is no decision, where a reason stands in its place."""
    provision = element(consent, "provision")
    places = [element(provision, "_type"), provision, element(consent, "_provision")]
    places += [element(extension, "_valueString") for _, extension in others(consent)]
    return next((said for place in places if (said := _reason(place)) is not None), None)


def _reason(place: Mapping[str, Any]) -> Says | None:
    for extension in objects(place.get("extension")):
        if extension.get("url") == ABSENT:
            return _REASONS.get(words(extension, "valueCode"), Says.UNSAID)
    return None


def _named(agreement: Mapping[str, Any]) -> Iterator[str]:
    """The wills that an agreement names: references within this server alone, or by number."""
    references = [element(agreement, "sourceReference")] + [
        element(extension, "valueReference")
        for extension in objects(agreement.get("extension"))
        if extension.get("url") == ADDITIONAL
    ]
    for one in references:
        yield words(one, "reference").partition("/_history/")[0]
        yield _number(element(one, "identifier"))


def _number(identifier: Mapping[str, Any]) -> str:
    system, value = words(identifier, "system"), words(identifier, "value")
    return f"{system}|{value}" if system and value else ""
