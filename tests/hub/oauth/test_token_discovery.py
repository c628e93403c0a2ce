"""What is announced is what works."""

from joserfc import jwt
from joserfc.jwk import KeySet

from hub.fhir.discovery import smart_configuration
from hub.oauth.jwks import jwks
from hub.security.announced import Announced
from hub.security.scopes import parse_scope
from tests.hub.security.systems import PUBLIC_URL, hub_key


def test_nothing_private_of_the_signing_key_is_published():
    (key,) = jwks(hub_key())["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_a_token_is_verified_with_the_published_keys():
    token = jwt.encode({"alg": "ES256", "kid": hub_key().kid}, {"a": 1}, hub_key())
    published = KeySet.import_key_set(jwks(hub_key()))
    assert jwt.decode(token, published, algorithms=["ES256"]).claims == {"a": 1}


def test_only_what_works_is_announced():
    found = smart_configuration(Announced(PUBLIC_URL))
    assert found["token_endpoint"] == f"{PUBLIC_URL}/auth/token"
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["ES384", "RS384"]
    assert found["grant_types_supported"] == ["client_credentials"]
    assert not {"authorization_endpoint", "introspection_endpoint"} & set(found)
    assert all(parse_scope(scope) for scope in found["scopes_supported"])
    assert found["dpop_signing_alg_values_supported"] == ["ES256", "ES384", "PS256", "RS256"]


def test_tokens_bound_to_certificates_are_announced_where_certificates_are_asked_for():
    name = "tls_client_certificate_bound_access_tokens"
    assert smart_configuration(Announced(PUBLIC_URL))[name] is False
    assert smart_configuration(Announced(PUBLIC_URL, certificates=True))[name] is True
