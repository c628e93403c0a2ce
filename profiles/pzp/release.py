"""Which release's definition judges a record: by what it declares, else by how it is made.

docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections.abc import Mapping
from typing import NamedTuple

from profiles.dialect import EARLIER, NEW, OLD, RELEASED, Dialect, Spoken, in_each_dialect
from profiles.packages.definitions import Definitions

_PROFILES = "StructureDefinition/"
_VERSIONS: Mapping[str, frozenset[str]] = {
    # The profiles of beta 3 have a version of their own, which their package has not.
    OLD: frozenset({"", Dialect.BETA3}),
    NEW: frozenset({*EARLIER, Dialect.RC3}),
}
_REQUEST = "CommunicationRequest"
# What the newest candidate asks, and those before it did not, with the same canonical.
_LATER: Mapping[str, frozenset[str]] = {
    f"{NEW}{_PROFILES}{name}": frozenset(rules)
    for name, rules in (
        ("ACP-MedicalPolicyGoal", ("Goal.category min", "Goal.category pattern")),
        ("ACP-SpecificCareWishes", ("Observation.method min",)),
        (
            "ACP-OrganDonationChoiceRegistration",
            ("Observation.method min", "Observation.method pattern"),
        ),
        (
            "ACP-InformRelativesRequest",
            tuple(f"{_REQUEST}.{name} min" for name in ("subject", "requester", "sender")),
        ),
    )
}


class Judging(NamedTuple):
    """By which definition to judge; `older` is that of beta 3, for what refuses and that takes.

    `is_lax` where what only the newest candidate asks is said, and not held against the record.
    """

    canonical: str
    is_lax: bool = False
    older: str = ""


class Releases:
    """The releases of the guide, as far as these definitions have them."""

    __slots__ = ("_chosen", "_declared", "_definitions")

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._declared: dict[str, Judging] = {}
        self._chosen: dict[tuple[str, Spoken], Judging | None] = {}

    def definition(self, canonical: str) -> str | None:
        """The canonical that is here for one that some release had; None where none is known."""
        url = canonical.partition("|")[0]
        kind = self._definitions.type_of
        if kind(url):
            return url
        if not url.startswith(NEW):
            return None
        new, old = self._in(url, NEW), self._in(url, OLD)
        # Of two types, the name is that of the older.
        return old if old and kind(old) != kind(new or old) else new or old

    def declared(self, canonical: str) -> Judging | None:
        """How what a record declares is judged; None where nobody knows it."""
        found = self._declared.get(canonical)
        if found is None and (url := self.definition(canonical)) is not None:
            is_lax = canonical.startswith(NEW) and canonical.partition("|")[2] in EARLIER
            found = Judging(url, is_lax)
            # What is declared may be without end; by its bare canonical it is one of those here.
            if canonical == url:
                self._declared[canonical] = found
        return found

    def has_version(self, canonical: str) -> bool:
        """Whether the version of the guide's that is declared is one that is known here."""
        url, _, version = canonical.partition("|")
        base = next((one for one in RELEASED if url.startswith(one)), None)
        return base is None or version in _VERSIONS[base] or version == self.version(url)

    def version(self, canonical: str) -> str:
        """The version of the definition that is here."""
        structure = self._definitions.structure(self.definition(canonical) or canonical)
        return str((structure or {}).get("version", ""))

    def chosen(self, canonical: str, spoken: Spoken) -> Judging | None:
        """How what the codes ask for is judged, in the release that the record is of."""
        key = canonical, spoken
        if key not in self._chosen:
            self._chosen[key] = self._choose(canonical, spoken)
        return self._chosen[key]

    def _choose(self, canonical: str, spoken: Spoken) -> Judging | None:
        if not canonical.startswith(RELEASED):
            return Judging(canonical) if self._definitions.type_of(canonical) else None
        new, old = self._in(canonical, NEW, canonical), self._in(canonical, OLD, canonical)
        if spoken is Spoken.OLD or not new:
            return Judging(old or new) if old or new else None
        if spoken is Spoken.UNSAID:
            return Judging(new, is_lax=True, older=old)
        return Judging(new, is_lax=spoken is Spoken.EARLIER)

    def _in(self, canonical: str, base: str, like: str = "") -> str:
        """Its name on a base, where that is known here, and of the type of another, if asked."""
        kind = self._definitions.type_of
        for one in in_each_dialect(canonical):
            found = kind(one) if one.startswith(base) else None
            if found and (not like or found == (kind(like) or found)):
                return one
        return ""


def came_later(canonical: str, rule: str) -> bool:
    """Whether only the newest candidate asks this, and those before it did not."""
    return rule in _LATER.get(canonical, ())
