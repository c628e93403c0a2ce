"""What a client can find out by itself: SMART configuration."""

from typing import Any

from hub.security.announced import Announced


def smart_configuration(
    public_url: str, *, certificates: bool = False, people: bool = False, stated: bool = False
) -> dict[str, Any]:
    """`/fhir/.well-known/smart-configuration`: only what works, as `Announced` has it.

    https://hl7.org/fhir/smart-app-launch/conformance.html
    """
    said = Announced(public_url, certificates=certificates, people=people, stated=stated)
    return said.smart()
