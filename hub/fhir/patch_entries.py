"""What a transaction patches: each such entry becomes the update that it comes to.

https://hl7.org/fhir/R4/http.html#transaction
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from hub.errors import FhirError, Invalid
from hub.fhir.call import Call
from hub.fhir.entries import Request, asks, requests
from hub.fhir.entry_reads import placed
from hub.fhir.parts import Hub
from hub.fhir.patch_body import Patch, patch_in, with_patch
from hub.fhir.types import require_id, require_writable
from hub.security.granted import require_scope
from hub.write.conditions import condition_of, expected_version
from hub.write.own_now import Wanted, kept_now
from profiles.text.parse import Malformed, parse

PATCH = "PATCH"


@dataclass(frozen=True, slots=True)
class Patching:
    """One such entry: its number, what it patches, and how."""

    number: int
    wanted: Wanted
    change: Patch


@dataclass(frozen=True, slots=True)
class Updating:
    """The Bundle with updates in their place, and by number the version that each was made of."""

    bundle: dict[str, Any]
    made_of: Mapping[int, int]


def patching(call: Call, bundle: Mapping[str, Any]) -> list[Patching]:
    """Every entry that patches, none in most bundles.

    Raises:
        Invalid, NotSupported, Forbidden: it can't be one.
    """
    return list(_patching(call, bundle)) if asks(bundle, PATCH) else []


async def updating(
    hub: Hub, call: Call, bundle: dict[str, Any], asked: Sequence[Patching]
) -> Updating:
    """What they come to, by what is here now.

    Raises:
        NotFound, Gone, MultipleMatches, PreconditionFailed, Invalid, Unprocessable: of any of them.
    """
    kept = await kept_now(hub.access, call.errand, [one.wanted for one in asked])
    entries = list(bundle["entry"])
    for one, own in zip(asked, kept, strict=True):
        at = f"Bundle.entry[{one.number}]"
        try:
            resource = _tree(with_patch(own.body, one.change, f"{at}.resource"), at)
        except FhirError as refusal:
            refusal.whose = own.whose
            raise
        said = entries[one.number]
        request = {**said["request"], "method": "PUT", "url": f"{one.wanted.type}/{own.id}"}
        entries[one.number] = {**said, "resource": resource, "request": request}
    numbers = {one.number: own.version for one, own in zip(asked, kept, strict=True)}
    return Updating({**bundle, "entry": entries}, numbers)


def _tree(body: bytes, at: str) -> dict[str, Any]:
    try:
        return parse(body)
    except Malformed as wrong:
        raise Invalid(str(wrong), expression=f"{at}.resource") from None


def _patching(call: Call, bundle: Mapping[str, Any]) -> Iterator[Patching]:
    for number, (request, resource) in enumerate(requests(bundle)):
        if request.method != PATCH:
            continue
        try:
            wanted = _wanted(call, request)
        except FhirError as wrong:
            raise placed(wrong, request.at) from None
        yield Patching(number, wanted, patch_in(resource, f"{request.at}.resource"))


def _wanted(call: Call, request: Request) -> Wanted:
    require_writable(request.type)
    require_scope(call.errand.client, request.type, "patch")
    if_match, at = expected_version(request.if_match), request.at
    if request.id and not request.query:
        require_id(request.id)
        return Wanted(request.type, at, id=request.id, if_match=if_match)
    if request.id or not request.query:
        raise Invalid("a patch names its resource: Type/id or Type?identifier=system|value")
    pairs = parse_qsl(request.query, keep_blank_values=True)
    return Wanted(request.type, at, condition=condition_of(request.type, pairs), if_match=if_match)
