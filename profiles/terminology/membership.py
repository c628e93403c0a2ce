"""Which codes are in a value set, as far as that can be told without a terminology server."""

from dataclasses import dataclass, field

Coding = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Membership:
    """Codings that are in it, those that are not, and systems of which that can't be told.

    `is_open` where not even the systems are known; `is_expanded` where the publisher listed what
    the rules of the value set can't list here. `codes` are those of any system; `folded` those, in
    lower case, of systems to which case means nothing.
    https://hl7.org/fhir/R4/valueset.html#compositions
    """

    listed: frozenset[Coding] = frozenset()
    unlisted: frozenset[str] = frozenset()
    excluded: frozenset[Coding] = frozenset()
    is_open: bool = False
    is_expanded: bool = False
    folded: frozenset[Coding] = frozenset()
    codes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(code for _, code in self.listed))

    @property
    def is_complete(self) -> bool:
        """Whether `listed` is all there is."""
        return not (self.unlisted or self.is_open)

    @property
    def listing(self) -> frozenset[Coding] | None:
        """All codings, by the rules or else by the publisher's expansion; None without either."""
        return self.listed if self.is_complete or self.is_expanded else None

    def has(self, system: str | None, code: str) -> bool | None:
        """Whether a coding is in; without a system, the code of any will do; None is unknown."""
        if system is None:
            is_in = code in self.codes or any(code.lower() == one for _, one in self.folded)
            return True if is_in else (False if self.is_complete else None)
        if (system, code) in self.listed or (system, code.lower()) in self.folded:
            return True
        if (self.is_open or system in self.unlisted) and (system, code) not in self.excluded:
            return None
        return False

    def __or__(self, other: "Membership") -> "Membership":
        return Membership(
            listed=self.listed | other.listed,
            unlisted=self.unlisted | other.unlisted,
            excluded=(self.excluded - other.listed) & (other.excluded - self.listed),
            is_open=self.is_open or other.is_open,
            is_expanded=self.listing is not None and other.listing is not None,
        )

    def __and__(self, other: "Membership") -> "Membership":
        if self.is_open:
            return Membership(unlisted=other.systems, is_open=other.is_open)
        if other.is_open:
            return Membership(unlisted=self.systems)
        return Membership(
            listed=self.listed & other.listed,
            unlisted=(self.unlisted & other.systems) | (other.unlisted & self.systems),
            excluded=self.excluded | other.excluded,
        )

    def __sub__(self, other: "Membership") -> "Membership":
        if other.is_open:
            return Membership(unlisted=self.systems, is_open=self.is_open)
        kept = self.listed - other.listed
        doubtful = {coding for coding in kept if coding[0] in other.unlisted}
        return Membership(
            listed=kept - doubtful,
            unlisted=self.unlisted | {system for system, _ in doubtful},
            excluded=self.excluded | other.listed,
            is_open=self.is_open,
            is_expanded=self.is_expanded and not doubtful,
        )

    @property
    def systems(self) -> frozenset[str]:
        """The systems that its codings come from."""
        return self.unlisted | {system for system, _ in self.listed}


NO_CODES = Membership()
ANY_CODES = Membership(is_open=True)
