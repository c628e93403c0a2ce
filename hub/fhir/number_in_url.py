"""A person's number never stands in a URL: it would stay behind in logs and histories."""

from collections.abc import Sequence

from hub.errors import MethodNotAllowed
from profiles.identifiers import holds_bsn
from profiles.systems import BSN_SYSTEM


def refuse_bsn_in_url(resource_type: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Whatever the parameter or chain is.

    Raises:
        MethodNotAllowed: the URL holds a BSN, or is a search of a person by number.
    """
    if any(_by_number(resource_type, *pair) or _holds(*pair) for pair in pairs):
        raise MethodNotAllowed(
            f"a BSN never stands in a URL; send this search as POST {resource_type}/_search",
            headers={"Allow": "POST"},
            rule="P-GET-SEARCH",
        )


def _by_number(resource_type: str, name: str, value: str) -> bool:
    """Digits of a person without a system are a BSN, be it mistyped, and asked in a POST.

    A number of a system of its own is a source's for him, and says which.
    """
    return _of_person(resource_type, name) and any(
        not system and not any(map(str.isalpha, number))
        for system, _, number in (part.rpartition("|") for part in value.split(","))
    )


def _of_person(resource_type: str, name: str) -> bool:
    head, _, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if code in {"patient", "subject"}:
        return "identifier" in {modifier, rest.partition(":")[0]}
    return resource_type == "Patient" and code == "identifier"


def _holds(name: str, value: str) -> bool:
    """With the BSN's system, or alone where an identifier is asked for.

    With another system the same digits are another number; elsewhere they are a code. Of
    `:of-type` a code of the kind of number stands before it, which tells no system.
    """
    if BSN_SYSTEM in value:
        return True
    if name.endswith(":of-type"):
        return any(holds_bsn(part.rpartition("|")[2]) for part in value.split(","))
    return _asks_identifier(name) and any(
        holds_bsn(part) for part in value.split(",") if not part.rpartition("|")[0]
    )


def _asks_identifier(name: str) -> bool:
    """`identifier`, `patient:identifier`, `actor:Patient.identifier`, `group-identifier`.

    Behind `_has` its parameter is the last.
    """
    last = name.rpartition(".")[2]
    code, _, modifier = last.partition(":")
    if code == "_has":
        return last.endswith("identifier")
    return code.endswith("identifier") or modifier == "identifier"


def names_someone(value: str) -> bool:
    """Whether a parameter's value holds a BSN, so that it is not repeated in an answer."""
    return BSN_SYSTEM in value or holds_bsn(value)
