"""Resources as plain JSON objects in the shape and order of FHIR."""

from collections.abc import Sequence
from typing import Any, cast

from fhir.resources.R4B import get_fhir_model_class
from fhir_core.fhirabstractmodel import FHIRAbstractModel
from pydantic import ValidationError

from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.pzp.form.faults import fault


def plain(element: FHIRAbstractModel) -> JsonObject:
    """The resource or element as a JSON object."""
    return element.model_dump(mode="json")


def checked(resource: Any, expression: str, kinds: Sequence[str]) -> JsonObject:
    """The JSON object itself, once it is a resource of one of the kinds; raises InvalidRecord.

    https://hl7.org/fhir/R4/json.html
    """
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if kind not in kinds:
        raise fault("not-supported", expression, f"A record holds {', '.join(kinds)} only")
    try:
        get_fhir_model_class(kind).model_validate(resource)
    except ValidationError as error:
        # pydantic's own message may repeat what the record says, its type does not.
        raise InvalidRecord(
            [
                Issue("error", "structure", _path(expression, found["loc"]), _reason(found["type"]))
                for found in error.errors(include_input=False, include_url=False)
            ]
        ) from None
    return cast("JsonObject", resource)


def in_order(resource: JsonObject) -> JsonObject:
    """The same elements in the order of the FHIR definition, each `_element` beside its own."""
    sequence = get_fhir_model_class(resource["resourceType"]).elements_sequence()
    place = {name: number for number, name in enumerate(["resourceType", *sequence])}
    names = sorted(resource, key=lambda name: (place[name.removeprefix("_")], name[0] == "_"))
    return {name: resource[name] for name in names}


def _path(expression: str, location: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return expression + "".join(steps)


def _reason(kind: str) -> str:
    return f"This is not valid FHIR R4 ({kind}); see the definition of the element"
