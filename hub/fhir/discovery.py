"""What a client can find out by itself: SMART configuration."""

from typing import Any

from hub.security.announced import Announced


def smart_configuration(said: Announced) -> dict[str, Any]:
    """`/fhir/.well-known/smart-configuration`: only what works, as `Announced` has it.

    https://hl7.org/fhir/smart-app-launch/conformance.html
    """
    return said.smart()
