"""What has to be done beside the answer: it follows from the reason alone."""

from collections.abc import Mapping

ALWAYS = ("LOG",)
_ALSO: Mapping[str, tuple[str, ...]] = {
    "C-BTG": ("LOG-BTG", "REVIEW-72H", "NOTIFY-PATIENT", "NOTIFY-FG", "TTL-60M"),
    "D-PUSH-STORED-CLOSED": ("CLOSED",),
    "S-CONSENT-RECORDED": ("NOTIFY-HOLDER", "PROVENANCE"),
}


def obligations_of(reason: str) -> tuple[str, ...]:
    """Every decision is logged; an emergency, a closed push and a recorded choice ask for more."""
    return ALWAYS + _ALSO.get(reason, ())
