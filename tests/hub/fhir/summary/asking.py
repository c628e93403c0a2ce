"""Asking for a summary, and what is told in one."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx

from profiles import systems
from tests.plugins.hub import Caller

PLAIN = {"accept": "text/plain"}


async def by_number(asker: Caller, bsn: str, query: str = "", **headers: str) -> httpx.Response:
    """With the BSN in the body."""
    identifier = {"system": systems.BSN_SYSTEM, "value": bsn}
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "identifier", "valueIdentifier": identifier}],
    }
    return await asker("POST", f"Patient/$summary{query}", body, **headers)


def composition(answer: httpx.Response) -> dict[str, Any]:
    """The first of the document."""
    assert answer.status_code == 200, answer.text
    first: dict[str, Any] = answer.json()["entry"][0]["resource"]
    return first


def sections(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    """All of them, those within others too."""
    for one in composition(answer)["section"]:
        yield one
        yield from one.get("section", ())


def titles(answer: httpx.Response) -> list[str]:
    """Of the sections, in order."""
    return [one["title"] for one in sections(answer)]


def section(answer: httpx.Response, title: str) -> dict[str, Any]:
    """The one that is called so."""
    return next(one for one in sections(answer) if one["title"] == title)


def words(part: dict[str, Any]) -> str:
    """What is read of a narrative."""
    return unescape(re.sub(r"<[^>]+>", " ", part["text"]["div"]))


def kept(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    """The resources of the hub in the document, by address."""
    return {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"]
        for one in answer.json()["entry"]
        if not one["fullUrl"].startswith("urn:")
    }
