"""The wishes of the form (sections 5 and 6) as Observations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fhir.resources.R4B.annotation import Annotation
from fhir.resources.R4B.observation import Observation

from adapters.core.errors import JsonObject
from adapters.gp.coding import concept, profile
from adapters.gp.form import UNKNOWN, YES_NO_UNKNOWN, Answers, Code
from adapters.gp.shape import plain
from adapters.gp.talk import Talk
from adapters.gp.treatment_limit import check_preset
from profiles import systems


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish: its profile and code, the questions that name it, answer it and remark on it.

    Without `options` the answer is free text; an `absent` answer becomes a dataAbsentReason.
    """

    profile: str
    code: str
    preset: str
    answer: str
    remark: str | None = None
    display: str | None = None
    options: Mapping[Code, str | None] = field(default_factory=dict)
    absent: Code | None = None

    @property
    def kind(self) -> str:
        """The name of its resource."""
        return f"observation/{self.code}"


_PLACES = {
    Code(systems.SNOMED, "264362003"): "Thuis",
    Code(systems.SNOMED, "22232009"): "Ziekenhuis",
    Code(systems.SNOMED, "108344006"): "Verpleeghuis",
    Code(systems.SNOMED, "284546000"): "Hospice",
    Code(systems.NULL_FLAVOR, "OTH"): "Anders",
    UNKNOWN: None,
}
_EUTHANASIA = {
    Code(systems.SNOMED, "340181000146102"): "Heeft euthanasieverklaring",
    Code(systems.SNOMED, "340201000146103"): "Wenst geen euthanasie",
    Code(
        systems.SNOMED, "340191000146100"
    ): "Geen euthanasieverklaring, zou wel verzoek kunnen doen in bepaalde situaties",
    UNKNOWN: None,
}
_CARE_WISHES = Wish("ACP-SpecificCareWishes", "153851000146100", "1428", "1190")
WISHES = (
    _CARE_WISHES,
    Wish(
        "ACP-PreferredPlaceOfDeath",
        "395091006",
        "1430",
        "1191",
        remark="1192",
        options=_PLACES,
        absent=UNKNOWN,
    ),
    Wish(
        "ACP-PositionRegardingEuthanasia",
        "340171000146104",
        "1432",
        "1193",
        remark="1194",
        options=_EUTHANASIA,
    ),
    Wish(
        "ACP-OrganDonationChoiceRegistration",
        "570801000146104",
        "1434",
        "1435",
        display="geregistreerd in orgaan donorregister (bevinding)",
        options=dict.fromkeys(YES_NO_UNKNOWN),
    ),
    Wish("ACP-OtherImportantInformation", "247751003", "1436", "1196"),
)

_ASSESSING_WISHES = concept(
    Code(systems.SNOMED, "370819000"),
    "vaststellen van persoonlijke waarden en wensen met betrekking tot zorg (verrichting)",
)
_ASKED_UNKNOWN = concept(Code(systems.DATA_ABSENT_REASON, "asked-unknown"))


def observation(answers: Answers, wish: Wish, talk: Talk) -> JsonObject | None:
    """The Observation of a wish; None when it is not answered.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-SpecificCareWishes and its four siblings
    """
    code = Code(systems.SNOMED, wish.code)
    check_preset(answers, wish.preset, code)
    value = _value(answers, wish)
    if value is None:
        return None
    remark = answers.text(wish.remark) if wish.remark else None
    return plain(
        Observation(
            meta=profile(wish.profile),
            identifier=[talk.keys.identifier(wish.kind)],
            status="final",
            code=concept(code, wish.display),
            subject=talk.patient.reference(),
            encounter=talk.encounter.reference(),
            effectiveDateTime=talk.day,
            performer=[talk.performer.reference()] if talk.performer else None,
            note=[Annotation(text=remark)] if remark else None,
            method=_ASSESSING_WISHES if wish is _CARE_WISHES else None,
            **value,
        )
    )


def _value(answers: Answers, wish: Wish) -> dict[str, Any] | None:
    if not wish.options:
        text = answers.text(wish.answer)
        return {"valueString": text} if text else None
    chosen = answers.code(wish.answer)
    if chosen is None:
        return None
    display = answers.choice(wish.answer, wish.options)
    if chosen == wish.absent:
        return {"dataAbsentReason": _ASKED_UNKNOWN}
    return {"valueCodeableConcept": concept(chosen, display)}
