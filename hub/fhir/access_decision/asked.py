"""What a call of $access-decision asks: about whom, and for which purpose of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Invalid
from hub.fhir.body import parsed
from hub.fhir.call import Call
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.systems import BSN_SYSTEM

PURPOSES = ("TREAT", "COC")
_BY_NUMBER = "identifier"


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
        (name, value, "") for name, value in call.pairs if name != "_format"
    ]
    if call.method == "POST" and call.body:
        said += _parameters(parsed(call))
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
    return DecisionAsked(_bsn(values) if by_number else None, _purpose(values.get("purpose", "")))


def _parameters(body: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """Name, value and place of each. https://hl7.org/fhir/R4/parameters.html."""
    listed = body.get("parameter", [])
    if body.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise Invalid("send Parameters", expression="resourceType")
    said = []
    for number, one in enumerate(listed):
        at = f"Parameters.parameter[{number}]"
        values = [one[key] for key in one if key != "name"] if isinstance(one, dict) else []
        if len(values) != 1 or not isinstance(one.get("name"), str):
            raise Invalid("each parameter is an object with a name and a value", expression=at)
        said.append((one["name"], values[0], at))
    return said


def _purpose(value: object) -> str:
    code = value.get("code") if isinstance(value, Mapping) else value
    if isinstance(code, str) and code in {"", *PURPOSES}:
        return code
    raise Invalid(
        f"purpose is one of {', '.join(PURPOSES)}; an emergency is declared in your token"
    )


def _bsn(values: Mapping[str, Any]) -> BSN:
    said = values.get(_BY_NUMBER)
    if not isinstance(said, Mapping) or said.get("system") != BSN_SYSTEM:
        raise Invalid(
            f"say whose record it is about: identifier, a valueIdentifier with system {BSN_SYSTEM}"
        )
    try:
        return BSN(str(said.get("value", "")))
    except InvalidIdentifier as wrong:
        raise Invalid(f"{wrong}; check the number") from None
