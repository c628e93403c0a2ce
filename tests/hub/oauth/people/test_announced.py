"""What the server says of itself is what it does: each thing in each document is tried.

https://www.rfc-editor.org/rfc/rfc8414
"""

from typing import Any

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from hub.oauth.entrance import Providers
from hub.oauth.entrance import announced as said_of
from hub.security.announced import Announced
from hub.settings import Settings
from tests.hub.security.proofs import Prover, rsa_prover
from tests.hub.security.systems import elliptic_system
from tests.plugins.launching import a_smart_app, an_ehr
from tests.plugins.people import SCOPE, App, Browser, Inhabitant, PeopleHub
from tests.stubs.provider import StubSignIn

pytestmark = pytest.mark.anyio
DOCUMENTS = (
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
    "/fhir/.well-known/smart-configuration",
)


def said(people: PeopleHub, path: str) -> dict[str, Any]:
    """One of the documents."""
    with people.http() as http:
        answer = http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def server(people: PeopleHub) -> dict[str, Any]:
    return said(people, DOCUMENTS[0])


@pytest.fixture
async def app(people: PeopleHub) -> App:
    return await people.app()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    return await people.inhabitant()


async def test_the_documents_say_the_same(people: PeopleHub, server: dict[str, Any]) -> None:
    AuthorizationServerMetadata(server).validate()
    for path in DOCUMENTS[1:]:
        other = said(people, path)
        assert {name: other[name] for name in server} == server


async def test_every_address_that_is_named_answers(
    people: PeopleHub, server: dict[str, Any]
) -> None:
    named = {name: url for name, url in server.items() if name.endswith(("endpoint", "_uri"))}
    assert len(named) == 6
    with people.http() as http:
        for name, url in named.items():
            assert url.startswith(f"{people.url}/auth/")
            posts = not name.startswith(("authorization", "jwks"))
            answer = http.post(url) if posts else http.get(url)
            assert answer.status_code in {200, 400, 401}, (name, answer.status_code)


async def test_the_issuer_is_where_it_is_and_who_signs_and_answers(
    people: PeopleHub, server: dict[str, Any], app: App, who: Inhabitant
) -> None:
    assert server["issuer"] == people.url
    assert server["authorization_response_iss_parameter_supported"] is True
    assert f"iss={people.url.replace(':', '%3A').replace('/', '%2F')}" in app.permitted(who)


async def test_each_grant_that_is_named_is_there_and_no_other(
    server: dict[str, Any], app: App
) -> None:
    grants = ("client_credentials", "authorization_code", "refresh_token", "password", "implicit")
    there = []
    for grant in grants:
        aud = server["token_endpoint"]
        form = {"grant_type": grant, "code": None, "assertion": app.assertion(aud=aud)}
        if app.token(form).json()["error"] != "unsupported_grant_type":
            there.append(grant)
    assert server["grant_types_supported"] == there


async def test_each_response_type_and_mode_that_is_named_is_there_and_no_other(
    server: dict[str, Any], app: App
) -> None:
    for name, parameter, values in (
        ("response_types_supported", "response_type", ("code", "token", "id_token", "none")),
        ("response_modes_supported", "response_mode", ("query", "fragment", "form_post", "jwt")),
        ("code_challenge_methods_supported", "code_challenge_method", ("S256", "plain", "S512")),
    ):
        taken = [one for one in values if app.push(**{parameter: one}).status_code == 201]
        assert server[name] == taken


async def test_each_scope_that_is_named_is_given_to_who_is_registered_for_it(
    people: PeopleHub, server: dict[str, Any], app: App, who: Inhabitant
) -> None:
    of_systems = [one for one in server["scopes_supported"] if one.startswith("system/")]
    of_launches = ["user/*.rs", "launch"]
    of_all = [one for one in server["scopes_supported"] if one not in of_systems]
    of_people = [one for one in of_all if one not in of_launches]
    assert set(of_people) == {*SCOPE.split(), "launch/patient"}
    assert set(of_all) == {*of_people, *of_launches}
    assert set(app.tokens(who, scope=" ".join(of_people))["scope"].split()) == set(of_people)
    system = await people.app(scopes=" ".join(of_systems), organization_type="V4")
    aud = server["token_endpoint"]
    form = {"grant_type": "client_credentials", "scope": " ".join(of_systems)}
    answer = system.token(form | {"assertion": system.assertion(aud=aud)})
    assert set(answer.json()["scope"].split()) == set(of_systems)


async def test_each_signature_that_is_named_proves_an_app(
    people: PeopleHub, server: dict[str, Any]
) -> None:
    from tests.hub.security.systems import rsa_system  # noqa: PLC0415 -- of this test alone

    app = await people.app()
    for name in ("token", "revocation", "introspection"):
        of_browsers = ["none"] if name == "token" else []
        methods = ["private_key_jwt", *of_browsers]
        assert server[f"{name}_endpoint_auth_methods_supported"] == methods
        named = server[f"{name}_endpoint_auth_signing_alg_values_supported"]
        assert named == ["ES384", "RS384"]
    other = rsa_system()
    assert app.push(assertion=app.assertion(signer=other)).status_code == 401
    assert elliptic_system().jwks["keys"][0]["crv"] == "P-384"


async def test_each_proof_that_is_named_binds_a_token(
    server: dict[str, Any], app: App, who: Inhabitant
) -> None:
    provers = {
        "ES256": Prover(),
        "PS256": rsa_prover("PS256"),
        "RS256": rsa_prover("RS256"),
    }
    assert set(provers) | {"ES384"} == set(server["dpop_signing_alg_values_supported"])
    for prover in provers.values():
        app.prover = prover
        assert app.tokens(who)["token_type"] == "DPoP"


async def test_each_level_and_language_that_is_named_is_understood(
    people: PeopleHub, server: dict[str, Any], app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        for level in server["acr_values_supported"]:
            browser.back(app, who, acr_values=level)
            assert people.provider.asked[-1]["level"] == level.rpartition("/")[2]
        for language in server["ui_locales_supported"]:
            shown = browser.log_in(app, who, ui_locales=language)
            assert f'<html lang="{language}">' in shown.text


async def test_nothing_but_a_pushed_request_is_taken_of_who_has_keys(
    people: PeopleHub, server: dict[str, Any], app: App
) -> None:
    """Apps in a browser have none, so the server as a whole can't say that it takes no other."""
    assert server["require_pushed_authorization_requests"] is False
    with people.http() as http:
        assert http.get("/auth/authorize", params=app.request()).status_code == 400
    bound = announced(tokens_bound="yes").server()
    assert bound["require_pushed_authorization_requests"] is True
    assert bound["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]


async def test_what_openid_names_is_so(people: PeopleHub, app: App, who: Inhabitant) -> None:
    from hub.security.segment import json_object  # noqa: PLC0415 -- of this test alone

    document = said(people, DOCUMENTS[1])
    assert document["id_token_signing_alg_values_supported"] == ["ES256"]
    assert document["subject_types_supported"] == ["public"]
    header, claims, _ = app.tokens(who)["id_token"].split(".")
    assert (json_object(header) or {})["alg"] == "ES256"
    assert set(json_object(claims) or {}) == set(document["claims_supported"])
    assert app.push(request="x.y.z").json()["error"] == "request_not_supported"
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    assert "userinfo_endpoint" not in document
    assert "registration_endpoint" not in document


async def test_what_smart_names_is_so(people: PeopleHub, app: App, who: Inhabitant) -> None:
    """https://hl7.org/fhir/smart-app-launch/conformance.html#capability-sets."""
    document = said(people, DOCUMENTS[2])
    found = app.tokens(who)
    assert set(document["capabilities"]) == {
        "client-confidential-asymmetric",
        "permission-v1",
        "permission-v2",
        "launch-standalone",
        "context-standalone-patient",
        "permission-patient",
        "permission-offline",
        "sso-openid-connect",
        "launch-ehr",
        "context-ehr-patient",
        "permission-user",
        "client-public",
    }
    assert found["patient"] == who.patient
    assert "id_token" in found
    assert "refresh_token" in found
    assert app.tokens(who, scope="patient/Goal.read", nonce=None)["scope"] == "patient/Goal.rs"


async def test_a_launch_gives_what_smart_names(people: PeopleHub) -> None:
    """launch-ehr, context-ehr-patient, permission-user and client-public."""
    ehr, viewer = await an_ehr(people), await a_smart_app(people)
    who = ehr.inhabitant()
    found = viewer.tokens_of(ehr.launched(who.bsn), ehr.doctor, scope="launch user/*.rs")
    assert (found["patient"], found["scope"]) == (who.patient, "user/*.rs launch")


def announced(*, professionals: bool = True, tokens_bound: str = "no") -> Announced:
    settings = Settings.model_construct(
        public_url="https://hub.example", tokens_bound=tokens_bound, person_issuer=""
    )
    providers = Providers(StubSignIn("", ""), professionals=professionals)
    return said_of(settings, providers, certificates=False)


def test_where_no_professional_logs_in_no_launch_is_announced() -> None:
    document = announced(professionals=False).smart()
    named = {"launch-ehr", "context-ehr-patient", "permission-user"}
    assert not named & set(document["capabilities"])
    assert not {"launch", "user/*.rs"} & set(document["scopes_supported"])


async def test_nobody_registers_himself(people: PeopleHub) -> None:
    with people.http() as http:
        for path in ("/auth/register", "/register", "/auth/userinfo", "/auth/device"):
            assert http.post(path).status_code == 404


def test_where_nobody_logs_people_in_none_of_it_is_announced() -> None:
    for document in (Announced("https://hub.example").server(), Announced("https://h.nl").smart()):
        assert document["grant_types_supported"] == ["client_credentials"]
        assert "authorization_endpoint" not in document
        assert not any(one.startswith("patient/") for one in document["scopes_supported"])
