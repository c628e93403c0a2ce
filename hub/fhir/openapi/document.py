"""The whole document, made of the CapabilityStatement and of what the token server announces.

https://spec.openapis.org/oas/v3.1.0
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from hub.fhir.capabilities import capabilities
from hub.fhir.catalogue import Catalogue
from hub.fhir.openapi.doors import door_paths
from hub.fhir.openapi.parts import (
    COMPONENTS,
    FORM,
    ID,
    OF_ONE,
    OPEN,
    WRITES,
    answers,
    fhir_body,
    ref,
)
from hub.fhir.openapi.types import OF_HISTORIES, type_paths
from hub.security.announced import Announced

VERSION = "3.1.0"
PATH = "/openapi.json"


@cache
def openapi(said: Announced, catalogue: Catalogue) -> bytes:
    """The document, as JSON; its version is that of the hub."""
    statement = msgspec.json.decode(capabilities(said.public_url, catalogue))
    return msgspec.json.encode(
        {
            "openapi": VERSION,
            "info": {
                "title": statement["software"]["name"],
                "version": statement["software"]["version"],
                "description": "Made of the CapabilityStatement at /fhir/metadata, which says more:"
                " the profiles, and what each parameter means.",
            },
            "servers": [{"url": said.public_url}],
            "security": [{"token": []}],
            "tags": [
                {"name": "auth", "description": "tokens"},
                {"name": "fhir", "description": "FHIR R4 as a whole"},
                *({"name": one["type"]} for one in _resources(statement)),
            ],
            "paths": {
                **door_paths(said),
                **_of_the_base(statement),
                **_of_compartments(),
                **_of_types(statement),
            },
            "components": {**COMPONENTS, "securitySchemes": _schemes(said)},
        }
    )


def _resources(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = statement["rest"][0]["resource"]
    return found


def _of_the_base(statement: Mapping[str, Any]) -> dict[str, Any]:
    done = {one["code"] for one in statement["rest"][0]["interaction"]}
    kinds = " or ".join(one for one in ("transaction", "batch") if one in done)
    return {
        "/fhir": {
            "post": {
                "operationId": "transaction",
                "tags": ["fhir"],
                "summary": f"A Bundle: {kinds}",
                "requestBody": fhir_body("Bundle"),
                "responses": answers(more=(*OF_ONE, *WRITES)),
            }
        },
        "/fhir/metadata": {
            "get": {
                "operationId": "capabilities",
                "tags": ["fhir"],
                "summary": "The CapabilityStatement: exactly what works",
                "security": [],
                "responses": answers(refused=OPEN),
            }
        },
        "/fhir/_history": {
            "get": {
                "operationId": "history",
                "tags": ["fhir"],
                "summary": "What changed, of all that may be followed",
                "parameters": OF_HISTORIES,
                "responses": answers(),
            }
        },
    }


def _of_compartments() -> dict[str, Any]:
    named = [ID, ref("parameters", "type")]
    return {
        "/fhir/Patient/{id}/{type}": {
            "get": {
                "operationId": "compartment",
                "tags": ["Patient"],
                "summary": "What is about a Patient, of one type: its search by patient",
                "parameters": named,
                "responses": answers(),
            }
        },
        "/fhir/Patient/{id}/{type}/_search": {
            "post": {
                "operationId": "compartment-by-post",
                "tags": ["Patient"],
                "summary": "The same, with the parameters of that search in the body",
                "parameters": named,
                "requestBody": {"content": {FORM: {"schema": {"type": "object"}}}},
                "responses": answers(),
            }
        },
    }


def _of_types(statement: Mapping[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for one in _resources(statement):
        paths |= type_paths(one)
    return paths


def _schemes(said: Announced) -> dict[str, Any]:
    server = said.server()
    scopes = dict.fromkeys(server["scopes_supported"], "SMART scope, version 2")
    flows = {"clientCredentials": {"tokenUrl": server["token_endpoint"], "scopes": scopes}}
    if said.people:
        flows["authorizationCode"] = {
            "authorizationUrl": server["authorization_endpoint"],
            "tokenUrl": server["token_endpoint"],
            "scopes": scopes,
        }
    return {
        "token": {"type": "oauth2", "flows": flows},
        "client": {
            "type": "http",
            "scheme": "private_key_jwt",
            "description": "client_assertion in the form, signed with a registered key",
        },
    }
