"""A request to correct something: `POST Task` by a person, `PUT Task/id` by who answers it.

https://hl7.org/fhir/R4/task.html
docs/decisions/0040-own-words.md
"""

from datetime import timedelta

from hub.errors import Unprocessable
from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.correction_answer import CorrectionAnswer, answer_correction
from hub.write.own_correction import OwnCorrection, ask_correction
from profiles import correction as profile


async def own_correction(hub: Hub, call: Call, kind: str) -> Answer:
    """It as it is stored: with who is to answer it, and before when.

    Raises:
        Forbidden: another Task, or about another. Unprocessable: with every fault.
    """
    if not profile.is_correction(parsed(call)):
        require_organization(call)
    said = await sound(hub, call, kind)
    found = list(profile.faults(said.resource))
    if found:
        raise Unprocessable("this asks for no correction", issues=found, rule="VALIDATION")
    own = OwnCorrection(
        errand=call.errand,
        resource=said.resource,
        within=timedelta(days=hub.settings.correction_days),
    )
    outcome = await ask_correction(hub.access, own)
    return single(hub, call, outcome, said.judged)


def is_answer(call: Call) -> bool:
    """Whether an organisation answers such a request by this update."""
    return profile.is_correction(parsed(call))


async def answer(hub: Hub, call: Call, kind: str, name: str) -> Answer:
    """The request with its answer, which goes to the inhabitant.

    Raises:
        NotFound, VersionConflict, PreconditionRequired, PreconditionFailed, Unprocessable: as
            `answer_correction`, or as `sound`.
    """
    said = await sound(hub, call, kind, name)
    answered = CorrectionAnswer(
        errand=call.errand,
        resource=said.resource,
        id=name,
        if_match=expected_version(call.headers.get("if-match")),
    )
    outcome = await answer_correction(hub.access, answered)
    return single(hub, call, outcome, said.judged)
