"""A condition on what refers to a row: `_has`, `_list`. https://hl7.org/fhir/R4/search.html#has."""

from dataclasses import dataclass
from uuid import UUID

from hub.search.arguments import Arguments, Filter
from profiles.resource.compartment import DIRECTORY


@dataclass(frozen=True, slots=True)
class Has:
    """A visible row of this type, that `inner` holds for, refers by this parameter to the row."""

    type: str
    parameter: str
    inner: Filter

    def sql(self, alias: str, arguments: Arguments) -> str:
        """A list of names that is made once: what the asker may not see, or is gone, names none."""
        within = arguments.in_directory() if self.type in DIRECTORY else arguments
        source = f"{alias}s"
        kind = arguments.add(self.type, "text")
        name = arguments.add(self.parameter, "text")
        return (
            f"{alias}.rid IN (SELECT {source}x.t FROM resource {source}, "
            f"unnest({source}.reference_params, {source}.reference_targets) AS {source}x (p, t) "
            f"WHERE {within.visible(source)} AND {source}.type = {kind} "
            f"AND {source}x.p = {name} "
            f"AND {self.inner.sql(source, within)})"
        )


@dataclass(frozen=True, slots=True)
class Referred:
    """The row is one of these: what `Has` came to, where that took opening."""

    names: tuple[UUID, ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """Equality with one of the names."""
        return f"{alias}.rid = ANY ({arguments.add(list(self.names), 'uuid[]')})"
