"""`hub demo --check`: a token that is bound to a certificate opens nothing for who took it."""

from collections.abc import Mapping
from dataclasses import replace

import httpx

from hub.demo.check import CHANGED, GP
from hub.demo.failure import DemoFailed
from hub.demo.organizations import CERTIFIED
from hub.demo.place import DemoClient
from hub.demo.secured import connection
from hub.demo.token import fetch_token
from profiles import systems

THIEF = "gp-de-plassen"
OPEN, REFUSED = 200, 401
SAYS = {OPEN: "open", REFUSED: "geweigerd"}


def check_certificates(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints how it ends, in Dutch. Raises DemoFailed where it does not end as it should."""
    own, thief = clients[CERTIFIED.client], clients[THIEF]
    print(f"Met een certificaat, op {own.tls_url}:")
    try:
        _judge(*_asked(url, own, thief))
    except httpx.HTTPError as error:
        raise DemoFailed(f"no answer over TLS: {type(error).__name__}: {error}") from None


def _asked(url: str, own: DemoClient, thief: DemoClient) -> tuple[list[int], bool]:
    """The answers to one token with its own certificate, another's and none; if none is given."""
    token, answers = fetch_token(url, own, GP), []
    for shows in (own, thief, None):
        with connection(own, shows) as http:
            answers.append(_search(http, token))
    return answers, any(_is_given_without(one, own) for one in (own.tls_url, url))


def _search(http: httpx.Client, token: str) -> int:
    """The status of what story 2 begins with, and of its one answer that it found him."""
    form = {"identifier": f"{systems.BSN_SYSTEM}|{CHANGED.bsn}"}
    answer = http.post(
        "/fhir/Patient/_search", data=form, headers={"Authorization": f"Bearer {token}"}
    )
    if answer.is_success and answer.json()["total"] != 1:
        raise DemoFailed(f"{CHANGED.name} was not found by a system with a certificate")
    return answer.status_code


def _is_given_without(url: str, own: DemoClient) -> bool:
    """Whether a token is given at this door without any certificate."""
    try:
        fetch_token(url, replace(own, bound=False), GP)
    except DemoFailed:
        return False
    return True


def _judge(answers: list[int], given: bool) -> None:  # noqa: FBT001 - the last of two findings
    shown = ("het eigen certificaat", "dat van een ander", "geen certificaat")
    for what, status in zip(shown, answers, strict=True):
        print(f"  Een token van de huisartsenpost, met {what}: {SAYS.get(status, status)}")
    if answers != [OPEN, REFUSED, REFUSED]:
        raise DemoFailed("a token that is bound to a certificate opened for another, or not for it")
    print(f"  Een token vragen zonder certificaat: {'gelukt' if given else 'geweigerd'}")
    if given:
        raise DemoFailed("a system that is known by its certificate got a token without it")
