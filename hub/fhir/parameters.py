"""What may stand beside any call: its format, its layout, and which part of a resource is wanted.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Collection, Sequence
from http import HTTPStatus

import msgspec
from msgspec import structs

from hub.errors import Invalid, NotSupported
from hub.fhir.call import Answer, Call
from hub.query.search import Parts
from profiles.resource.subset import Part, subset

OF_EVERY_CALL = frozenset({"_format", "_pretty"})
OF_A_RESOURCE = OF_EVERY_CALL | {"_summary", "_elements"}
PRETTY = "hub.pretty"
"""The key of a request's scope under which stands whether its answer is laid out for people."""
_LONGEST_NAME = 64
_INDENT = 2

_Pairs = Sequence[tuple[str, str]]


def parts_of(resource_type: str, pairs: _Pairs, *, counts: bool = False) -> Parts:
    """Which part is asked for, of this type; raises Invalid, also where nothing can be counted."""
    asked = Parts(resource_type)
    for name, value in pairs:
        asked.take(name, value)
    if asked.counts_alone and not counts:
        raise Invalid("_summary=count is for a search or a history; there is one resource here")
    return asked


def require_known(call: Call, known: Collection[str], *, what: str) -> None:
    """Return where every parameter is one of these, or the caller asks to be lenient.

    https://hl7.org/fhir/R4/search.html#errors

    Raises:
        NotSupported: with its name, never its value.
    """
    if not call.prefers("handling=lenient"):
        refuse_unknown(call.pairs, known, what=what)


def refuse_unknown(pairs: _Pairs, known: Collection[str], *, what: str) -> None:
    """Raise NotSupported where a parameter is none of these."""
    for name, _ in pairs:
        if name not in known:
            raise NotSupported(
                f"{what} takes no parameter {shown(name)}; it takes {', '.join(sorted(known))}"
            )


def without_beside(call: Call) -> Call:
    """The same call, that asks for no more than what it does."""
    pairs = tuple(pair for pair in call.pairs if pair[0] not in OF_A_RESOURCE)
    return structs.replace(call, pairs=pairs)


def shown(name: str) -> str:
    """A parameter's name where it looks like one, never a value in its place."""
    plain = name.replace("-", "").replace("_", "")
    return (
        name if plain.isascii() and plain.isalpha() and len(name) <= _LONGEST_NAME else "so named"
    )


def shaped(answer: Answer, part: Part | None) -> Answer:
    """The answer with this part of the resource in it; what holds none stays as it is."""
    if (
        part is None
        or not answer.body
        or answer.is_outcome
        or answer.status >= HTTPStatus.MULTIPLE_CHOICES
    ):
        return answer
    return structs.replace(answer, body=subset(answer.body, part))


def is_pretty(pairs: _Pairs) -> bool:
    """Whether who asks will look at it himself; raises Invalid on what is neither yes nor no."""
    said = [value for name, value in pairs if name == "_pretty"]
    if not {"true", "false"}.issuperset(said):
        raise Invalid("_pretty takes true or false")
    return "true" in said


def laid_out(answer: Answer) -> Answer:
    """The same JSON on lines of its own; what is no FHIR JSON, or coded, stays as it is."""
    if not answer.body or "Content-Type" in answer.headers or "Content-Encoding" in answer.headers:
        return answer
    return structs.replace(answer, body=msgspec.json.format(answer.body, indent=_INDENT))
