"""What an operation on codes is asked with: codes, codings and concepts, by URL or in a body.

https://hl7.org/fhir/R4/operations.html#executing
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from hub.errors import Invalid, NotSupported, Required
from hub.fhir.language import PARAMETER
from hub.fhir.parameters import OF_EVERY_CALL
from profiles.systems import BSN_SYSTEM
from profiles.terminology.coded import Coded

_BESIDE = OF_EVERY_CALL | {PARAMETER}
_LONGEST = 1_024
_MOST_CODINGS = 100
_MOST_DIGITS = 6
_BOOLEANS = {"true": True, "false": False}


class Said:
    """By name what is said; each once, but those that are `many`."""

    def __init__(
        self,
        operation: str,
        pairs: Sequence[tuple[str, str]],
        body: Mapping[str, Any] | None,
        taken: Collection[str],
        many: Collection[str] = (),
    ) -> None:
        """Raises Invalid, NotSupported: another name, one twice, or what is no Parameters."""
        self._said: dict[str, list[Any]] = {}
        for name, value in (*pairs, *(_parameters(body) if body else ())):
            if name in _BESIDE:
                continue
            if name not in taken:
                raise NotSupported(f"{operation} takes {', '.join(sorted(taken))} here")
            self._said.setdefault(name, []).append(value)
        if BSN_SYSTEM in str(self._said):
            raise NotSupported("the number of a person is no code; leave it out")
        if any(len(values) > 1 for name, values in self._said.items() if name not in many):
            raise Invalid(f"{operation} takes each of its parameters once")

    def text(self, name: str) -> str:
        """A text, code or address; empty where it is not said."""
        value = self._said.get(name, [""])[0]
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise Invalid(f"{name} is a text of at most {_LONGEST} characters")
        return value

    def texts(self, name: str) -> list[str]:
        """All that are said."""
        return [one for one in self._said.get(name, ()) if isinstance(one, str)]

    def truth(self, name: str) -> bool:
        """Raises Invalid where it is neither true nor false; false where it is not said."""
        value = self._said.get(name, [False])[0]
        found = _BOOLEANS.get(value, value) if isinstance(value, str) else value
        if not isinstance(found, bool):
            raise Invalid(f"{name} is true or false")
        return found

    def number(self, name: str) -> int | None:
        """A whole number, 0 or more; raises Invalid."""
        if name not in self._said:
            return None
        value = str(self._said[name][0])
        if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
            raise Invalid(f"{name} takes a whole number, 0 or more")
        return int(value)

    def coding(self, name: str) -> Coded | None:
        """A Coding; raises Invalid where it has no system and code."""
        return _coded(self._said[name][0], name) if name in self._said else None

    def codings(self, system: str = "") -> list[Coded]:
        """By code, coding or codeableConcept, whichever is said; `system` is that of a bare code.

        Raises:
            Required, Invalid: not one of the three, or one without its system.
        """
        asked = [one for one in ("code", "coding", "codeableConcept") if one in self._said]
        if len(asked) != 1:
            raise Required("send one of code, coding and codeableConcept")
        if asked == ["code"]:
            return [self._code(self.text("system") or system)]
        for name in ("system", "version", "display"):
            if name in self._said:
                raise Invalid(f"{name} stands beside code; a coding has its own")
        value = self._said[asked[0]][0]
        listed: Any = [value]
        if asked == ["codeableConcept"]:
            listed = value.get("coding", []) if isinstance(value, Mapping) else []
        if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_CODINGS:
            raise Invalid(f"a codeableConcept has 1 to {_MOST_CODINGS} codings")
        return [_coded(one, asked[0]) for one in listed]

    def _code(self, system: str) -> Coded:
        if not system:
            raise Required("send the system of the code, for a code alone may be of several")
        return Coded(system, self.text("code"), self.text("display"), self.text("version"))


def _coded(value: Any, name: str) -> Coded:
    parts = ("system", "code", "display", "version")
    found = [value.get(part, "") for part in parts] if isinstance(value, Mapping) else []
    is_sound = all(isinstance(one, str) and len(one) <= _LONGEST for one in found)
    if not (is_sound and found and found[0] and found[1]):
        raise Invalid(f"{name} has a system and a code, as texts; send Parameters by POST")
    return Coded(*found)


def _parameters(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    listed = body.get("parameter", [])
    if body.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise Invalid("send Parameters", expression="resourceType")
    for number, one in enumerate(listed):
        values = [one[key] for key in one if key != "name"] if isinstance(one, dict) else []
        if len(values) != 1 or not isinstance(one.get("name"), str):
            raise Invalid(
                "each parameter has a name and one value",
                expression=f"Parameters.parameter[{number}]",
            )
        yield one["name"], values[0]
