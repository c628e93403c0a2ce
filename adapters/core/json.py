"""JSON in and out, with the digits of every decimal as they came."""

from typing import Any

import msgspec

from profiles.invalid import InvalidRecord
from profiles.text.parse import Malformed, parse

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def load(content: bytes) -> dict[str, Any]:
    """The JSON object, decimals as Decimal. Raises InvalidRecord."""
    try:
        return parse(content)
    except Malformed as error:
        raise InvalidRecord([error.issue]) from None


def dump(resource: dict[str, Any]) -> bytes:
    """The resource as compact UTF-8 JSON, keys in their own order, `Decimal("1.50")` as `1.50`.

    https://hl7.org/fhir/R4/json.html#decimal
    """
    return _ENCODER.encode(resource)
