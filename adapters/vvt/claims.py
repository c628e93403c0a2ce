"""Profiles that a converted part claims to conform to: where it does not, it claims so no more.

The source claimed a zib of 2017; that it conforms to the one of 2020 is the conversion's word.
https://hl7.org/fhir/R4/resource.html#Meta
"""

import re
from collections.abc import Iterator

from profiles.invalid import JsonObject
from profiles.resource.read import element
from profiles.validator import shipped_validator

_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]\.resource")
_REFUSED = frozenset({"fatal", "error"})


def without_false_claims(bundle: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """The Bundle, and which claims were left out of it, by profile and rule."""
    broken: dict[int, dict[str, str]] = {}
    for issue in shipped_validator().validate(bundle):
        place = _ENTRY.match(issue.expression)
        if place and issue.severity in _REFUSED and issue.profile:
            broken.setdefault(int(place[1]), {}).setdefault(issue.profile, issue.rule)
    entries: list[JsonObject] = []
    notes: dict[str, None] = {}
    for number, entry in enumerate(bundle["entry"]):
        kept, told = _left_out(entry["resource"], broken.get(number, {}))
        entries.append({**entry, "resource": kept})
        notes |= dict.fromkeys(told)
    return {**bundle, "entry": entries}, tuple(notes)


def _left_out(resource: JsonObject, broken: dict[str, str]) -> tuple[JsonObject, list[str]]:
    claimed = element(resource, "meta").get("profile")
    if not broken or not isinstance(claimed, list):
        return resource, []
    false = [one for one in claimed if one.partition("|")[0] in broken]
    kept = [one for one in claimed if one not in false]
    meta = {name: value for name, value in resource["meta"].items() if name != "profile"}
    meta |= {"profile": kept} if kept else {}
    rest = {name: value for name, value in resource.items() if name != "meta"}
    told = list(_told(resource["resourceType"], false, broken))
    return {**rest, **({"meta": meta} if meta else {})}, told


def _told(kind: str, false: list[str], broken: dict[str, str]) -> Iterator[str]:
    for one in false:
        profile = one.partition("|")[0]
        name = profile.rpartition("/")[2]
        yield f"{kind}.meta.profile: {name} is not claimed, for it is not so ({broken[profile]})"
