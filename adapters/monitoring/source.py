"""A data point with the line of its user, read strictly: what is not known is refused by name.

https://github.com/openmhealth/schemas
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.core.json import load
from adapters.monitoring.body import body_faults
from adapters.monitoring.folder import POINT, USER
from adapters.monitoring.signs import SIGNS, Sign
from adapters.monitoring.strict import fault, is_text, members, texts
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue

_HEADER = {"id", "creation_date_time", "schema_id", "user_id"}
_PROVENANCE = {
    "source_name",
    "modality",
    "source_data_point_id",
    "source_creation_date_time",
    "source_last_modification_date_time",
}
_MODALITIES = {"sensed", "self-reported"}


@dataclass(frozen=True, slots=True)
class DataPoint:
    """What one inhabitant measured once; `number` is the platform's own, and never used again."""

    number: str
    user: Mapping[str, str] = field(repr=False)
    sign: Sign
    body: JsonObject = field(repr=False)
    provenance: Mapping[str, str] = field(repr=False)


def read(content: bytes) -> DataPoint:
    """Raises InvalidRecord, which names every fault and no value."""
    record = load(content)
    point = record[POINT]
    header, body = point.get("header"), point.get("body")
    if not isinstance(header, dict) or not isinstance(body, dict):
        raise InvalidRecord([fault("structure", "", "has to have a header and a body")])
    faults = [*members(point, "", {"header", "body"}, set()), *_header(header)]
    if is_text(header.get("user_id")) and USER not in record:
        text = "is of nobody in the list of users: add his line, and it is taken anew"
        faults.append(fault("not-found", "header.user_id", text))
    sign = _sign(header.get("schema_id"))
    faults += [sign] if isinstance(sign, Issue) else body_faults(body, sign)
    if faults or isinstance(sign, Issue):
        raise InvalidRecord(faults)
    provenance = header.get("acquisition_provenance", {})
    return DataPoint(header["id"], record[USER], sign, body, provenance)


def _header(header: JsonObject) -> Iterator[Issue]:
    yield from members(header, "header", _HEADER, {"acquisition_provenance"})
    yield from texts(header, "header", {"id", "user_id"})
    said, place = header.get("acquisition_provenance", {}), "header.acquisition_provenance"
    if not isinstance(said, dict):
        yield fault("structure", place, "has to be an object")
        return
    yield from members(said, place, set(), _PROVENANCE)
    yield from texts(said, place, _PROVENANCE)
    if said.get("modality", "sensed") not in list(_MODALITIES):
        yield fault("code-invalid", f"{place}.modality", "is taken as sensed, self-reported")


def _sign(said: Any) -> Sign | Issue:
    place = "header.schema_id"
    if not isinstance(said, dict) or said.keys() != {"namespace", "name", "version"}:
        return fault("structure", place, "has to have namespace, name and version alone")
    sign = SIGNS.get(str(said["name"])) if said["namespace"] == "omh" else None
    if sign is None:
        return fault("not-supported", f"{place}.name", f"is taken of omh: {', '.join(SIGNS)}")
    if str(said["version"]) not in sign.versions:
        known = ", ".join(sorted(sign.versions))
        return fault("not-supported", f"{place}.version", f"is taken in {known}")
    return sign
