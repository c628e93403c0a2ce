"""By which names the codes of wishes are known, so that a name which is another's is noticed."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from profiles import systems

_NOT_KNOWN = "UNK"
_UNKNOWN = frozenset({"UNK", "ASKU", "NASK", "NAV", "NI"})


@cache
def names() -> Mapping[str, frozenset[str]]:
    """In lower case, by code of SNOMED CT: what people and systems call an answer or treatment."""
    return _listed("named.json")


@cache
def decisions() -> Mapping[str, frozenset[str]]:
    """Likewise, by code of what is decided on a treatment, in this and in earlier releases."""
    return _listed("decisions.json")


def _listed(name: str) -> Mapping[str, frozenset[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return {code: frozenset(known) for code, known in json.loads(text).items()}


@cache
def _code_of() -> Mapping[str, str]:
    return {name: code for code, known in names().items() for name in known}


def is_of_another(code: str, name: str) -> bool:
    """Whether this name is that of another code of a wish; of a name that nobody knows it is not.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display
    """
    if code not in names():
        return False
    return _code_of().get(folded(name), code) != code


def is_of_another_decision(system: str, code: str, name: str) -> bool:
    """Whether a decision on a treatment, or that it is not known, bears the name of another."""
    said = _NOT_KNOWN if system == systems.NULL_FLAVOR and code in _UNKNOWN else code
    if said not in decisions() or system not in {systems.NULL_FLAVOR, systems.TREATMENT_DECISION}:
        return False
    others = (known for other, known in decisions().items() if other != said)
    return any(folded(name) in known for known in others)


def contradicts(system: str, code: str, name: str) -> bool:
    """Whether a code of an answer or a treatment bears the name of another."""
    is_wish = system == systems.SNOMED and is_of_another(code, name)
    return is_wish or is_of_another_decision(system, code, name)


def folded(name: str) -> str:
    """The name as it is compared: in lower case, with single blanks."""
    return " ".join(name.casefold().split())
