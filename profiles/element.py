"""An ElementDefinition as the checks need it: one node of a profile's tree."""

from dataclasses import dataclass, field
from typing import Any, Literal

Strength = Literal["required", "extensible", "preferred", "example"]
MANY = 1 << 30


@dataclass(frozen=True, slots=True)
class Type:
    """One allowed type: `profiles` narrow the value itself, `targets` what a Reference points at.

    `aggregation` says how that comes along: contained, bundled or referenced.

    https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type
    """

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    aggregation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """The value set, without version, that codes come from; `most` is that of all codes at all.

    https://hl7.org/fhir/R4/terminologies.html#strength
    """

    strength: Strength
    value_set: str
    most: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """An invariant in FHIRPath; `source` is the canonical of the profile that states it.

    https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.constraint
    """

    key: str
    severity: Literal["error", "warning"]
    human: str
    expression: str
    source: str


@dataclass(frozen=True, slots=True)
class Discriminator:
    """What tells slices apart: value, pattern, type, profile or exists of what stands at `path`."""

    type: str
    path: str


@dataclass(frozen=True, slots=True)
class Slicing:
    """How a list or choice is sliced; `rules` is open, closed or openAtEnd.

    https://hl7.org/fhir/R4/profiling.html#slicing
    """

    discriminators: tuple[Discriminator, ...]
    rules: str = "open"
    ordered: bool = False


@dataclass(slots=True)
class Element:
    """One element of a profile.

    `id` is ElementDefinition.id (`Consent.category:treatmentDirectiveCode`), `name` its last step
    without slice (`category`, `value[x]`). `max` is MANY for `*`. `fixed` and `pattern` are JSON
    values, None where there is none. `children` by name and `slices` by name; children is None
    where this profile says nothing beneath the element, so that its type alone tells. `base` is
    the path that R4 itself gives the element (`DomainResource.extension`), empty at a root.
    """

    id: str
    path: str
    name: str
    slice_name: str = ""
    min: int = 0
    max: int = MANY
    types: tuple[Type, ...] = ()
    fixed: Any = None
    pattern: Any = None
    binding: Binding | None = None
    constraints: tuple[Constraint, ...] = ()
    slicing: Slicing | None = None
    same_as: str = ""
    max_length: int | None = None
    min_value: Any = None
    max_value: Any = None
    is_modifier: bool = False
    short: str = ""
    base: str = ""
    children: dict[str, "Element"] | None = None
    slices: dict[str, "Element"] = field(default_factory=dict)
