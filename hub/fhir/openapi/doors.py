"""The paths at which tokens are given and announced: those that this hub has.

https://www.rfc-editor.org/rfc/rfc8414#section-2
"""

from collections.abc import Mapping
from typing import Any

from hub.fhir.openapi.parts import form_body, query, ref
from hub.security.announced import Announced

_JSON = {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}}}
_PROVEN = ("client_assertion_type", "client_assertion")
_ANNOUNCED: Mapping[str, str] = {
    "/.well-known/oauth-authorization-server": "What the authorization server does",
    "/fhir/.well-known/smart-configuration": "The same, for SMART apps",
    "/auth/jwks": "The keys by which access tokens are signed",
}
_FORMS: Mapping[str, tuple[str, int, tuple[str, ...]]] = {
    "token_endpoint": ("A token", 200, ("grant_type", "scope", *_PROVEN)),
    "pushed_authorization_request_endpoint": (
        "A request to log somebody in",
        201,
        (
            *("response_type", "redirect_uri", "scope", "state", "nonce"),
            *("code_challenge", "code_challenge_method", *_PROVEN),
        ),
    ),
    "revocation_endpoint": ("The end of a token", 200, ("token", *_PROVEN)),
    "introspection_endpoint": ("What a token is good for", 200, ("token", *_PROVEN)),
}


def door_paths(said: Announced) -> dict[str, Any]:
    """By path, each with its methods."""
    server = said.server()
    paths: dict[str, Any] = {path: _get(path, about) for path, about in _ANNOUNCED.items()}
    for name, (about, done, fields) in _FORMS.items():
        if name in server:
            path = server[name].removeprefix(said.public_url)
            paths[path] = {"post": _operation(path, about, form_body(*fields), done)}
    if said.people:
        path = server["authorization_endpoint"].removeprefix(said.public_url)
        paths[path] = _authorize(path)
        openid = "/.well-known/openid-configuration"
        paths[openid] = _get(openid, "The same, for OpenID Connect")
    if said.launches:
        path, form = "/auth/launch", form_body("bsn")
        launch = _operation(path, "A launch of an app, about one inhabitant", form, 201)
        paths[path] = {"post": {**launch, "security": [{"token": []}]}}
    return paths


def _get(path: str, about: str) -> dict[str, Any]:
    return {
        "get": {
            "operationId": _name(path),
            "tags": ["auth"],
            "summary": about,
            "security": [],
            "responses": {"200": _JSON},
        }
    }


def _operation(path: str, about: str, body: dict[str, Any], done: int) -> dict[str, Any]:
    return {
        "operationId": _name(path),
        "tags": ["auth"],
        "summary": about,
        "security": [{"client": []}],
        "requestBody": body,
        "responses": {str(done): _JSON, "default": ref("responses", "oauth")},
    }


def _authorize(path: str) -> dict[str, Any]:
    return {
        "get": {
            "operationId": _name(path),
            "tags": ["auth"],
            "summary": "Where a browser is sent, so that somebody logs in",
            "security": [],
            "parameters": [query("client_id"), query("request_uri")],
            "responses": {
                "303": {"description": "On to where he logs in, or back with an answer"},
                "default": {"description": "A page that says what is wrong"},
            },
        }
    }


def _name(path: str) -> str:
    return path.strip("/.").replace("/.", "-").replace("/", "-")
