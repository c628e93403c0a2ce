"""What is told of an inhabitant's sections, as FHIR Parameters.

https://hl7.org/fhir/R4/parameters.html
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consent.asker import Provider
from consent.data_category import CATEGORIES
from consent.decision import Permit, address_of
from consent.reason import words_of
from hub.query.access_decision import Answered
from hub.query.explained import Audience, Decided, Explained
from hub.security.errand import Errand
from profiles.instant import instant
from profiles.systems import (
    ACT_REASON,
    HUB_REASONS,
    ORGANIZATION_TYPE,
    OTV_DATA_CATEGORY,
    URA_SYSTEM,
)

NOTE = (
    "U ziet hier wat uw organisatie zelf bewaart, en wat van anderen voor u open staat. Wat dicht "
    "is, of dat er iets dicht is, staat hier niet."
)
_Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """Renders one answer."""

    answered: Answered
    errand: Errand

    def parameters(self) -> dict[str, Any]:
        """Who asked, why and when; each section; and what is not told to anybody."""
        asker, purpose = self.errand.asker, self.errand.purpose
        listed: list[_Part] = []
        if isinstance(asker, Provider):
            number = {"system": URA_SYSTEM, "value": asker.ura}
            listed.append({"name": "organization", "valueIdentifier": number})
        if purpose is not None:
            listed.append({"name": "purpose", "valueCoding": _coding(ACT_REASON, purpose)})
        listed.append({"name": "asked", "valueInstant": instant(self.errand.now)})
        listed += [_parts("section", self._section(one)) for one in self.answered.sections]
        listed.append({"name": "note", "valueString": NOTE})
        return {"resourceType": "Parameters", "parameter": listed}

    def _section(self, one: Explained) -> Iterator[_Part]:
        yield {"name": "custodian", "valueReference": self._organization(one.custodian)}
        if one.category in CATEGORIES:
            coding = _coding(OTV_DATA_CATEGORY, str(one.category))
            yield {"name": "category", "valueCoding": coding}
        elif one.category is not None:
            yield {"name": "category", "valueString": one.category}
        if one.decision is not None:
            yield from self._decision(one.decision)
        yield from self._audience(one.audience)
        for address, decision in sorted(one.singles.items()):
            yield self._single(address, self._decision(decision))
        for address, told in sorted(one.audiences.items()):
            yield self._single(address, self._audience(told))

    def _single(self, address: str, parts: Iterator[_Part]) -> _Part:
        said = {"reference": self.answered.called.address(address)}
        what = {"name": "reference", "valueReference": said}
        return {"name": "resource", "part": [what, *parts]}

    def _audience(self, told: Audience) -> Iterator[_Part]:
        """Those of whom the same is decided together: by type where that is all of several."""
        kinds = self.answered.kinds
        several = {kind for kind, many in Counter(kinds.values()).items() if many > 1}
        for decision in dict.fromkeys(told.values()):
            uras = [ura for ura, one in told.items() if one == decision]
            rest = {kinds[ura] for ura, one in told.items() if one != decision}
            whole = sorted({kinds[ura] for ura in uras} & several - rest)
            parts = [
                {"name": "type", "valueCoding": _coding(ORGANIZATION_TYPE, kind)} for kind in whole
            ]
            parts += [
                {"name": "organization", "valueReference": self._organization(ura)}
                for ura in uras
                if kinds[ura] not in whole
            ]
            yield {"name": "audience", "part": [*parts, *self._decision(decision)]}

    def _decision(self, one: Decided) -> Iterator[_Part]:
        words = words_of(one.reason)
        concept = {
            "coding": [{**_coding(HUB_REASONS, one.reason), "display": words.en}],
            "text": words.nl,
        }
        kind = "permit" if isinstance(one, Permit) else "deny"
        yield {"name": "decision", "valueCode": kind}
        yield {"name": "rule", "valueString": one.rule}
        yield {"name": "reason", "valueCodeableConcept": concept}
        for consent, version in one.evidence:
            yield _parts("evidence", self._evidence(consent, version))

    def _evidence(self, consent: str, version: int) -> Iterator[_Part]:
        """The Consent, and who wrote that version of it down, as far as is known."""
        yield {"name": "consent", "valueReference": self._said_in(consent, version)}
        written = self.answered.written.get((consent, version))
        if written is None:
            return
        if written.ura:
            yield {"name": "recorder", "valueReference": self._organization(written.ura)}
        if written.recording is None:
            return
        if written.recording.name:
            yield {"name": "professional", "valueString": written.recording.name}
        if written.recording.confirmer:
            yield {"name": "confirmer", "valueString": written.recording.confirmer}
        yield {"name": "recorded", "valueInstant": instant(written.recording.at)}

    def _said_in(self, consent: str, version: int) -> Mapping[str, Any]:
        """The Consent, or the Task of a transfer, as the asker reads it; Mitz keeps its own."""
        address = address_of(consent)
        if address is None:
            return {"display": "Mitz"}
        return {"reference": f"{self.answered.called.address(address)}/_history/{version}"}

    def _organization(self, ura: str) -> Mapping[str, Any]:
        named = {"identifier": {"system": URA_SYSTEM, "value": ura}}
        name = self.answered.names.get(ura)
        return {**named, "display": name} if name else named


def _parts(name: str, parts: Iterator[_Part]) -> _Part:
    return {"name": name, "part": list(parts)}


def _coding(system: str, code: str) -> dict[str, str]:
    return {"system": system, "code": code}
