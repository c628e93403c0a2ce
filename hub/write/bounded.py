"""How much is chosen about one inhabitant: without a bound, every decision about him grows slow."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consent.fhir.clause import clauses
from consent.statement import Statement
from hub.errors import TooCostly

MOST_STATEMENTS = 200
"""Of one choice: who and whose and what, multiplied out."""
MOST_CHOICES = 100
"""Of one inhabitant, recorded by one organisation, or made by himself."""

MOST_NAMED = 500
"""Resources that one transfer hands over."""


def refuse_too_wide(consent: Mapping[str, Any], expression: str = "Consent") -> None:
    """Raise TooCostly where one choice says more than anybody reads."""
    parts = (len(one.custodians) * len(one.actors) * len(one.data) for one in clauses(consent))
    if sum(parts) > MOST_STATEMENTS:
        raise TooCostly(
            f"a choice says at most {MOST_STATEMENTS} things at once, who and whose and what; "
            "make it in parts",
            expression=f"{expression}.provision",
        )


def refuse_too_many(
    said: Iterable[Statement], recorder: str | None, consent_id: str, expression: str = "Consent"
) -> None:
    """Raise TooCostly where this would be one more than this recorder, None himself, may have."""
    made = {one.consent_id for one in said if one.recorded_by == recorder and one.source == "local"}
    if consent_id not in made and len(made) >= MOST_CHOICES:
        raise TooCostly(
            f"you recorded {MOST_CHOICES} choices of this inhabitant; change one of those",
            expression=expression,
        )


def refuse_too_large(assumed: Sequence[Statement], expression: str) -> None:
    """Raise TooCostly where one transfer names more than anybody takes over, to how many it is."""
    if len({one.data for one in assumed}) > MOST_NAMED:
        raise TooCostly(
            f"a transfer hands over at most {MOST_NAMED} resources; send the rest in another Task",
            expression=f"{expression}.input",
        )
