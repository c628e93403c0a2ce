"""What an operation answers in beside FHIR: a table, or a summary as text.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Callable, Mapping, Sequence

from hub.fhir import formats
from hub.fhir.access_log.formats import form_of
from hub.fhir.as_bytes import wants_bytes
from hub.fhir.call import Call
from hub.fhir.figures.formats import is_table
from hub.fhir.summary.formats import is_text

_Pairs = Sequence[tuple[str, str]]
_OWN: Mapping[str, Callable[[Mapping[str, str], _Pairs], bool]] = {
    "$access-log": lambda headers, pairs: form_of(headers, pairs) != "fhir",
    "$capacity": is_table,
    "$evaluate-measure": is_table,
    "$summary": is_text,
}
"""Whether a call of it asks for a form of its own."""
OWN_FORMS = frozenset(_OWN)


def require_form(call: Call, pairs: _Pairs) -> formats.Format:
    """The format of an answer in FHIR; raises NotAcceptable where what is asked is not written."""
    has_own = _OWN.get(call.segments[-1]) if call.segments else None
    if has_own is not None and has_own(call.headers, pairs):
        return "json"
    if wants_bytes(call, pairs):
        return "json"
    return formats.require_format(call.headers, pairs)
