"""What is stored now, as it is answered to its writer. https://hl7.org/fhir/R4/http.html#ops."""

from hub.storage.stored import Stored
from hub.write.outcome import Outcome


def representation(outcome: Outcome) -> bytes:
    """The resource as stored, also where nothing changed, as the writer calls it."""
    number, body, called = outcome.version, outcome.body, outcome.called
    if called is None:
        return body
    stored = Stored(outcome.name.address, number, str(number), outcome.last_updated, body)
    return called.stored(stored, str(called.custodian)).body
