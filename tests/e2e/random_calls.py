"""Calls that nobody means: those of the conformance suite, and of every other door, each spoilt."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, urlencode

from hub.pages.mijn import PAGES as MIJN
from hub.pages.rtp import PAGES as RTP
from hub.pages.viewer import PAGES as VIEWER
from tests.conformance.bodies import body
from tests.conformance.cases import cases
from tests.conformance.stage import filled

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW")
DOORS = (
    *("/", "/fhir", "/fhir/", "/fhir/metadata", "/fhir/.well-known/smart-configuration"),
    *("/auth/token", "/auth/par", "/auth/revoke", "/auth/introspect", "/auth/authorize"),
    *("/auth/back", "/auth/ask", "/auth/launch", "/auth/jwks", "/openapi.json", "/docs"),
    *("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
    *(
        "/mijn",
        "/viewer",
        "/rtp",
        "/validate",
        "/metrics",
        "/health/live",
        "/health/ready",
        "/nowhere",
    ),
    *("/en", "/docs/try", "/auth/people.css", "/pages.svg", "/mijn/brief.pdf", "/mijn/letter.pdf"),
    *(
        "/rtp",
        "/viewer/apparaat",
        "/medmij/fhir/Goal",
        "/medmij/token",
        "/mitz/notify",
        "/fhir/_history",
    ),
    *(f"/mijn/{name}" for name in MIJN if name),
    *(f"/viewer/{name}" for name in VIEWER if name),
    *(f"/rtp/{name}" for name in RTP if name),
)
PROOF = {
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": "e30.e30.e30",
}
FORMS: Mapping[str, Mapping[str, str]] = {
    "/auth/token": {"grant_type": "client_credentials", "scope": "system/*.rs", **PROOF},
    "/auth/par": {"response_type": "code", "redirect_uri": "https://zeekraal.example", **PROOF},
    "/auth/revoke": {"token": "x", **PROOF},
    "/auth/introspect": {"token": "x", **PROOF},
    "/auth/launch": {"bsn": "1"},
    "/auth/ask": {"answer": "yes"},
    "/mijn/wensen": {"answer": "yes"},
    "/viewer/record": {"bsn": "1"},
    "/rtp/inbox": {"offer": "1", "versie": "1", "doe": "ja"},
    "/fhir/Goal/_search": {"_count": "1", "patient": "Patient/1"},
}
"""What is sent to doors that take a form."""
ODD = (
    *("", "0", "-1", "1e999", "null", "true", "\\", "'", '"', "$", "%", "%00", "%ff", "..", "*"),
    *("$everything", "$validate", "_history", "_search", "Patient", "é☂", "a" * 300, "9" * 40),
    *("urn:uuid:1", "#", "?", 'W/"1"', "ge2020", "a|b", "a,b$c", "{}", "[]", "<a/>", "\n"),
)
PARAMETERS = (
    *("_id", "_count", "_sort", "_include", "_revinclude", "_summary", "_elements", "_has"),
    *("_format", "_pretty", "_total", "_since", "_at", "_cursor", "_filter", "_list", "_type"),
    *("patient", "subject", "identifier", "code", "date", "name", "value-quantity", "near"),
)
HEADERS = (
    *("Accept", "Content-Type", "Content-Encoding", "Accept-Encoding", "If-Match", "Range"),
    *("If-None-Match", "If-None-Exist", "If-Modified-Since", "Prefer", "Accept-Language"),
    *("X-Request-Id", "traceparent", "Origin", "DPoP", "Cookie", "Expect-None", "Forwarded"),
)
TYPES = (
    *("application/fhir+json", "application/fhir+xml", "application/json-patch+json", "text/html"),
    *("application/x-www-form-urlencoded", "application/json; charset=utf-16", "*/*;q=0", ";;"),
)


@dataclass(frozen=True, slots=True)
class RandomCall:
    """One request, not yet sent; `who` is one that has a token, or nobody."""

    who: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


def seeds(places: dict[str, str]) -> list[RandomCall]:
    """What means something: each step of each case, and each door."""
    found = [RandomCall("owner", "GET", door) for door in DOORS]
    for door, fields in FORMS.items():
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        found.append(RandomCall("owner", "POST", door, sent, urlencode(fields).encode()))
    for case in cases():
        for step in case.steps:
            sent = {name: filled(value, places) for name, value in step.headers}
            content = body(filled(step.body, places), places["patient"]) if step.body else None
            if content is not None:
                sent.setdefault("Content-Type", "application/fhir+json")
            path = f"/fhir/{filled(step.path, places).lstrip('/')}"
            found.append(RandomCall("owner", step.method, path, sent, content))
    return found


def spoilt(chance: Random, known: Sequence[RandomCall]) -> RandomCall:
    """One of these, changed in a few things."""
    one = replace(chance.choice(known), who=chance.choice(("owner", "owner", "other", "nobody")))
    for _ in range(chance.randint(0, 3)):
        one = chance.choice(_SPOIL)(chance, one, known)
    return one


def _method(chance: Random, one: RandomCall, _: Sequence[RandomCall]) -> RandomCall:
    return replace(one, method=chance.choice(METHODS))


def _elsewhere(chance: Random, one: RandomCall, known: Sequence[RandomCall]) -> RandomCall:
    return replace(one, path=chance.choice(known).path)


def _segment(chance: Random, one: RandomCall, _: Sequence[RandomCall]) -> RandomCall:
    parts = one.path.split("/")
    parts[chance.randrange(len(parts))] = quote(chance.choice(ODD))
    return replace(one, path="/" + "/".join(parts).lstrip("/"))


def _parameter(chance: Random, one: RandomCall, _: Sequence[RandomCall]) -> RandomCall:
    name = chance.choice(PARAMETERS) + chance.choice(("", "", ":not", ":missing", ":x", ".y"))
    sign = "&" if "?" in one.path else "?"
    return replace(one, path=f"{one.path}{sign}{name}={quote(chance.choice(ODD))}")


def _header(chance: Random, one: RandomCall, _: Sequence[RandomCall]) -> RandomCall:
    said = chance.choice((*ODD, *TYPES))
    plain = said if said.isascii() and said.isprintable() else "x"
    return replace(one, headers={**one.headers, chance.choice(HEADERS): plain.strip()})


def _body(chance: Random, one: RandomCall, known: Sequence[RandomCall]) -> RandomCall:
    content = one.content or chance.choice(known).content or b"{}"
    return replace(one, content=chance.choice(_BYTES)(chance, content))


def _cut(chance: Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flipped(chance: Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _deep(chance: Random, _: bytes) -> bytes:
    many = chance.choice((5, 200, 5_000))
    return b'{"resourceType":"Goal","extension":' + b"[" * many + b"]" * many + b"}"


def _swapped(chance: Random, content: bytes) -> bytes:
    """JSON with one of its members another."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return content[::-1]
    if isinstance(tree, dict) and tree:
        tree[chance.choice(list(tree))] = chance.choice((None, 1, [], {}, [[]], "", {"a": []}, ODD))
    return json.dumps(tree).encode()


_BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_cut, _flipped, _deep, _swapped, _swapped),
    lambda _, content: gzip.compress(content, 1),
    lambda _, content: content * 3,
    lambda chance, _: chance.randbytes(chance.randrange(200)),
)
_SPOIL: tuple[Callable[[Random, RandomCall, Sequence[RandomCall]], RandomCall], ...] = (
    *(_method, _elsewhere, _segment, _parameter, _parameter, _header, _header, _body, _body),
)
