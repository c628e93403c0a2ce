"""What a client can find out by itself: SMART configuration and the hub's public keys."""

from typing import Any

from joserfc.jwk import ECKey

from hub.security.client_authentication import ALGORITHMS


def smart_configuration(public_url: str) -> dict[str, Any]:
    """`/fhir/.well-known/smart-configuration`: only what works.

    https://hl7.org/fhir/smart-app-launch/conformance.html
    """
    return {
        "issuer": public_url,
        "jwks_uri": f"{public_url}/auth/jwks",
        "token_endpoint": f"{public_url}/auth/token",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": sorted(ALGORITHMS),
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": ["system/*.cruds", "system/AuditEvent.rs"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def jwks(signing_key: ECKey) -> dict[str, Any]:
    """`/auth/jwks`: the public half of the key that signs access tokens.

    https://www.rfc-editor.org/rfc/rfc7517#section-5
    """
    public = signing_key.as_dict(private=False)
    return {"keys": [{**public, "use": "sig", "alg": "ES256", "kid": signing_key.kid}]}
