"""`QuestionnaireResponse/$extract`: what a filled-in national form comes to; nothing is written.

http://hl7.org/fhir/uv/sdc/OperationDefinition/QuestionnaireResponse-extract
docs/decisions/0078-the-form-both-ways.md
"""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import msgspec

from hub.errors import Invalid, Required, Unprocessable, operation_outcome
from hub.fhir.body import check_size, parsed
from hub.fhir.call import Answer, Call
from hub.fhir.number_asked import parameters
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.fhir.sdc.told import told
from hub.fhir.types import require_id
from hub.query.read import Wanted, current_version
from hub.security.granted import require_one_scope, require_scope
from profiles.invalid import InvalidRecord
from profiles.text.parse import parse

NAME = "$extract"
_KIND, _SENT = "QuestionnaireResponse", "questionnaire-response"
Tree = dict[str, Any]
_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def extract_sent(hub: Hub, call: Call, _resource_type: str) -> Answer:
    """Of the form in the body.

    Raises:
        Invalid, Required: no form, or it does not say about whom it is. Unprocessable: it can't be
            mapped. NotFound: the Patient that it names is not there, or not for this asker.
    """
    require_one_scope(call.errand.client, _KIND, ("create", "update"))
    form = _sent(call)
    check_size(form, hub.settings.max_entries)
    answer = await _extracted(hub, call, form)
    await told(hub, call, NAME)
    return answer


async def extract_stored(hub: Hub, call: Call, _resource_type: str, resource_id: str) -> Answer:
    """Of the form that is here; likewise, and NotFound as any read."""
    said_in(call, NAME, ())
    require_scope(call.errand.client, _KIND, "read")
    wanted = Wanted(_KIND, resource_id, "operation")
    stored = await current_version(hub.access, call.errand, wanted)
    return await _extracted(hub, call, parse(stored.body))


def _sent(call: Call) -> Tree:
    form: Any = parsed(call) if call.body else None
    if isinstance(form, dict) and form.get("resourceType") == "Parameters":
        said = parameters(form)
        if [name for name, *_ in said] != [_SENT]:
            raise Invalid(f"{NAME} takes one {_SENT}, a resource in Parameters")
        form = said[0][1]
    if not isinstance(form, dict) or form.get("resourceType") != _KIND:
        raise Invalid(f"send the {_KIND}, or Parameters with it as {_SENT}")
    return form


async def _extracted(hub: Hub, call: Call, form: Tree) -> Answer:
    # Its models take a second and 50 MB, which only a hub that maps forms has to spend.
    mapping = await asyncio.to_thread(import_module, "profiles.pzp.form.extracted")
    try:
        patient, address = await _whose(hub, call, form, mapping)
        found = await asyncio.to_thread(mapping.extract, form, patient, address)
    except InvalidRecord as unfit:
        raise Unprocessable("not to be mapped", issues=unfit.issues, rule="VALIDATION") from None
    if not found.unclear:
        return Answer(200, _ENCODER.encode(found.bundle))
    parts = [
        {"name": "return", "resource": found.bundle},
        {"name": "issues", "resource": operation_outcome(found.unclear)},
    ]
    return Answer(200, _ENCODER.encode({"resourceType": "Parameters", "parameter": parts}))


async def _whose(
    hub: Hub, call: Call, form: Tree, mapping: ModuleType
) -> tuple[Mapping[str, Any], str]:
    """The Patient, and his address where he is here and is referred to by it."""
    inside = mapping.contained_patient(form)
    if inside is not None:
        return inside, ""
    subject = form.get("subject")
    subject = subject if isinstance(subject, dict) else {}
    said = subject.get("reference")
    if isinstance(said, str) and said:
        name = said.removeprefix(f"{hub.fhir_url}/").removeprefix("Patient/")
        require_id(name)
        require_scope(call.errand.client, "Patient", "read")
        wanted = Wanted("Patient", name, "operation")
        stored = await current_version(hub.access, call.errand, wanted)
        return parse(stored.body), f"Patient/{name}"
    raise Required(
        "say about whom the form is: subject as a reference to a Patient that is here, or the "
        "Patient with his number contained in the form"
    )
