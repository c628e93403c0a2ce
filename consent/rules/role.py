"""Who asks to treat someone is a clinician, or works by a clinician's mandate."""

from consent.decision import Decision, Deny, NotApplicable
from consent.request import AccessRequest

NAME = "role"
CLINICAL = frozenset({"01", "02", "03", "04", "16", "17", "25", "30", "31", "81", "82"})


def role(request: AccessRequest) -> Decision:
    """A-ROLE where a purpose is stated and the UZI role is not a clinical one, nor mandated.

    Clinical are the professions of the Wet BIG, article 3: https://wetten.overheid.nl/BWBR0006251
    """
    if request.purpose is None or request.mandated or _clinical(request.role):
        return NotApplicable()
    return Deny(NAME, "A-ROLE", 403)


def _clinical(code: str | None) -> bool:
    return code is not None and code.partition(".")[0] in CLINICAL
