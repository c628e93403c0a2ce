"""What came back from the hub, in the words of the model."""

from typing import Any

import httpx

from tests.model.questions import Answer


def answered(answer: httpx.Response) -> Answer:
    """The answer to a call."""
    body = answer.json() if answer.content else {}
    return _answer(answer.status_code, body if answer.status_code == 200 else {})


def answer_in(entry: dict[str, Any]) -> Answer:
    """The answer in an entry of a batch."""
    status = int(entry["response"]["status"][:3])
    return _answer(status, entry.get("resource", {}) if status == 200 else {})


def is_followed(answer: httpx.Response) -> str | None:
    """The address of the next page."""
    links = {one["relation"]: one["url"] for one in answer.json().get("link", [])}
    return links.get("next")


def _answer(status: int, body: dict[str, Any]) -> Answer:
    kind = body.get("type") if body.get("resourceType") == "Bundle" else None
    entries = body.get("entry", [])
    if kind == "history":
        return Answer(status, tuple(_past(one) for one in entries), (), body.get("total"))
    if kind == "searchset":
        matches, includes = [
            tuple(
                sorted(_name(one["resource"]) for one in entries if one["search"]["mode"] == mode)
            )
            for mode in ("match", "include")
        ]
        return Answer(status, matches, includes, body.get("total"))
    return Answer(status, (_name(body),) if body else ())


def _past(entry: dict[str, Any]) -> str:
    """An entry of a history; a deletion has no resource, so its address stands in the request."""
    version = entry["response"]["etag"][3:-1]
    if "resource" in entry:
        return _name(entry["resource"])
    return f"{entry['request']['url']}/_history/{version}"


def _name(resource: dict[str, Any]) -> str:
    kind, name = resource["resourceType"], resource.get("id")
    return f"{kind}/{name}/_history/{resource.get('meta', {}).get('versionId')}"
