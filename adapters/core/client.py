"""The hub's public API as an adapter uses it: transaction, search and read, with retry."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx

from adapters.core.asked import asked_seconds
from adapters.core.errors import NotAllowed, NotAuthorized, Refused, Unreachable
from adapters.core.json import dump
from adapters.core.token import TokenSource
from profiles.invalid import JsonObject
from profiles.resource.read import objects

_FHIR_JSON = "application/fhir+json"
_PASSING = frozenset({408, 421, 423, 425, 429})
"""Beside those that a server has of itself; none of them judges what was sent."""
_CERTIFICATE = "nobody vouches for the hub's certificate: see --roots, and who answers there"
_Form = dict[str, str | Sequence[str]]
_CONFLICT, _OF_THE_SERVER = 409, 500


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how long to try: waits grow from `first` to at most `longest` seconds."""

    attempts: int = 6
    first: float = 0.25
    longest: float = 15.0

    def wait(self, attempt: int, asked: float | None) -> float:
        """Seconds until the next attempt: what the hub asked for, else a growing random time."""
        if asked is not None:
            return min(asked, self.longest)
        # Jitter keeps many adapters from coming back at the same moment; it is no secret.
        return random.uniform(0.5, 1.0) * min(self.first * 2.0**attempt, self.longest)  # noqa: S311


class HubClient:
    """One registered system at one hub; tokens are fetched and renewed by themselves.

    https://hl7.org/fhir/R4/http.html
    """

    def __init__(
        self,
        base: str,
        tokens: TokenSource,
        *,
        retry: Retry | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._fhir = f"{base.rstrip('/')}/fhir"
        self._tokens = tokens
        self._retry = retry or Retry()
        self._fetching = asyncio.Lock()
        timeout = httpx.Timeout(60.0, connect=5.0)
        self._http = httpx.AsyncClient(timeout=timeout, verify=tls if tls is not None else True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def transaction(self, bundle: JsonObject | bytes) -> JsonObject:
        """Push one transaction Bundle; again is safe, its entries are conditional updates.

        Raises Refused, NotAuthorized or Unreachable.
        """
        content = bundle if isinstance(bundle, bytes) else dump(bundle)
        return await self._answer("POST", self._fhir, content=content)

    async def deliver(self, target: str, content: bytes) -> JsonObject:
        """One attempt to POST this to the base, or to `target` below it; who calls waits himself.

        Raises Refused, NotAuthorized or Unreachable.
        """
        url = f"{self._fhir}/{target}" if target else self._fhir
        return _body_of(await self._sent(self._request("POST", url, content=content)))

    async def search(
        self, resource_type: str, parameters: Mapping[str, str | Sequence[str]]
    ) -> JsonObject:
        """The searchset, asked by POST, so that no parameter stands in a URL.

        Raises Refused, NotAuthorized or Unreachable. https://hl7.org/fhir/R4/search.html
        """
        return await self._answer(
            "POST", f"{self._fhir}/{resource_type}/_search", form=dict(parameters)
        )

    async def all_of(
        self, resource_type: str, parameters: Mapping[str, str | Sequence[str]]
    ) -> AsyncIterator[JsonObject]:
        """What is found on all pages, with what came along.

        Raises as `search`. https://hl7.org/fhir/R4/http.html#paging
        """
        asked: Mapping[str, str | Sequence[str]] | None = parameters
        while asked is not None:
            page = await self.search(resource_type, asked)
            for entry in objects(page.get("entry")):
                yield entry["resource"]
            asked = _next_of(page)

    async def read(self, resource_type: str, resource_id: str) -> JsonObject:
        """The resource's current version. Raises Refused, NotAuthorized or Unreachable."""
        return await self._answer("GET", f"{self._fhir}/{resource_type}/{resource_id}")

    async def change(self, resource: JsonObject) -> JsonObject:
        """The next version of a resource as it was read, where nobody changed it meanwhile.

        Raises as `read`; Refused with 412 where somebody did.
        https://hl7.org/fhir/R4/http.html#concurrency
        """
        url = f"{self._fhir}/{resource['resourceType']}/{resource['id']}"
        version = {"If-Match": f'W/"{resource["meta"]["versionId"]}"'}
        return await self._answer("PUT", url, content=dump(resource), more=version)

    async def _answer(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        form: _Form | None = None,
        more: Mapping[str, str] | None = None,
    ) -> JsonObject:
        request = self._request(method, url, content=content, form=form)
        request.headers.update(more or {})
        for attempt in range(self._retry.attempts):
            try:
                return _body_of(await self._sent(request))
            except Unreachable as error:
                asked = error.asked
            if attempt + 1 < self._retry.attempts:
                await asyncio.sleep(self._retry.wait(attempt, asked))
        raise Unreachable(f"no answer from the hub after {self._retry.attempts} attempts")

    def _request(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        form: _Form | None = None,
    ) -> httpx.Request:
        headers = {"Accept": _FHIR_JSON, "X-Request-Id": str(uuid4())}
        if content is not None:
            headers["Content-Type"] = _FHIR_JSON
        return self._http.build_request(method, url, content=content, data=form, headers=headers)

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        """The answer, with a new token if the hub did not take the old one."""
        try:
            response = await self._authorized(request)
            if response.status_code == httpx.codes.UNAUTHORIZED:
                self._tokens.forget()
                response = await self._authorized(request)
        # The latter where TLS ends after its handshake.
        except (httpx.RequestError, ssl.SSLError) as error:
            raise Unreachable(_why(error)) from error
        return response

    async def _authorized(self, request: httpx.Request) -> httpx.Response:
        async with self._fetching:  # lanes that need one at the same moment fetch one
            token = await self._tokens.token(self._http)
        request.headers.update(self._tokens.headers(token, request.method, request.url))
        return await self._http.send(request)


def _next_of(page: JsonObject) -> Mapping[str, str] | None:
    """By what the next page is asked; None where this is the last."""
    links = objects(page.get("link"))
    url = next((one["url"] for one in links if one.get("relation") == "next"), None)
    return dict(parse_qsl(urlsplit(url).query)) if url is not None else None


def _why(error: BaseException) -> str:
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, ssl.SSLCertVerificationError):
            return _CERTIFICATE
        found = found.__cause__ or found.__context__
    return "no answer from the hub"


def _body_of(response: httpx.Response) -> JsonObject:
    """The hub's own JSON; another body comes from something in between, not from the hub."""
    status = response.status_code
    body = _resource(response)
    is_race = status == _CONFLICT and asked_seconds(response) is not None
    if status in _PASSING or status >= _OF_THE_SERVER or is_race:
        raise Unreachable(f"the hub answered {status}", status, asked_seconds(response), body)
    if body is None:
        raise Unreachable(
            f"status {status} without a FHIR resource", status, asked_seconds(response)
        )
    if response.is_success:
        return body
    if body["resourceType"] != "OperationOutcome" or status < httpx.codes.BAD_REQUEST:
        raise Unreachable(f"status {status} without an OperationOutcome", status)
    if status == httpx.codes.UNAUTHORIZED:
        raise NotAuthorized(f"the hub answered {status} to this client")
    if status == httpx.codes.FORBIDDEN:
        raise NotAllowed(body)
    raise Refused(status, body)


def _resource(response: httpx.Response) -> JsonObject | None:
    try:
        body: Any = response.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and "resourceType" in body else None
