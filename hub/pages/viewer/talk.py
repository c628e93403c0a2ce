"""Writing a talk down about whom the address stands for: the form, at this door.

docs/decisions/0050-the-talk-written-down-here.md
"""

from starlette.responses import Response

from hub.errors import FhirError
from hub.pages.refusals import record_refusal
from hub.pages.viewer.form.pages import form_page, form_sent
from hub.pages.viewer.form.seat import Seat
from hub.pages.viewer.visit import ABOUT, Visit
from hub.query.wishes import Wishes, wishes_of_number

WRITE = "schrijven"
"""What stands behind the address of an inhabitant, before the steps of the form."""


async def talk_page(visit: Visit) -> Response:
    """What a GET shows."""
    return await form_page(_seat(visit))


async def talk_sent(visit: Visit) -> Response:
    """What a form does."""
    return await form_sent(_seat(visit))


def _seat(visit: Visit) -> Seat:
    ref, _, *steps = visit.rest
    found: list[Wishes] = []
    parts, errand = visit.parts, visit.errand

    async def wishes() -> Wishes:
        if not found:
            whose = visit.about.inhabitant
            found.append(await wishes_of_number(parts.access, errand, parts.limits, whose))
        return found[0]

    async def record(refusal: FhirError) -> None:
        await record_refusal(visit, refusal)

    return Seat(
        tools=parts.tools,
        errand=errand,
        bsn=visit.about.bsn,
        now=visit.now,
        root=visit.to(f"{ABOUT}/{ref}/{WRITE}"),
        steps=steps,
        fields=visit.fields,
        organization=visit.known.who.name,
        render=visit.page,
        leave=visit.leave_for,
        record=record,
        wishes=wishes,
    )
