"""Business identifiers: the same for the same form, and never traceable to a BSN."""

from dataclasses import dataclass

from fhir.resources.R4B.identifier import Identifier

from profiles import systems
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept
from profiles.resource.transaction import deterministic_uuid

_RESOURCE_IDENTIFIER = Code(systems.IDENTIFIER_TYPE, "RI")


@dataclass(frozen=True, slots=True)
class Keys:
    """Names for all that comes from one form: `system` is the source's, `form` names the form.

    A corrected form keeps its identifier, so what comes from it keeps its names too.
    """

    system: str
    form: str

    def url(self, kind: str) -> str:
        """`urn:uuid:…`, the `fullUrl` of the resource of this kind."""
        return f"urn:uuid:{self._uuid(kind)}"

    def identifier(self, kind: str) -> Identifier:
        """The resource identifier (type RI) of the resource of this kind.

        https://hl7.org/fhir/R4/datatypes.html#identifier
        """
        return self._identifier(self._uuid(kind))

    def shared_identifier(self, *parts: str) -> Identifier:
        """A resource identifier that other forms of the source give too, made of public parts."""
        return self._identifier(deterministic_uuid(self.system, *parts))

    def _uuid(self, kind: str) -> str:
        return deterministic_uuid(self.system, self.form, kind)

    def _identifier(self, uuid: str) -> Identifier:
        value = f"urn:uuid:{uuid}" if self.system == systems.URN else uuid
        return Identifier(
            type=concept(_RESOURCE_IDENTIFIER, "Resource identifier"),
            system=self.system,
            value=value,
        )
