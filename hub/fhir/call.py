"""One call of a FHIR interaction as parsed, and the answer to it."""

from collections.abc import Mapping

import msgspec

from hub.security.errand import Errand


class Call(msgspec.Struct, frozen=True):
    """A request under /fhir; `pairs` are the query parameters, or a POST search's form.

    `headers` have lower-case names; `sent` counts the bytes of the request that this call came in,
    which of a batch is more than its `body`. `https://hl7.org/fhir/R4/http.html`
    """

    method: str
    segments: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    errand: Errand
    sent: int = 0

    def prefers(self, preference: str) -> bool:
        """Whether the Prefer header asks for this. https://www.rfc-editor.org/rfc/rfc7240."""
        asked = self.headers.get("prefer", "")
        return preference in {part.strip() for part in asked.replace(";", ",").split(",")}


class Answer(msgspec.Struct, frozen=True):
    """What goes back; the body is FHIR JSON until it goes.

    `is_outcome` is where it only says how a write went; `beside` is the OperationOutcome that an
    entry of a Bundle says it in beside the resource.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_outcome: bool = False
    beside: Mapping[str, object] | None = None
