"""The notice as one resource: its records inside it, so that one permission opens it, and no more.

https://hl7.org/fhir/R4/references.html#contained
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.transfer.open.coding import Json

_NEW = "urn:uuid:"


def in_one(document: Mapping[str, Any]) -> Json:
    """The Composition of this document, with what it names contained; it keeps its own id."""
    composition, *others = (one["resource"] for one in document["entry"])
    inside = [one for record in others for one in _flat(record)]
    known = {f"{_NEW}{one['id']}": f"#{one['id']}" for one in inside}
    made: Json = _pointed({**composition, "contained": inside}, known)
    return made


def _flat(record: Json) -> Iterator[Json]:
    """It, and what it contains itself beside it: nothing that is contained may contain more.

    What is contained has no label of its own: that of the whole is its.
    """
    names = {f"#{one['id']}": f"{record['id']}.{one['id']}" for one in record.get("contained", ())}
    own = {name: one for name, one in record.items() if name not in {"contained", "meta"}}
    yield _pointed(own, {url: f"#{name}" for url, name in names.items()})
    for one in record.get("contained", ()):
        yield {**one, "id": names[f"#{one['id']}"]}


def _pointed(node: Any, known: Mapping[str, str]) -> Any:
    """The same, each reference of these names by the other."""
    if type(node) is list:
        return [_pointed(one, known) for one in node]
    if type(node) is not dict:
        return node
    made = {name: _pointed(one, known) for name, one in node.items()}
    url = made.get("reference")
    return made | {"reference": known[url]} if type(url) is str and url in known else made
