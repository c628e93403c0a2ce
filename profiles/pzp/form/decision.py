"""What was decided about a treatment. A wrong answer here costs a life, so nothing is guessed.

An answer is exactly one of: do it, don't, otherwise (with the wish in words), unknown. Anything
else is refused. The table of cases stands in tests/adapters/gp.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from profiles import systems
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import UNKNOWN, Code
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.guide import Guide

DO_IT = Code(systems.TREATMENT_DECISION, "0")
OTHERWISE = Code(systems.TREATMENT_DECISION, "1")
DO_NOT = Code(systems.TREATMENT_DECISION, "2")


@dataclass(frozen=True, slots=True)
class Decision:
    """Either a `type` or the `specification` in words that takes its place; never both.

    http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther
    """

    type: Literal["permit", "deny"] | None = None
    specification: str | None = None

    def __post_init__(self) -> None:
        if (self.type is None) == (self.specification is None):
            raise ValueError("a decision is a type or a specification")


@dataclass(frozen=True, slots=True)
class Question:
    """Where the form asks for a decision, its remark and, where it offers that, another wish."""

    decision: str
    remark: str
    otherwise: str | None = None


PERMIT, DENY = Decision(type="permit"), Decision(type="deny")
NOT_KNOWN = Decision(specification="Onbekend")

_LIMIT: Mapping[Code, Decision] = {DO_IT: PERMIT, DO_NOT: DENY, UNKNOWN: NOT_KNOWN}
_UNDECIDED, _NOT_DISCUSSED = (Code(systems.NULL_FLAVOR, code) for code in ("ASKU", "NASK"))


def limit_decision(answers: Answers, question: Question) -> Decision | None:
    """The decision about a treatment, None when the question is not answered.

    Raises InvalidRecord for what has no single meaning.
    """
    wish = answers.text(question.otherwise) if question.otherwise else None
    chosen = answers.code(question.decision)
    if question.otherwise and chosen == OTHERWISE:
        if wish is None:
            raise answer_fault("required", question.otherwise, "says in words what is wished")
        return Decision(specification=wish)
    if question.otherwise and wish is not None:
        text = "holds another wish, while the decision is not 'Anders'"
        raise answer_fault("invariant", question.otherwise, text)
    return _decision(answers, question, _LIMIT)


def icd_decision(answers: Answers, question: Question, guide: Guide) -> Decision | None:
    """The decision about switching off an ICD; `permit` means: agreed to switch it off."""
    options = {
        DO_IT: PERMIT,
        _UNDECIDED: Decision(specification=guide.undecided),
        _NOT_DISCUSSED: Decision(specification="Niet besproken"),
    }
    return _decision(answers, question, options)


def _decision(
    answers: Answers, question: Question, options: Mapping[Code, Decision]
) -> Decision | None:
    decision = answers.choice(question.decision, options)
    if decision is None and answers.text(question.remark) is not None:
        text = "is not answered, though a remark about it is; without a decision it has no meaning"
        raise answer_fault("required", question.decision, text)
    return decision
