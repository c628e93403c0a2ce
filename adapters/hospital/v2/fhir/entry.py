"""A resource with the number by which the hub finds it, and how others refer to it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from adapters.hospital.v2.site import Site
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier, conditional_update, full_url

ABSENT = f"{systems.HL7}data-absent-reason"


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` is its reference by its number: `Encounter?identifier=…`."""

    resource: JsonObject
    by: Identifier
    needs: tuple["Entry", ...] = field(default=())
    """What of the directory it refers to."""

    @property
    def name(self) -> str:
        """What refers to it."""
        return reference_by(self.resource["resourceType"], self.by)

    @property
    def url(self) -> str:
        """Its fullUrl in a Bundle."""
        return full_url(self.resource["resourceType"], self.by.system, self.by.value)

    def put(self) -> JsonObject:
        """The entry of a transaction."""
        return conditional_update(self.resource, self.by, self.url)


@lru_cache(2048)
def reference_by(kind: str, by: Identifier) -> str:
    """A conditional reference. https://hl7.org/fhir/R4/http.html#trules."""
    token = f"{by.system}|{by.value}".replace("\\", "\\\\").replace(",", "\\,").replace("$", "\\$")
    return f"{kind}?identifier={quote(token, safe='')}"


def identifier_in(site: Site, kind: str, number: str) -> Identifier:
    """Of `authority|number`, as facts have it."""
    authority, _, value = number.partition("|")
    return Identifier(site.system(kind, authority), value)


def shown(by: Identifier, **members: Any) -> JsonObject:
    """As FHIR writes it."""
    return {**members, "system": by.system, "value": by.value}


def typed(code: str, display: str) -> JsonObject:
    """The type of an identifier, of table 0203."""
    return {"coding": [{"system": systems.IDENTIFIER_TYPE, "code": code, "display": display}]}


def organization(site: Site) -> JsonObject:
    """The hospital, by its URA."""
    by = Identifier(systems.URA_SYSTEM, site.ura)
    return {"type": "Organization", "identifier": shown(by), "display": site.name}


def local_code(site: Site, written: list[str], table: str, words: str = "") -> JsonObject:
    """A code of the sender's own table, as it was written, with words for it."""
    code, text, system = [*written, "", "", ""][:3]
    coding = {"system": site.system("code", system or table), "code": code}
    if text:
        coding["display"] = text
    return {"coding": [coding], "text": words or text or code}
