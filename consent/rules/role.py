"""Who asks to treat someone is a clinician, or works by a clinician's mandate."""

from consent.asker import Professional, Provider
from consent.decision import Decision, Deny, NotApplicable
from consent.question import Question

_NAME = "role"
CLINICAL = frozenset({"01", "02", "03", "04", "16", "17", "25", "30", "31", "81", "82"})


def role(question: Question) -> Decision:
    """A-ROLE where a purpose is stated and the UZI role is not a clinical one, nor mandated.

    Clinical are the professions of the Wet BIG, article 3: https://wetten.overheid.nl/BWBR0006251
    """
    asker = question.asker
    if question.purpose is None or not isinstance(asker, Provider):
        return NotApplicable()
    if isinstance(asker, Professional) and (asker.mandated or _clinical(asker.role)):
        return NotApplicable()
    return Deny(_NAME, "A-ROLE", 403)


def _clinical(code: str) -> bool:
    return code.partition(".")[0] in CLINICAL
