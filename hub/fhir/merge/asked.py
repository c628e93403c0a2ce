"""What `Patient/$merge` is asked with: Parameters, as the R5 draft has them where that fits.

https://hl7.org/fhir/patient-operation-merge.html
"""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from hub.errors import Invalid, Required
from hub.fhir.body import parsed
from hub.fhir.call import Call
from hub.write.own_number import OwnNumber
from hub.write.parties import RESULT, Asked, Reason

PRIOR, TARGET = "source-patient-identifier", "target-patient-identifier"
_RESULT, _REASON, _EVENT = "result-patient", "reason", "event"
_VALUE_OF = {
    PRIOR: "valueIdentifier",
    TARGET: "valueIdentifier",
    _EVENT: "valueIdentifier",
    _REASON: "valueCode",
    _RESULT: "resource",
}
REASONS: tuple[str, ...] = get_args(Reason)
_LONGEST = 1_000
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def asked_in(call: Call) -> Asked:
    """What is said, each once.

    Raises:
        Required: something is missing. Invalid: another parameter, one twice, or of another type.
            UnsupportedMediaType.
    """
    said = said_in(call, _VALUE_OF)
    for name in (PRIOR, TARGET, _REASON, _EVENT):
        if name not in said:
            raise Required(f"send {name}, as {_VALUE_OF[name]}", expression=_at(name))
    if said[_REASON] not in REASONS:
        raise Invalid(f"reason is one of {', '.join(REASONS)}", expression=_at(_REASON))
    result = said.get(_RESULT)
    if result is not None and result.get("resourceType") != "Patient":
        raise Invalid("result-patient is a Patient", expression=RESULT)
    return Asked(
        prior=number(said[PRIOR], PRIOR),
        target=number(said[TARGET], TARGET),
        reason=said[_REASON],
        event=number(said[_EVENT], _EVENT),
        result=result,
        raw=b"" if result is None else _ENCODER.encode(result),
    )


def said_in(call: Call, taken: Mapping[str, str]) -> dict[str, Any]:
    """By name the value of each parameter; `taken` is the member that it stands in.

    Raises:
        Invalid: as `asked_in`. UnsupportedMediaType.
    """
    body = parsed(call)
    listed = body.get("parameter")
    if body.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise Invalid("send Parameters", expression="resourceType")
    said: dict[str, Any] = {}
    for at, one in enumerate(listed):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or name not in taken or name in said:
            raise Invalid(
                f"send each of these once, and nothing else: {', '.join(sorted(taken))}",
                expression=f"Parameters.parameter[{at}]",
            )
        value = one.get(taken[name])
        if not isinstance(value, str | dict) or set(one) - {"name", taken[name], "id"}:
            raise Invalid(f"{name} is sent as {taken[name]}", expression=_at(name))
        said[name] = value
    return said


def number(value: object, name: str) -> OwnNumber:
    """An Identifier with a system and a value; raises Invalid where it has not both."""
    said = value if isinstance(value, Mapping) else {}
    pair = said.get("system"), said.get("value")
    if not all(isinstance(one, str) and 0 < len(one.strip()) <= _LONGEST for one in pair):
        raise Invalid(f"{name} has a system and a value", expression=_at(name))
    return OwnNumber(str(pair[0]), str(pair[1]))


def _at(name: str) -> str:
    return f"Parameters.parameter.where(name='{name}')"
