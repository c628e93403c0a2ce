"""What comes in STU3, in JSON or XML, as the R4 that it means.

docs/decisions/0082-what-stu3-says.md
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from hub.errors import Invalid, TooLarge, Unprocessable
from hub.fhir.as_json import brings_xml
from hub.fhir.body import require_json
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from profiles.invalid import InvalidRecord
from profiles.stu3 import Lost, read_stu3, to_r4
from profiles.stu3.kept import url_of
from profiles.stu3.release import stu3
from profiles.text.parse import Malformed, parse

Tree = dict[str, Any]
_CLAIMED = url_of(stu3(), "Meta", "profile")
ENCODER = msgspec.json.Encoder(decimal_format="number")


class Arrived(NamedTuple):
    """The resource in R4, and what of it is not as it was sent."""

    resource: Tree
    lost: tuple[Lost, ...]


async def arrived(hub: Hub, call: Call) -> Arrived:
    """The resource in the body.

    Raises:
        UnsupportedMediaType: neither JSON nor XML. Invalid: no such text as FHIR allows.
        Unprocessable: no STU3, or what can't be said in R4 without a guess.
    """
    read: Callable[[bytes], Tree] = read_stu3
    if not brings_xml(call):
        require_json(call)
        read = parse
    return await hub.translation.of(lambda body: _arrived(body, read), call.body, len(call.body))


def in_r4(call: Call, resource: Tree, most: int, **headers: str) -> Call:
    """The same call as if it had brought this resource, to the door of R4.

    Raises:
        TooLarge: it is more than a request may have.
    """
    body = ENCODER.encode(resource)
    if len(body) > most:
        raise TooLarge(f"in R4 this has more than {most} bytes; send it in parts")
    said = {**call.headers, "content-type": "application/fhir+json"}
    said |= {name.replace("_", "-"): one for name, one in headers.items()}
    return structs.replace(call, body=body, headers=said, sent=max(call.sent, len(body)))


def _arrived(body: bytes, read: Callable[[bytes], Tree]) -> Arrived:
    try:
        tree = read(body)
    except Malformed as wrong:
        raise Invalid(str(wrong), issues=[wrong.issue]) from None
    try:
        made = to_r4(tree)
    except InvalidRecord as wrong:
        why = "this is no STU3 that can be kept as R4"
        raise Unprocessable(why, issues=wrong.issues, rule="VALIDATION") from None
    for sent, kept in _resources(tree, made.resource):
        _claim_no_more(sent, kept)
    return Arrived(made.resource, made.lost)


def _claim_no_more(sent: Tree, kept: Tree) -> None:
    """The profiles of STU3 as what they are: nobody claimed those of R4, some of the same name."""
    claimed = sent.get("meta", {}).get("profile", ())
    if not claimed or not all(isinstance(one, str) for one in claimed):
        return
    meta = kept["meta"]
    meta.pop("profile", None)
    others = [one for one in meta.get("extension", ()) if one["url"] != _CLAIMED]
    meta["extension"] = [*others, *({"url": _CLAIMED, "valueUri": one} for one in claimed)]


def _resources(sent: Tree, kept: Tree) -> Iterator[tuple[Tree, Tree]]:
    """It, and where it is a Bundle each in it, beside what became of it."""
    yield sent, kept
    pairs = zip(sent.get("entry", ()), kept.get("entry", ()), strict=False)
    if sent.get("resourceType") == "Bundle":
        for one, other in pairs:
            if "resource" in one and "resource" in other:
                yield from _resources(one["resource"], other["resource"])
