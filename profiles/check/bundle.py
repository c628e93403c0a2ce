"""What a Bundle of each type must and must not hold (bdl-1 to bdl-12).

https://hl7.org/fhir/R4/bundle-definitions.html
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults, broken
from profiles.r4.tables import resource_types

_ASKING = frozenset({"batch", "transaction", "history"})
_ANSWERING = frozenset({"batch-response", "transaction-response", "history"})
_PAGES = frozenset({"self", "first", "prev", "previous", "next", "last"})
_FIRST = {"document": ("Composition", "bdl-11"), "message": ("MessageHeader", "bdl-12")}


def bundle(node: Any, _: Context) -> Faults:
    """The rules that span the whole Bundle."""
    kind = node.get("type")
    if type(kind) is not str:
        return None
    listed = node.get("entry")
    entries = listed if type(listed) is list else []
    faults = list(_header(node, kind))
    for index, entry in enumerate(entries):
        if type(entry) is dict:
            for fault in _by_type(entry, kind):
                fault.path += (index, "entry")
                faults.append(fault)
    if kind in _FIRST:
        faults += _first(entries, *_FIRST[kind])
        faults += _unnamed(entries)
    if "link" in node:
        faults += _pages_twice(node["link"])
    if kind != "history":
        faults += _repeated(entries)
    return faults


def entry(node: Any, _: Context) -> Faults:
    """The rules within one entry."""
    faults: list[Fault] = []
    if not ("resource" in node or "request" in node or "response" in node):
        text = "An entry holds a resource, a request or a response; add one"
        faults.append(broken("bdl-5", text))
    url = node.get("fullUrl")
    if type(url) is str:
        if "/_history/" in url:
            text = "A fullUrl names no version; remove /_history/ and what follows"
            faults.append(broken("bdl-8", text, "fullUrl"))
        elif not url.startswith(("http://", "https://", "urn:")):
            text = "A fullUrl is absolute: http(s)://…, urn:uuid:… or urn:oid:…; write it so."
            faults.append(Fault("value", text, "fullUrl"))
        elif _disagrees(url, node.get("resource")):
            text = "This fullUrl is that of another type or id than its resource has; correct one."
            faults.append(Fault("value", text, "fullUrl"))
    return faults


def _disagrees(url: str, resource: Any) -> bool:
    """Whether a RESTful fullUrl ends in another Type/id than that of the resource.

    https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl
    """
    if type(resource) is not dict or url.startswith("urn:"):
        return False
    kind, name = resource.get("resourceType"), resource.get("id")
    if type(kind) is not str or type(name) is not str or url.endswith(f"/{kind}/{name}"):
        return False
    return url.rpartition("/")[0].rpartition("/")[2] in resource_types()


def _header(node: dict[str, Any], kind: str) -> Iterator[Fault]:
    if "total" in node and kind not in {"searchset", "history"}:
        text = "Only a searchset or history has a total; remove it"
        yield broken("bdl-1", text, "total")
    if kind == "document":
        identifier = node.get("identifier")
        if type(identifier) is not dict or not {"system", "value"} <= identifier.keys():
            text = "A document needs an identifier with system and value; add it"
            yield broken("bdl-9", text, "identifier")
        if "timestamp" not in node:
            text = "A document needs a timestamp; add it"
            yield broken("bdl-10", text, "timestamp")


def _by_type(entry: dict[str, Any], kind: str) -> Iterator[Fault]:
    if "search" in entry and kind != "searchset":
        text = "Only entries of a searchset have search; remove it"
        yield broken("bdl-2", text, "search")
    for name, kinds, key in (("request", _ASKING, "bdl-3"), ("response", _ANSWERING, "bdl-4")):
        if name in entry and kind not in kinds:
            text = f"Entries of a Bundle of this type have no {name}; remove it"
            yield broken(key, text, name)
        elif name not in entry and kind in kinds:
            text = f"Each entry of a Bundle of this type has a {name}; add it"
            yield broken(key, text, name)


def _first(entries: list[Any], kind: str, key: str) -> list[Fault]:
    first = entries[0] if entries else None
    resource = first.get("resource") if type(first) is dict else None
    if type(resource) is dict and resource.get("resourceType") == kind:
        return []
    text = f"The first entry of a Bundle of this type holds a {kind}; put it first"
    return [broken(key, text, "resource", 0, "entry")]


def _unnamed(entries: list[Any]) -> Iterator[Fault]:
    """What is passed on whole has no base that a relative reference would start from.

    https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl
    """
    for index, one in enumerate(entries):
        if type(one) is dict and type(one.get("resource")) is dict and "fullUrl" not in one:
            text = "Each entry of a document or message has a fullUrl; give it one, urn:uuid:… too."
            yield Fault("required", text, "fullUrl", index, "entry")


def _pages_twice(listed: Any) -> Iterator[Fault]:
    """Of two links with one meaning nobody can tell which to follow.

    https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.link
    """
    seen: set[str] = set()
    for index, one in enumerate(listed if type(listed) is list else ()):
        relation = one.get("relation") if type(one) is dict else None
        if type(relation) is str and relation in _PAGES:
            if relation in seen:
                text = "Another link has the same relation, and a Bundle has one of it; keep one."
                yield Fault("duplicate", text, "relation", index, "link")
            seen.add(relation)


def _repeated(entries: list[Any]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for index, one in enumerate(entries):
        url = one.get("fullUrl") if type(one) is dict else None
        if type(url) is not str:
            continue
        resource = one.get("resource")
        meta = resource.get("meta") if type(resource) is dict else None
        version = meta.get("versionId") if type(meta) is dict else None
        key = (url, version if type(version) is str else "")
        if key in seen:
            text = "Another entry has the same fullUrl and version; each entry once (bdl-7)."
            yield Fault("duplicate", text, "fullUrl", index, "entry", rule="bdl-7")
        seen.add(key)
