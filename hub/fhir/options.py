"""OPTIONS: which methods an address takes. It tells of no record, so nobody has to be known.

https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7
"""

from collections.abc import Iterable, Sequence

from hub.errors import FhirError
from hub.fhir.call import Answer
from hub.fhir.patch_body import ACCEPT_PATCH
from hub.fhir.routes import methods_at
from hub.fhir.types import allow

NO_CONTENT = 204
_BASE = ("POST",)
_PUBLIC = (("metadata",), (".well-known", "smart-configuration"))


def options(segments: Sequence[str]) -> Answer:
    """The methods of this address, whether something is there or not."""
    methods = list(_methods(tuple(segments)))
    accepts = ACCEPT_PATCH if "PATCH" in methods else {}
    return Answer(NO_CONTENT, b"", allow(methods) | accepts)


def _methods(segments: tuple[str, ...]) -> Iterable[str]:
    if not segments:
        return _BASE
    if segments in _PUBLIC:
        return ("GET",)
    try:
        return methods_at(segments)
    except FhirError:
        return ()
