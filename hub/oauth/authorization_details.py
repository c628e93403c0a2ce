"""What a token is asked for in `authorization_details`, beside what its assertion signs.

https://www.rfc-editor.org/rfc/rfc9396, docs/decisions/0027-people-behind-calls.md
"""

import re
from typing import Any

import msgspec

from hub.oauth.refusals import Refusal
from profiles.systems import ACT_REASON

TYPE = "nl-gis-v1"
MOST = 10
HOLDER = re.compile(
    r"(urn:oid:2\.16\.528\.1\.1007\.3\.3\.|http://fhir\.nl/fhir/NamingSystem/ura\|)[0-9]{8}"
)
"""A URA, as an OID or in its system."""


class InvalidDetails(Refusal):
    """400: of a type that is not known here, or not of what the token is for."""

    error = "invalid_authorization_details"


class Details(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One that is asked; `purpose_of_use` is `system|code`, `locations` are URLs of a hub."""

    type: str
    purpose_of_use: str | None = None
    locations: list[str] = []
    locations_organization_id: str | None = None


def granted(text: str, purpose: str | None, base: str) -> list[dict[str, Any]]:
    """As they were asked, each looked at; `purpose` is the signed one, `base` where the hub is.

    They widen nothing: who asks and why is what the assertion says.

    Raises:
        InvalidDetails: one of them is not granted; then none is.
    """
    try:
        asked = msgspec.json.decode(text.encode(), type=list[Details])
    except (msgspec.MsgspecError, RecursionError):
        raise _malformed() from None
    if not 0 < len(asked) <= MOST:
        raise _malformed()
    for one in asked:
        _check(one, purpose, base)
    return [msgspec.to_builtins(one) for one in asked]


def _check(one: Details, purpose: str | None, base: str) -> None:
    if one.type != TYPE:
        raise InvalidDetails("details-type", f"the one type that is known here is {TYPE}")
    stated = f"{ACT_REASON}|{purpose}" if purpose else None
    if one.purpose_of_use is not None and one.purpose_of_use != stated:
        raise InvalidDetails(
            "details-purpose",
            f"purpose_of_use must be {ACT_REASON}| with the purpose of use that your assertion"
            " signs, for what is not signed gives nothing",
        )
    if not {location.rstrip("/") for location in one.locations} <= {base, f"{base}/fhir"}:
        raise InvalidDetails("details-locations", f"locations may hold {base}/fhir alone")
    holder = one.locations_organization_id
    if holder is not None and not HOLDER.fullmatch(holder):
        raise InvalidDetails(
            "details-holder",
            "locations_organization_id must be a URA: urn:oid:2.16.528.1.1007.3.3.12345678",
        )


def _malformed() -> InvalidDetails:
    return InvalidDetails(
        "details-malformed",
        f"authorization_details must be a JSON list of 1 to {MOST} objects of type {TYPE}, with"
        " purpose_of_use, locations and locations_organization_id alone beside it",
    )
