"""What the hub keeps of some people, said so that two runs can be compared."""

import asyncio
import base64
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from profiles.resource.compartment import DIRECTORY
from profiles.systems import BSN_SYSTEM
from tests.e2e.systems import System

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_NOW = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")  # as the hub's own clock writes it
_HASH = re.compile(r'(?<="hash": ")[^"]+')  # of content with names of this run in it
_SERVER = re.compile(r"http://127\.0\.0\.1:\d+")
_OF_THIS_RUN = (
    (_UUID, "UUID"),
    (_DIGEST, "DIGEST"),
    (_NOW, "NOW"),
    (_HASH, "HASH"),
    (_SERVER, "SERVER"),
)


async def store_of(hub: str, source: System, people: Sequence[str], mark: str) -> Counter[str]:
    """Content and number of versions of all that this source put there of them."""
    found = await asyncio.gather(
        *(_of(hub, source, bsn, place, mark) for place, bsn in enumerate(people))
    )
    return sum(found, Counter[str]())


async def _of(hub: str, source: System, bsn: str, place: int, mark: str) -> Counter[str]:
    form = {"identifier": f"{BSN_SYSTEM}|{bsn}"}
    answer = await source.call(hub, "POST", "Patient/_search", data=form)
    patients = [entry["resource"]["id"] for entry in answer.json().get("entry", [])]
    assert len(patients) == 1, f"{len(patients)} Patients for one BSN"
    answer = await source.call(hub, "GET", f"Patient/{patients[0]}/$everything?_count=500")
    assert answer.status_code == 200, answer.text
    resources = [entry["resource"] for entry in answer.json()["entry"]]
    # The directory is shared by all that are in it: its last word is of whoever came last.
    own = [one for one in resources if one["resourceType"] not in DIRECTORY]
    names = {f"{one['resourceType']}/{one['id']}": _key(one) for one in own}
    return Counter(
        _said(one, names)
        .replace(bsn, f"BSN {place}")
        .replace(mark, "MARK")
        .replace(source.ura, "URA")
        for one in own
    )


def _key(resource: dict[str, Any]) -> str:
    held = resource.get("identifier", [{}])
    first = held[0] if isinstance(held, list) else held
    return f"{resource['resourceType']}?{first.get('system')}|{first.get('value')}"


def _said(resource: dict[str, Any], names: dict[str, str]) -> str:
    bare = {key: value for key, value in resource.items() if key not in {"id", "meta"}}
    said = _named(bare, names)
    if isinstance(said.get("target"), list):
        # A merge names what it moved in the order of ids, which are of each run alone.
        said["target"].sort(key=json.dumps)
    if resource["resourceType"] == "Binary":
        said["data"] = base64.b64decode(said["data"]).decode("latin-1")
    text = json.dumps(said, sort_keys=True)
    for pattern, name in _OF_THIS_RUN:
        text = pattern.sub(name, text)
    return f"{text} in {resource['meta']['versionId']} versions"


def _named(tree: Any, names: dict[str, str]) -> Any:
    if isinstance(tree, list):
        return [_named(item, names) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: names.get(value, value.partition("/")[0])
        if key == "reference" and isinstance(value, str)
        else _named(value, names)
        for key, value in tree.items()
    }
