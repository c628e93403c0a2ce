"""What a client can find out by itself: SMART configuration."""

from typing import Any

from hub.security.client_keys import CLIENT_ALGORITHMS
from hub.security.holders import ALGORITHMS
from hub.security.scopes import RECORDS_CHOICES


def smart_configuration(public_url: str, *, certificates: bool = False) -> dict[str, Any]:
    """`/fhir/.well-known/smart-configuration`: only what works; with `certificates` these too.

    https://hl7.org/fhir/smart-app-launch/conformance.html
    """
    return {
        "issuer": public_url,
        "jwks_uri": f"{public_url}/auth/jwks",
        "token_endpoint": f"{public_url}/auth/token",
        "authorization_details_types_supported": ["nl-gis-v1"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": sorted(CLIENT_ALGORITHMS.values()),
        "dpop_signing_alg_values_supported": ALGORITHMS,
        "tls_client_certificate_bound_access_tokens": certificates,
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": ["system/*.cruds", RECORDS_CHOICES, "system/AuditEvent.rs"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }
