"""`Questionnaire/$populate`: the national form of a talk that is begun, with what is known.

http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate
docs/decisions/0078-the-form-both-ways.md
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from consent.asker import Professional
from hub.errors import Forbidden, Invalid, NotSupported, Required, operation_outcome
from hub.fhir.body import parsed
from hub.fhir.call import Answer, Call
from hub.fhir.number_asked import bsn_of, parameters
from hub.fhir.parts import Hub
from hub.fhir.types import require_id
from hub.query.read import absent
from hub.query.wishes import Wishes, sees_all, wishes_of_number, wishes_of_patient
from hub.security.granted import INSUFFICIENT
from hub.write.own_number import identifiers_of
from profiles.issue import Issue
from profiles.pzp.form.begun import begun, unsure
from profiles.pzp.form.national import CANONICAL
from profiles.systems import BSN_SYSTEM
from profiles.text.parse import parse

NAME = "$populate"
_TAKEN = ("canonical", "subject")
_NEVER = (
    "No decision is filled in: what was said earlier stands beside the form, with its day and its "
    "source, and is asked anew."
)
_NOT_ONE = (
    "More than one person is known where the form asks for one, and none was filled in: ask who it "
    "is."
)
_LEFT_OUT = "Not all that is open could be shown; what is not there is not known to be so."


async def populate(hub: Hub, call: Call, _resource_type: str) -> Answer:
    """The form about the `subject`, by what of him is open to the asker.

    Raises:
        Invalid, Required, NotSupported: not one subject, or another questionnaire. Forbidden: not
            every kind of wish is in the token's scopes. NotFound: nothing is there, or is open.
    """
    said = _said(call)
    _require_national(said.get("canonical"))
    if not sees_all(call.errand):
        raise Forbidden(
            "a talk is begun with all that wishes are read from: ask for scopes for each, such as "
            "system/*.rs, at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )
    found = await _wishes(hub, call, said.get("subject"))
    if found.patient is None:
        raise absent()
    _refuse_another(said["subject"], parse(found.patient.body))
    # A long record is read for longer than others should wait.
    return await asyncio.to_thread(_answer, call, found)


def _said(call: Call) -> dict[str, Any]:
    if not call.body:
        raise Required(f"{NAME} takes Parameters with {' and '.join(_TAKEN)}")
    listed = parameters(parsed(call))
    said = {name: value for name, value, _ in listed}
    if len(said) < len(listed) or not said.keys() <= set(_TAKEN):
        raise Invalid(f"{NAME} takes {' and '.join(_TAKEN)}, each once")
    return said


def _require_national(canonical: Any) -> None:
    url = str(canonical or "").partition("|")[0]
    if not url.endswith("/Questionnaire/ACP-zib2020"):
        raise NotSupported(f"the national form alone is filled in here: canonical {CANONICAL}")


async def _wishes(hub: Hub, call: Call, subject: Any) -> Wishes:
    """By the id of his Patient here, or by his BSN, which is never in a URL."""
    if not isinstance(subject, Mapping):
        raise Required("say about whom: subject, a valueReference to a Patient")
    if "reference" not in subject:
        bsn = bsn_of(subject.get("identifier"))
        return await wishes_of_number(hub.access, call.errand, hub.limits, bsn, NAME)
    name = str(subject["reference"]).removeprefix(f"{hub.fhir_url}/").removeprefix("Patient/")
    require_id(name)
    return await wishes_of_patient(hub.access, call.errand, hub.limits, name, NAME)


def _refuse_another(subject: Mapping[str, Any], patient: Mapping[str, Any]) -> None:
    """Raise Invalid where the number that stands beside a reference is somebody else's."""
    said = subject.get("identifier")
    if not isinstance(said, Mapping) or said.get("system") != BSN_SYSTEM:
        return
    numbers = [one.get("value") for one in identifiers_of(patient)]
    if said.get("value") not in numbers:
        raise Invalid(
            "the subject's reference is of one, and his number of another: leave out either"
        )


def _answer(call: Call, found: Wishes) -> Answer:
    asker, now, resources = call.errand.asker, call.errand.now, found.resources()
    by = (asker.name, asker.role) if isinstance(asker, Professional) else ("", "")
    form = begun(resources, now, by, found.names)
    issues = operation_outcome(list(_told(found, unsure(resources, now))))
    parts = [{"name": "response", "resource": form}, {"name": "issues", "resource": issues}]
    return Answer(200, msgspec.json.encode({"resourceType": "Parameters", "parameter": parts}))


def _told(found: Wishes, several: int) -> Iterator[Issue]:
    yield Issue("information", "informational", "", _NEVER)
    if several:
        yield Issue("warning", "multiple-matches", "", _NOT_ONE)
    if not (found.is_whole and found.is_asked):
        yield Issue("warning", "incomplete", "", _LEFT_OUT)
