"""Whether the words beside a code are those of another answer, so that nobody knows which is meant.

https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display
"""

from collections.abc import Mapping
from functools import cache

from profiles.pzp.form.code import Code
from profiles.pzp.form.national import BY_ID
from profiles.pzp.named import contradicts, folded

_YES_NO: Mapping[str, Mapping[Code, frozenset[str]]] = {
    question: {Code(None, "1"): frozenset({"ja"}), Code(None, "0"): frozenset({"nee"})}
    for question in ("1406", "1651", "984", "1200")
}


def is_called_otherwise(question: str, code: Code, display: str) -> bool:
    """Whether an answer to this question bears the name of another; of a name of its own, never."""
    if contradicts(code.system or "", code.code, display):
        return True
    offered, name = _names(question), folded(display)
    if code not in offered or name in offered[code]:
        return False
    return any(name in known for known in offered.values())


@cache
def _names(question: str) -> Mapping[Code, frozenset[str]]:
    """What the form itself calls the answers to a question."""
    if question in _YES_NO:
        return _YES_NO[question]
    asked = BY_ID.get(question)
    options = asked.options if asked is not None else ()
    return {one.code: frozenset({folded(one.words)}) for one in options}
