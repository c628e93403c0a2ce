"""JSON out, with the digits of every decimal as they came in."""

from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def dump(resource: dict[str, Any]) -> bytes:
    """The resource as compact UTF-8 JSON, keys in their own order, `Decimal("1.50")` as `1.50`.

    https://hl7.org/fhir/R4/json.html#decimal
    """
    return _ENCODER.encode(resource)
