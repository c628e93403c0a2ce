"""A request to let somebody in, parameter by parameter, held against the lists.

https://afsprakenstelsel.medmij.nl/asverplicht/mmverplicht/authorization-interface
https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from hub.oauth.medmij.services import Services
from hub.outbound.medmij.keeping import Lists
from hub.outbound.medmij.terms import Terms
from hub.security.request_id import UUID_SHAPE

Error = Literal[
    "invalid_request",
    "unsupported_response_type",
    "invalid_scope",
    "access_denied",
    "temporarily_unavailable",
]
_STATUS: Mapping[Error, int] = {"access_denied": 403, "temporarily_unavailable": 503}
REQUEST_ID, CORRELATION_ID = "MedMij-Request-ID", "X-Correlation-ID"
OF_ANSWERS = frozenset({"code", "state", "error", "error_description"})
LONGEST_URI, LONGEST_STATE = 2_000, 1_024
_MOST = 100
_BEHIND_HOST = re.compile(r"([/?][A-Za-z0-9\-._~:/?@!$&'()*+,;=%]*)?")
_STATE = re.compile(r"[ -~]{1,1024}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SCOPE = re.compile(r"(?P<provider>[a-z0-9&.-]{1,200})(@medmij)?(~(?P<service>[0-9]{1,10}))?")
_SUFFIX = "@medmij"
_FOR_ANOTHER = frozenset({"onbehalfof", "onbehalfofchild"})


class Untrusted(Exception):
    """Nobody knows whose request it is, so nobody is sent anywhere; `rule` is for the ledger."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One whose client and address are right; `correlation` is what the app calls it."""

    client_id: str
    redirect_uri: str
    state: str | None = None
    services: tuple[str, ...] = ()
    challenge: str | None = None
    correlation: str | None = None

    @property
    def origin(self) -> str:
        """Where the browser goes in the end."""
        return f"https://{self.client_id}"

    def back(self, **answer: str) -> str:
        """The address with the answer, and the state as it came.

        https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
        """
        said = answer if self.state is None else {**answer, "state": self.state}
        if urlsplit(self.redirect_uri).query:
            return f"{self.redirect_uri}&{urlencode(said)}"
        return f"{self.redirect_uri.rstrip('?')}?{urlencode(said)}"


class Refused(Exception):
    """The app is told `error` at its address; `description` where that says nothing of anybody."""

    def __init__(self, request: Request, error: Error, rule: str, description: str = "") -> None:
        super().__init__(rule)
        self.request, self.error, self.rule, self.description = request, error, rule, description

    @property
    def status(self) -> int:
        """As the ledger has it: what is a redirect to the browser is a refusal."""
        return _STATUS.get(self.error, 400)

    def address(self) -> str:
        """Where the browser is sent."""
        more = {"error_description": self.description} if self.description else {}
        return self.request.back(error=self.error, **more)


def pairs_of(query: bytes) -> list[tuple[str, str]]:
    """The parameters of a URL, those without a value too.

    Raises:
        Untrusted: they can't be read.
    """
    try:
        return parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST
        )
    except ValueError:
        raise Untrusted("request-malformed") from None


def request_of(
    pairs: Iterable[tuple[str, str]], lists: Lists, terms: Terms, services: Services
) -> Request:
    """What is asked; parameters that are not known are as if they were not there.

    Raises:
        Untrusted: the client or its address is not one that is listed.
        Refused: something else is not right.
    """
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    client_id, redirect_uri = _one(sent, "client_id"), _one(sent, "redirect_uri")
    if client_id not in lists.clients:
        raise Untrusted("client-unlisted")
    require_address(redirect_uri, client_id)
    request = Request(
        client_id=client_id,
        redirect_uri=redirect_uri,
        state=_state(sent.get("state", [])),
        correlation=uuid_of(sent.get(CORRELATION_ID, [""])[0]),
    )
    _require_once(request, sent)
    said = {name: values[0] for name, values in sent.items() if values[0]}
    _require_kind(request, said)
    offered = services.offered(lists, terms, client_id)
    return msgspec.structs.replace(
        request,
        services=_services(request, said.get("scope", ""), terms.provider, offered),
        challenge=_challenge(request, said),
    )


def require_address(uri: str, client_id: str) -> None:
    """Return where it is https at this very host, and nothing in it makes another of it.

    No port, no name of a user, no fragment. Compared as text: what two parsers read in two ways
    is refused. https://www.rfc-editor.org/rfc/rfc9700#section-4.1

    Raises:
        Untrusted: it is not.
    """
    begin = f"https://{client_id}"
    if len(uri) > LONGEST_URI or not uri.startswith(begin):
        raise Untrusted("redirect-host")
    if not _BEHIND_HOST.fullmatch(uri[len(begin) :]):
        raise Untrusted("redirect-host")
    if OF_ANSWERS & {name for name, _ in parse_qsl(urlsplit(uri).query, keep_blank_values=True)}:
        raise Untrusted("redirect-answers")


def uuid_of(text: str | None) -> str | None:
    """The id that an app gives; another text could hold anything, and is not kept."""
    return text.lower() if text and UUID_SHAPE.fullmatch(text) else None


def _one(sent: Mapping[str, list[str]], name: str) -> str:
    """The value of what must be there once before anybody is sent anywhere."""
    values = sent.get(name, [])
    if len(values) != 1 or not values[0]:
        raise Untrusted(f"{name.replace('_', '-')}-absent")
    return values[0]


def _state(values: list[str]) -> str | None:
    """Given back unchanged; what may not be in an address is not given back."""
    return values[0] if len(values) == 1 and _STATE.fullmatch(values[0]) else None


def _require_once(request: Request, sent: Mapping[str, list[str]]) -> None:
    known = ("response_type", "scope", "state", "code_challenge", "code_challenge_method")
    if any(len(sent.get(name, ())) > 1 for name in known):
        raise Refused(request, "invalid_request", "request-duplicate")


def _require_kind(request: Request, said: Mapping[str, str]) -> None:
    if "response_type" not in said:
        raise Refused(request, "invalid_request", "response-type-absent")
    if said["response_type"] != "code":
        raise Refused(request, "unsupported_response_type", "response-type")
    if request.state is None:
        raise Refused(request, "invalid_request", "state-absent")


def _services(
    request: Request, scope: str, provider: str, offered: tuple[str, ...]
) -> tuple[str, ...]:
    """A provider by its name, all services; or each with one: `name~48 name~51`."""
    if not scope:
        raise Refused(request, "invalid_scope", "scope-absent")
    parts = scope.split(" ")
    if _FOR_ANOTHER.intersection(parts):
        raise Refused(request, "invalid_scope", "scope-for-another")
    found = [_SCOPE.fullmatch(part) for part in parts]
    matches = [match for match in found if match is not None]
    if len(matches) < len(parts) or {one["provider"] + _SUFFIX for one in matches} != {provider}:
        raise Refused(request, "invalid_scope", "scope-provider")
    named = [one["service"] for one in matches]
    if None in named and len(named) > 1:
        raise Refused(request, "invalid_scope", "scope-provider")
    wanted = offered if None in named else tuple(dict.fromkeys(named))
    if not wanted or not set(wanted) <= set(offered):
        raise Refused(request, "invalid_scope", "scope-service")
    return tuple(sorted(wanted, key=int))


def _challenge(request: Request, said: Mapping[str, str]) -> str | None:
    """Of who sends one: by S256 alone. https://www.rfc-editor.org/rfc/rfc7636#section-4.3."""
    challenge = said.get("code_challenge")
    if challenge is None:
        if "code_challenge_method" in said:
            raise Refused(request, "invalid_request", "challenge-absent")
        return None
    if said.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise Refused(request, "invalid_request", "challenge-method")
    return challenge
