"""The wishes of the form (sections 5 and 6) as Observations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fhir.resources.R4B.annotation import Annotation
from fhir.resources.R4B.observation import Observation

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import ABSENT, UNKNOWN, YES_NO_UNKNOWN, Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.preset import check_preset
from profiles.pzp.form.remark import require_answered
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish: its profile and code, the questions that name it, answer it and remark on it.

    Without `options` the answer is free text. `presets` ask for the code, in any version of the
    form; `method` asks for how it was found.
    """

    profile: str
    code: str
    presets: tuple[str, ...]
    answer: str
    remark: str | None = None
    display: str | None = None
    options: Mapping[Code, str | None] = field(default_factory=dict)
    method: tuple[str, Code] | None = None

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
}
_EUTHANASIA = {
    Code(systems.SNOMED, "340181000146102"): "Heeft euthanasieverklaring",
    Code(systems.SNOMED, "340201000146103"): "Wenst geen euthanasie",
    Code(
        systems.SNOMED, "340191000146100"
    ): "Geen euthanasieverklaring, zou wel verzoek kunnen doen in bepaalde situaties",
    UNKNOWN: None,
}
WISHES = (
    Wish(
        "ACP-SpecificCareWishes",
        "153851000146100",
        ("1428",),
        "1190",
        method=("1648", Code(systems.SNOMED, "370819000")),
    ),
    Wish(
        "ACP-PreferredPlaceOfDeath",
        "395091006",
        ("1430", "1649"),
        "1191",
        remark="1192",
        options=_PLACES,
    ),
    Wish(
        "ACP-PositionRegardingEuthanasia",
        "340171000146104",
        ("1432",),
        "1193",
        remark="1194",
        options=_EUTHANASIA,
    ),
    Wish(
        "ACP-OrganDonationChoiceRegistration",
        "570801000146104",
        ("1434",),
        "1435",
        display="geregistreerd in orgaan donorregister (bevinding)",
        options=dict.fromkeys(YES_NO_UNKNOWN),
        method=("1650", Code(systems.SNOMED, "1156040003")),
    ),
    Wish("ACP-OtherImportantInformation", "247751003", ("1436",), "1196"),
)

_METHODS = {
    Code(systems.SNOMED, "370819000"): (
        "vaststellen van persoonlijke waarden en wensen met betrekking tot zorg (verrichting)"
    ),
    Code(systems.SNOMED, "1156040003"): "self reported",
}


def observation(answers: Answers, wish: Wish, talk: Talk) -> JsonObject | None:
    """The Observation of a wish; None when it is not answered.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-SpecificCareWishes and its four siblings
    """
    code = Code(systems.SNOMED, wish.code)
    _check_presets(answers, wish, code)
    value = _value(answers, wish)
    if value is None:
        if wish.remark:
            require_answered(answers, wish.answer, wish.remark)
        return None
    remark = answers.text(wish.remark) if wish.remark else None
    method = talk.guide.methods.get(wish.code)
    return plain(
        Observation(
            meta=talk.guide.profile(wish.profile),
            identifier=[talk.keys.identifier(wish.kind)],
            status="final",
            code=concept(code, wish.display),
            subject=talk.patient.reference(),
            encounter=talk.encounter.reference(),
            effectiveDateTime=talk.day,
            performer=[talk.performer.reference()] if talk.performer else None,
            note=[Annotation(text=remark)] if remark else None,
            method=concept(method, _METHODS[method]) if method else None,
            **value,
        )
    )


def _check_presets(answers: Answers, wish: Wish, code: Code) -> None:
    for preset in wish.presets:
        check_preset(answers, preset, code)
    if wish.method:
        check_preset(answers, *wish.method)


def _value(answers: Answers, wish: Wish) -> dict[str, Any] | None:
    if not wish.options:
        text = answers.text(wish.answer)
        return {"valueString": text} if text else None
    chosen = answers.code(wish.answer)
    if chosen is None:
        return None
    # The guide has the value "unknown" for what its value set is bound to hold, so that goes first.
    if chosen in ABSENT and chosen not in wish.options:
        return {"dataAbsentReason": concept(Code(systems.DATA_ABSENT_REASON, ABSENT[chosen]))}
    return {"valueCodeableConcept": concept(chosen, answers.choice(wish.answer, wish.options))}
