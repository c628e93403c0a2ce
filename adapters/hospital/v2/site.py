"""One sender of HL7 v2 as its owner describes it in TOML: what its codes and numbers mean."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from adapters.hospital.mllp.settings import Sender, Wire

BSN_AUTHORITIES: Final = frozenset({"NLMINBIZA", "2.16.840.1.113883.2.4.6.3"})
ADT = ("A01", "A02", "A03", "A04", "A05", "A08", "A11", "A12", "A13", "A28", "A31", "A40")
DOCUMENTS = ("T02", "T04", "T06", "T08", "T10", "T11")
_ALL = (
    *(f"ADT^{event}" for event in ADT),
    *(f"MDM^{event}" for event in DOCUMENTS),
    "ORU^R01",
    *(f"SIU^{event}" for event in ("S12", "S13", "S14", "S15")),
)
_PENDING = "ADT^A16"
_Decision = Literal["permit", "deny"]


class Unusable(Exception):
    """The settings of a site can not be used; the message names the setting."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ZSegment(_Part):
    """A Z-segment that tells a limit to treatment: which field is what."""

    treatment: int
    decision: int
    date: int = 0
    recorder: int = 0
    codes: Mapping[str, tuple[str, _Decision]] = Field(default_factory=dict)
    """`REA^N` to a SNOMED CT code and a decision."""


class Limits(_Part):
    """How this sender tells limits to treatment."""

    snomed_as_is: bool = False
    """OBX-3 of system SCT that is one of the guide's treatments is such a limit."""
    treatments: Mapping[str, str] = Field(default_factory=dict)
    """OBX-3 as `code^system` to a SNOMED CT code; `""` for a treatment without one."""
    decisions: Mapping[str, Mapping[str, _Decision]] = Field(default_factory=dict)
    """The system of OBX-5, then its codes."""
    segments: Mapping[Annotated[str, Field(pattern="^Z[A-Z0-9]{2}$")], ZSegment] = Field(
        default_factory=dict
    )


class Site(_Part):
    """The settings of one sender; docs/hospital.md tells each of them."""

    application: str
    facility: str
    authority: str
    """Of its own patient numbers, where CX.4 says none."""
    base: str
    """What its own numbers' systems begin with, as `https://ziekenhuis.example/v2`."""
    ura: str
    name: str
    authorities: Mapping[str, str] = Field(default_factory=dict)
    """Systems of numbers that another authority gave out, by that authority."""
    zone: str = "Europe/Amsterdam"
    character_set: str = "windows-1252"
    production: bool = True
    events: tuple[str, ...] = _ALL
    pending_discharge: bool = False
    """A16 means: ready for discharge."""
    expected_discharge_is_ready: bool = False
    """PV2-9 means: ready for discharge."""
    without_bsn: Literal["push", "hold"] = "push"
    limits: Limits = Limits()
    documents: Mapping[str, str] = Field(default_factory=dict)
    """TXA-2 or OBX-3 to the words for that kind of document."""
    dispositions: Mapping[str, str] = Field(default_factory=dict)
    """PV1-36 to words."""
    planned_transfers: tuple[str, ...] = ()
    """SCH-7, or SCH-8, of a planned transfer."""
    wire: Wire = Wire()
    """How its messages come in: TLS, acknowledgement, limits."""

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("there is no such time zone") from None
        return name

    @field_validator("events")
    @classmethod
    def _are_read(cls, events: tuple[str, ...]) -> tuple[str, ...]:
        if not set(events) <= {*_ALL, _PENDING}:
            raise ValueError("an event in it is not one that can be taken")
        return events

    @property
    def sender(self) -> Sender:
        """Whose messages the listener takes; which events are, is judged here."""
        return Sender(
            application=self.application,
            facility=self.facility,
            character_set=self.character_set,
            production=self.production,
            wire=self.wire,
        )

    @property
    def takes(self) -> frozenset[str]:
        """The events that are taken."""
        more = (_PENDING,) if self.pending_discharge else ()
        return frozenset({*self.events, *more})

    def system(self, kind: str, authority: str = "") -> str:
        """The system of a kind of number: its own, or that of another authority."""
        if not authority or authority in {self.authority, self.application, self.facility}:
            return f"{self.base}/{kind}"
        return self.authorities.get(authority, f"{self.base}/{kind}/{quote(authority, safe='')}")


def read_site(path: Path) -> Site:
    """The settings in a TOML file. Raises Unusable, which names what is wrong, never a value."""
    try:
        return site_of(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"the file of the site can not be read: {type(error).__name__}") from None


def site_of(text: str) -> Site:
    """The settings in a text of TOML. Raises Unusable."""
    try:
        return Site.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        raise Unusable("the file of the site is no TOML") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unusable(f"{where}: {first['msg']}") from None
