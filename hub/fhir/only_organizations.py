"""What only organisations do: a person writes what is his own, and nothing else."""

from consent.asker import Provider
from hub.errors import Forbidden
from hub.fhir.call import Call

_NOTHING_ELSE = (
    "a person writes here his choices about exchange, his own words, and what he asks to be "
    "corrected, and nothing else"
)


def nothing_else() -> Forbidden:
    """What a person is told who writes anything else."""
    return Forbidden(_NOTHING_ELSE, rule="A-NOT-CUSTODIAN")


def require_organization(call: Call) -> None:
    """Raise Forbidden where a person asks for what only organisations do."""
    if not isinstance(call.errand.asker, Provider):
        raise nothing_else()
