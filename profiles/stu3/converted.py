"""What a conversion gives: the resource, and what it could not carry as it was."""

from dataclasses import dataclass

from profiles.invalid import JsonObject


@dataclass(frozen=True, slots=True)
class Lost:
    """One element that is not what it was: left out, kept elsewhere, spelled otherwise or added.

    `expression` is its place in the resource that was given, or in that which was made where it
    was added; `why` says what became of it, without its value.
    """

    expression: str
    why: str


@dataclass(frozen=True, slots=True)
class Converted:
    """The resource in the other release, and what is to be told of it."""

    resource: JsonObject
    lost: tuple[Lost, ...] = ()
