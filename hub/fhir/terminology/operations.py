"""`$expand`, `$validate-code`, `$lookup` and `$subsumes` of what is shipped or installed.

https://hl7.org/fhir/R4/terminology-service.html
docs/decisions/0068-codes-that-are-here.md
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from hub.errors import Invalid, NotFound, NotSupported, Required
from hub.fhir.body import parsed
from hub.fhir.call import Answer, Call
from hub.fhir.catalogue import ENCODER
from hub.fhir.definitions import definition_row
from hub.fhir.parts import Hub
from hub.fhir.refusal import record
from hub.fhir.terminology.said import Said
from hub.fhir.terminology.told import expanded, known, told, verdict
from profiles.terminology.at_hand import AtHand
from profiles.terminology.coded import NoSuchCode, NotAtHand, Unlisted
from profiles.terminology.expansion import Wanted, expansion
from profiles.terminology.lookup import lookup, subsumes
from profiles.terminology.verdicts import in_code_system, in_value_set

_Pairs = Sequence[tuple[str, str]]
_Resource = dict[str, Any]
IN_A_BODY = frozenset({"coding", "codeableConcept", "codingA", "codingB"})
"""What has parts, and so stands in no URL."""
_CODED = frozenset({"code", "version", "display", "coding", "codeableConcept", "abstract"})


def _expand(hand: AtHand, url: str, said: Said) -> _Resource:
    value_set = hand.value_set(url or said.text("url"), said.text("valueSetVersion"))
    wanted = Wanted(
        text=said.text("filter"),
        offset=said.number("offset") or 0,
        count=said.number("count"),
        active_only=said.truth("activeOnly"),
        designations=said.truth("includeDesignations"),
        definition=said.truth("includeDefinition"),
        language=said.text("displayLanguage"),
    )
    for name in ("excludeNested", "excludeNotForUI", "excludePostCoordinated"):
        said.truth(name)  # a list is flat, and has neither of the others
    return expanded(value_set, expansion(hand, value_set, wanted), wanted, uuid4())


def _validate_in_set(hand: AtHand, url: str, said: Said) -> _Resource:
    _require_concrete(said)
    value_set = hand.value_set(url or said.text("url"), said.text("valueSetVersion"))
    return verdict(in_value_set(hand, value_set, said.codings()))


def _validate_in_system(hand: AtHand, url: str, said: Said) -> _Resource:
    _require_concrete(said)
    system = url or said.text("url")
    codings = said.codings(system)
    return verdict(in_code_system(hand, system or codings[0].system, codings))


def _lookup(hand: AtHand, _url: str, said: Said) -> _Resource:
    [one] = said.codings()
    wanted = frozenset(said.texts("property"))
    return known(
        lookup(hand, one.system, one.code, one.version), wanted, said.text("displayLanguage")
    )


def _subsumes(hand: AtHand, url: str, said: Said) -> _Resource:
    codings = [found for name in ("codingA", "codingB") if (found := said.coding(name))]
    if codings:
        if len(codings) < 2 or len({each.system for each in codings}) > 1:  # noqa: PLR2004 - a pair
            raise Required("send codingA and codingB, of one code system")
        system, one, other = codings[0].system, codings[0].code, codings[1].code
    else:
        system, one, other = said.text("system"), said.text("codeA"), said.text("codeB")
    if not (one and other and (url or system)):
        raise Required("send codeA and codeB with the system, or codingA and codingB")
    if url and system and url != system:
        raise Invalid("these codes are of another system than this one")
    outcome = subsumes(hand, url or system, one, other, said.text("version"))
    return told([{"name": "outcome", "valueCode": outcome}])


def _require_concrete(said: Said) -> None:
    if said.truth("abstract"):
        raise NotSupported(
            "a code that only groups others is not valid in data: leave abstract out"
        )


class _Operation(NamedTuple):
    """What it takes, beside which `named` says what it is about where no id does."""

    do: Callable[[AtHand, str, Said], _Resource]
    taken: frozenset[str]
    named: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    is_of_one: bool = True
    """Whether it may be asked of one definition, by its id."""


OFFERED: Mapping[tuple[str, str], _Operation] = {
    ("ValueSet", "$expand"): _Operation(
        _expand,
        frozenset(
            {"filter", "offset", "count", "activeOnly", "includeDesignations", "displayLanguage"}
            | {"includeDefinition", "excludeNested", "excludeNotForUI", "excludePostCoordinated"}
        ),
        frozenset({"url", "valueSetVersion"}),
    ),
    ("ValueSet", "$validate-code"): _Operation(
        _validate_in_set, _CODED | {"system"}, frozenset({"url", "valueSetVersion"})
    ),
    ("CodeSystem", "$validate-code"): _Operation(_validate_in_system, _CODED, frozenset({"url"})),
    ("CodeSystem", "$lookup"): _Operation(
        _lookup,
        frozenset({"code", "system", "version", "coding", "displayLanguage", "property"}),
        many=frozenset({"property"}),
        is_of_one=False,
    ),
    ("CodeSystem", "$subsumes"): _Operation(
        _subsumes, frozenset({"codeA", "codeB", "system", "version", "codingA", "codingB"})
    ),
}
"""By type and name. https://hl7.org/fhir/R4/operationslist.html"""


def answered(
    hub: Hub, segments: Sequence[str], pairs: _Pairs, body: Mapping[str, Any] | None = None
) -> Answer | None:
    """The answer, by whatever way it is asked; None where this is no address of one.

    Raises:
        NotFound: what is asked about is not here. NotSupported, Invalid, Required: the parameters.
    """
    if len(segments) < 2:  # noqa: PLR2004 - a type alone
        return None
    kind, *names, operation = segments
    offered = OFFERED.get((kind, operation))
    if offered is None or len(names) > offered.is_of_one:
        return None
    url = _canonical(hub, kind, names[0]) if names else ""
    taken = offered.taken if names else offered.taken | offered.named
    said = Said(operation, pairs, body, taken, offered.many)
    if "url" in offered.named and not url and not said.text("url") and kind == "ValueSet":
        raise Required("say of which value set: send its url")
    try:
        return Answer(200, ENCODER.encode(offered.do(hub.catalogue.at_hand, url, said)))
    except Unlisted as unlisted:
        raise NotSupported(str(unlisted)) from None
    except (NotAtHand, NoSuchCode) as absent:
        raise NotFound(str(absent)) from None


async def on_codes(hub: Hub, call: Call, kind: str, *names: str) -> Answer:
    """The same with a token, by GET or POST: it leaves its row, and takes no scope."""
    body = parsed(call) if call.method == "POST" and call.body else None
    answer = answered(hub, (kind, *names, call.segments[-1]), call.pairs, body)
    await record(hub, definition_row(call, kind, "operation", 1))
    if answer is None:
        raise NotFound("there is nothing at this address; /fhir/metadata says what is")
    return answer


def _canonical(hub: Hub, kind: str, name: str) -> str:
    found = hub.catalogue.canonical(kind, name)
    if found is None:
        raise NotFound(f"there is no such definition here; search {kind} by url")
    return found
