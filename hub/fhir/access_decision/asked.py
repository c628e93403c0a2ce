"""What a call of $access-decision asks: about whom, and for which purpose of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Invalid
from hub.fhir.body import parsed
from hub.fhir.call import Call
from hub.fhir.number_asked import NAME as _BY_NUMBER
from hub.fhir.number_asked import bsn_of, parameters
from hub.fhir.parameters import OF_EVERY_CALL
from profiles.identifiers import BSN

PURPOSES = ("TREAT", "COC")


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """`bsn` where the inhabitant is named in the body; `purpose` empty for that of the token."""

    bsn: BSN | None
    purpose: str


def asked_of(call: Call, *, by_number: bool) -> DecisionAsked:
    """What the call asks; `by_number` is whether its URL names no Patient.

    Raises:
        Invalid: a parameter is missing, unknown, there twice or not what it should be.
    """
    said: list[tuple[str, Any, str]] = [
        (name, value, "") for name, value in call.pairs if name not in OF_EVERY_CALL
    ]
    if call.method == "POST" and call.body:
        said += parameters(parsed(call))
    taken = {"purpose", *([_BY_NUMBER] if by_number else [])}
    for name, _, at in said:
        if name not in taken or (name == _BY_NUMBER and not at):
            raise Invalid(
                f"$access-decision takes {' and '.join(sorted(taken))} here, in Parameters; "
                "whose record it is about stands in the URL or in the body, not in both",
                expression=at or None,
            )
    if len({name for name, *_ in said}) < len(said):
        raise Invalid("$access-decision takes each of its parameters once")
    values = {name: value for name, value, _ in said}
    return DecisionAsked(
        bsn_of(values.get(_BY_NUMBER)) if by_number else None, _purpose(values.get("purpose", ""))
    )


def _purpose(value: object) -> str:
    code = value.get("code") if isinstance(value, Mapping) else value
    if isinstance(code, str) and code in {"", *PURPOSES}:
        return code
    raise Invalid(
        f"purpose is one of {', '.join(PURPOSES)}; an emergency is declared in your token"
    )
