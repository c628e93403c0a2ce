"""A task: what somebody has to look at, and who."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Kind = Literal[
    "who-is-this",
    "emergency",
    "tell-inhabitant",
    "tell-officer",
    "mitz-unread",
    "tell-holder",
    "correction",
]
MESSAGES: tuple[Kind, ...] = ("tell-inhabitant", "tell-officer")


class NoSuchTask(Exception):
    """There is none of that number and kind that is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What has to be looked at by the owner of `custodian`, and before when; `detail` is sealed."""

    kind: Kind
    custodian: str
    pat: UUID
    at: datetime
    due: datetime
    detail: Mapping[str, Any]
    actor: int | None = None
    said: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One as it stands; `outcome` is empty as long as nobody closed it."""

    number: int
    kind: str
    custodian: str
    at: datetime
    due: datetime
    closed: datetime | None
    detail: Mapping[str, Any]
    outcome: Mapping[str, Any] = field(default_factory=dict)
