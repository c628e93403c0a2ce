"""A write as it was asked, before the store is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from hub.search.index import identifier_key
from hub.storage.body import without_extensions
from profiles.pzp.derived import is_made_of

Method = Literal["POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One business identifier that names at most one resource of the caller's own.

    https://hl7.org/fhir/R4/http.html#cond-update
    """

    type: str
    system: str
    value: str
    key: str = field(init=False, repr=False)
    """The index key by which it is found."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", identifier_key(self.system, self.value))


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """One write: `resource` is the parsed tree of the bytes `raw`, both absent in a deletion.

    `expression` is where it stands in the request, for faults; `full_url` how others refer to it;
    `made_of` is the version of the writer's own word that it was made of, by a patch; `new_id` is
    the id that it gets where it needs one, the same at every try.
    """

    method: Method
    type: str
    expression: str
    resource: dict[str, Any] | None = None
    raw: bytes = b""
    id: str | None = None
    condition: Condition | None = None
    if_match: str | None = None
    only_new: bool = False
    full_url: str | None = None
    made_of: int | None = None
    new_id: str = field(default_factory=lambda: str(uuid4()))
    identifiers: Sequence[tuple[str, str]] = field(init=False, repr=False)
    """System and value of each business identifier that has both."""

    def __post_init__(self) -> None:
        found = (self.resource or {}).get("identifier", [])
        listed = found if isinstance(found, list) else [found]
        numbers = [
            (each["system"], each["value"])
            for each in listed
            if isinstance(each, Mapping) and "system" in each and "value" in each
        ]
        object.__setattr__(self, "identifiers", numbers)
        if self.type == "Patient" and self.resource is not None:
            self._take_out_what_is_derived(self.resource)

    def _take_out_what_is_derived(self, patient: dict[str, Any]) -> None:
        """Who changes a Patient that he read sends what the hub told beside it, and says it not."""
        listed = patient.get("extension")
        if not isinstance(listed, list):
            return
        places = [at for at, one in enumerate(listed) if is_made_of(one)]
        if places:
            kept = [one for at, one in enumerate(listed) if at not in places]
            said = {name: value for name, value in patient.items() if name != "extension"}
            object.__setattr__(self, "resource", said | ({"extension": kept} if kept else {}))
            object.__setattr__(self, "raw", without_extensions(self.raw, places))
