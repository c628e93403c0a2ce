"""What the authorization server says of itself: just what it does.

https://www.rfc-editor.org/rfc/rfc8414#section-2 and
https://hl7.org/fhir/smart-app-launch/conformance.html
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from hub.security.assertion import JWT_BEARER
from hub.security.assurance import URL_OF
from hub.security.client_keys import CLIENT_ALGORITHMS
from hub.security.holders import ALGORITHMS
from hub.security.scopes import RECORDS_CHOICES
from hub.security.tokens import SIGNED_BY

SYSTEM_SCOPES = ("system/*.cruds", RECORDS_CHOICES, "system/AuditEvent.rs")
PERSON_SCOPES = (
    *("patient/*.rs", "patient/AuditEvent.rs", "patient/Consent.crus"),
    *("patient/QuestionnaireResponse.crus", "patient/Task.crs"),
)
IDENTITY_SCOPES = ("openid", "fhirUser", "offline_access")
SYSTEM_CAPABILITIES = ("client-confidential-asymmetric", "permission-v1", "permission-v2")
PERSON_CAPABILITIES = (
    "launch-standalone",
    "context-standalone-patient",
    "permission-patient",
    "permission-offline",
    "sso-openid-connect",
)
LAUNCH_CAPABILITIES = ("launch-ehr", "context-ehr-patient", "permission-user")
BROWSER_CAPABILITIES = ("client-public",)
LAUNCH_SCOPES = ("user/*.rs", "launch")
CONTEXT_SCOPES = ("launch/patient",)
"""https://hl7.org/fhir/smart-app-launch/conformance.html#capabilities"""


@dataclass(frozen=True, slots=True)
class Announced:
    """`certificates` is whether tokens are bound to them, `people` whether people log in here.

    `stated` is whether a demo's issuer of persons is believed, `launches` whether EHRs open apps,
    `browsers` whether an app may run in one: it has no key, and its tokens need not be bound.
    """

    public_url: str
    certificates: bool = False
    people: bool = False
    stated: bool = False
    launches: bool = False
    browsers: bool = False

    def server(self) -> dict[str, Any]:
        """The metadata of the authorization server."""
        at = f"{self.public_url}/auth"
        return {
            "issuer": self.public_url,
            "jwks_uri": f"{at}/jwks",
            "token_endpoint": f"{at}/token",
            "authorization_details_types_supported": ["nl-gis-v1"],
            **_proof("token", *(("none",) if self.browsers else ())),
            "dpop_signing_alg_values_supported": ALGORITHMS,
            "tls_client_certificate_bound_access_tokens": self.certificates,
            "grant_types_supported": list(self._grants()),
            "scopes_supported": [*SYSTEM_SCOPES, *self._scopes()],
            **(self._of_people(at) if self.people else {"response_types_supported": []}),
        }

    def smart(self) -> dict[str, Any]:
        """The same with what SMART asks beside it."""
        found = self.server()
        if not self.people:
            del found["response_types_supported"]
        more = (
            *(PERSON_CAPABILITIES if self.people else ()),
            *(LAUNCH_CAPABILITIES if self.launches else ()),
            *(BROWSER_CAPABILITIES if self.browsers else ()),
        )
        return {**found, "capabilities": [*SYSTEM_CAPABILITIES, *more]}

    def openid(self) -> dict[str, Any]:
        """The same with what OpenID Connect asks beside it."""
        return {
            **self.server(),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [SIGNED_BY],
            "claims_supported": [
                *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "fhirUser")
            ],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }

    def _scopes(self) -> Collection[str]:
        of_people = (*PERSON_SCOPES, *IDENTITY_SCOPES, *CONTEXT_SCOPES) if self.people else ()
        return (*of_people, *(LAUNCH_SCOPES if self.launches else ()))

    def _grants(self) -> Collection[str]:
        of_people = ("authorization_code", "refresh_token") if self.people else ()
        return ("client_credentials", *of_people, *((JWT_BEARER,) if self.stated else ()))

    def _of_people(self, at: str) -> dict[str, Any]:
        return {
            "authorization_endpoint": f"{at}/authorize",
            "pushed_authorization_request_endpoint": f"{at}/par",
            # Of each client but an app in a browser, which can't push: then not of the server.
            "require_pushed_authorization_requests": not self.browsers,
            "revocation_endpoint": f"{at}/revoke",
            **_proof("revocation"),
            "introspection_endpoint": f"{at}/introspect",
            **_proof("introspection"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "acr_values_supported": [URL_OF["substantial"], URL_OF["high"]],
            "ui_locales_supported": ["nl", "en"],
        }


def _proof(name: str, *others: str) -> dict[str, Any]:
    """How a client proves itself at this endpoint."""
    return {
        f"{name}_endpoint_auth_methods_supported": ["private_key_jwt", *others],
        f"{name}_endpoint_auth_signing_alg_values_supported": sorted(CLIENT_ALGORITHMS.values()),
    }
