"""`_id`. https://hl7.org/fhir/R4/search.html#all."""

from dataclasses import dataclass

from hub.search.arguments import Arguments
from hub.storage.pseudonym import rid


@dataclass(frozen=True, slots=True)
class Ids:
    """The row is one of these."""

    type: str
    ids: tuple[str, ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """Equality with one of the keyed names."""
        ids = [name for said in self.ids for name in arguments.meanings(self.type, said)]
        names = [rid(arguments.keyring, self.type, each) for each in ids]
        return f"{alias}.rid = ANY ({arguments.add(names, 'uuid[]')})"
