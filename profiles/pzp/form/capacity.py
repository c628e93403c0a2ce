"""Whether the patient can decide about treatment, as the form says it in any of its versions."""

from dataclasses import dataclass

from profiles.pzp.form.answers import Answers

CHOICE, BOOLEAN, REMARK = "1406", "1651", "1407"
_CONTRADICTED = (
    f"Het formulier spreekt zichzelf tegen: vraag {CHOICE} en vraag {BOOLEAN} zijn verschillend "
    "beantwoord."
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """`capable` is None where the form has no answer; `reason` then says why, if the form does."""

    capable: bool | None = None
    reason: str | None = None
    remark: str | None = None
    is_contradicted: bool = False

    @property
    def remarks(self) -> list[str]:
        """What is to be read beside the answer."""
        own = [_CONTRADICTED] if self.is_contradicted else []
        return [*([self.remark] if self.remark else []), *own]


def capacity_of(answers: Answers) -> Capacity:
    """The one answer to both questions; of two that differ, not capable, and it is said that so.

    Raises InvalidRecord for what is neither yes nor no, and not said to be unknown.
    """
    said = [found for one in (CHOICE, BOOLEAN) if (found := answers.yes_no(one)) is not None]
    reasons = [why for one in (CHOICE, BOOLEAN) if (why := answers.reason(one)) is not None]
    return Capacity(
        capable=all(said) if said else None,
        reason=reasons[0] if reasons and not said else None,
        remark=answers.text(REMARK),
        is_contradicted=len(set(said)) > 1,
    )
