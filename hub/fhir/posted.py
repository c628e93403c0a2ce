"""`POST Type/_search`: what it asks in its body, and what in its URL.

https://hl7.org/fhir/R4/http.html#search
"""

from hub.errors import Invalid, MethodNotAllowed, UnsupportedMediaType
from hub.fhir import wire
from hub.fhir.call import Call
from hub.fhir.number_in_url import refuse_bsn_in_url

FORM = "application/x-www-form-urlencoded"


def form(call: Call) -> tuple[tuple[str, str], ...]:
    """Both together; what names a person stands in the body alone.

    Raises:
        Invalid: the URL names one by number. UnsupportedMediaType: the body is no form.
    """
    try:
        refuse_bsn_in_url(call.segments[-2] if call.segments[1:] else "", call.pairs)
    except MethodNotAllowed as refusal:
        raise Invalid(
            "a BSN never stands in a URL; send it in the body of this POST", rule=refusal.rule
        ) from None
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM and (call.body or media_type):
        raise UnsupportedMediaType(f"a POST search is sent as {FORM}")
    return call.pairs + wire.pairs(call.body.strip())
