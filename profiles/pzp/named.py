"""By which names the codes of wishes are known, so that a name which is another's is noticed."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def names() -> Mapping[str, frozenset[str]]:
    """In lower case, by code of SNOMED CT: what people and systems call an answer or treatment."""
    text = files(__package__).joinpath("named.json").read_text(encoding="utf-8")
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
    return _code_of().get(" ".join(name.casefold().split()), code) != code
