"""The treatment limits of the form (section 4, a to g)."""

from dataclasses import dataclass

from fhir.resources.R4B.codeableconcept import CodeableConcept

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.decision import Question, limit_decision
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.preset import check_preset
from profiles.pzp.form.talk import Talk
from profiles.pzp.form.treatment_directive import OTHER_TREATMENT, treatment_directive


@dataclass(frozen=True, slots=True)
class Limit:
    """A treatment that the form asks about; `preset` is the question that names it."""

    code: str
    display: str
    preset: str
    question: Question

    @property
    def kind(self) -> str:
        """The name of its resource."""
        return f"treatment-directive/{self.code}"

    @property
    def treatment(self) -> Code:
        """The treatment itself."""
        return Code(systems.SNOMED, self.code)


LIMITS = (
    Limit("89666000", "Cardiopulmonary resuscitation", "1410", Question("1386", "1002", "1001")),
    Limit("40617009", "Artificial respiration", "1412", Question("1387", "1389", "1388")),
    Limit("305351004", "Admit to ITU", "1414", Question("1390", "1392", "1391")),
    Limit("32485007", "Hospital admission", "1416", Question("1393", "1395", "1394")),
    Limit("281789004", "Antibiotic therapy", "1418", Question("1396", "1398", "1397")),
    Limit("116762002", "administration of blood product", "1420", Question("1399", "1401", "1400")),
)
OTHER_LIMIT_KIND = "treatment-directive/other"
_OTHER_PRESET, _OTHER = "1422", Question("1402", "1404")


def treatment_limit(answers: Answers, limit: Limit, talk: Talk) -> JsonObject | None:
    """The directive about one treatment; None when nothing was answered."""
    check_preset(answers, limit.preset, limit.treatment)
    decision = limit_decision(answers, limit.question)
    if decision is None:
        return None
    decided = decision, answers.text(limit.question.remark)
    return treatment_directive(limit.kind, concept(limit.treatment, limit.display), decided, talk)


def other_limit(answers: Answers, talk: Talk) -> JsonObject | None:
    """The directive about another treatment, named in words or in the remark."""
    named = answers.code_or_text(_OTHER_PRESET)
    if isinstance(named, Code):
        check_preset(answers, _OTHER_PRESET, OTHER_TREATMENT)
        named = None
    decision, remark = limit_decision(answers, _OTHER), answers.text(_OTHER.remark)
    if decision is None:
        if named:
            text = "is not answered, though a treatment is named"
            raise answer_fault("required", _OTHER.decision, text)
        return None
    return treatment_directive(OTHER_LIMIT_KIND, _named(named, remark), (decision, remark), talk)


def _named(named: str | None, remark: str | None) -> CodeableConcept:
    if named is None and remark is None:
        text = "decides about another treatment, and neither the answer nor the remark names it"
        raise answer_fault("required", _OTHER.decision, text)
    return concept(OTHER_TREATMENT, text=named or "Overige behandelgrenzen, zie toelichting")
