"""What was refused at a page leaves a row in the ledger, as it does under /fhir."""

from hub.errors import FhirError
from hub.ledger.record import Record
from hub.pages.visit import P, Visit
from hub.security.session import Who

SAFE = frozenset({"GET", "HEAD"})


async def record_refusal(visit: Visit[P, Who], refusal: FhirError) -> None:
    """One row for each inhabitant it was about, unless what refused wrote it already."""
    if refusal.recorded:
        return
    errand = visit.errand
    rows = [
        Record(
            at=errand.now,
            request_id=errand.request_id,
            interaction="read" if visit.request.method in SAFE else "update",
            status=refusal.status,
            rule=refusal.rule,
            errand=errand,
            pat=pat,
        )
        for pat in refusal.whose or (None,)
    ]
    await visit.parts.access.ledger.write(*rows)
