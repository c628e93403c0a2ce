"""What a record in FHIR R4 says of whether its patient can decide for himself.

The Patient by an extension, in beta 3 and the first candidates of 1.0; an Observation since; the
form of each of them by an answer.
https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-LegallyCapable
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from consent.capacity import CapacityWord
from consent.fhir.elements import mapping, sequence
from consent.person import capacity_said
from consent.question import amsterdam_day
from profiles.pzp.wish import CAPACITY, is_form, is_talk
from profiles.resource.items import items
from profiles.resource.read import codes, objects
from profiles.search.dates import span

_CAPABLE, _REMARK, _FILLED_IN = frozenset({"1406", "1651"}), "1407", "963"
"""Questions of the national form; the first is called otherwise since the last candidate of 1.0."""
_SAY_NOTHING = ("entered-in-error", "cancelled")  # compared, not hashed: JSON may have anything


def capacity_words(
    resource: Mapping[str, Any], custodian: str, said_in: str, version: int, at: datetime
) -> list[CapacityWord]:
    """What `custodian` says here; nothing where it is silent, or takes back what it said.

    By the code whatever its system: who says that he can't is not passed over for a slip.
    """
    said: list[tuple[Any, str]] = []
    on: date | None = None
    kind = resource.get("resourceType")
    if kind == "Patient":
        said = capacity_said(resource)
    elif kind == "QuestionnaireResponse" and is_form(resource):
        said, on = _answers(resource), _day_of(_said_on(resource))
    elif _observes_it(resource):
        said, on = [(resource.get("valueBoolean"), _remarks(resource))], _day(resource, "effective")
    return [
        CapacityWord(
            custodian=custodian,
            said_in=said_in,
            version=version,
            capable=capable,
            said_at=at,
            comment=comment,
            on=on,
        )
        for capable, comment in said
        if isinstance(capable, bool)
    ]


def _answers(response: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """By a code without system in the older forms, by a boolean since; never by another value."""
    if response.get("status") in _SAY_NOTHING:
        return []
    remarks = [
        one["valueString"]
        for item in items(response)
        if item.get("linkId") == _REMARK
        for one in objects(item.get("answer"))
        if isinstance(one.get("valueString"), str)
    ]
    given = [one for item in items(response) if item.get("linkId") in _CAPABLE
             for one in objects(item.get("answer"))]  # fmt: skip
    return [(_yes_or_no(one), "; ".join(remarks)) for one in given]


def _yes_or_no(answer: Mapping[str, Any]) -> Any:
    code = mapping(answer.get("valueCoding")).get("code")
    return {"1": True, "0": False}.get(str(code), answer.get("valueBoolean"))


def _said_on(response: Mapping[str, Any]) -> Any:
    """The day that was filled in, else that on which the form was."""
    for item in items(response):
        if item.get("linkId") == _FILLED_IN:
            for answer in objects(item.get("answer")):
                return answer.get("valueDate", answer.get("valueDateTime"))
    return response.get("authored")


def _observes_it(resource: Mapping[str, Any]) -> bool:
    return (
        resource.get("resourceType") == "Observation"
        and resource.get("status") not in _SAY_NOTHING
        and CAPACITY[1] in codes(resource.get("code"))
    )


def day_of_talk(resource: Mapping[str, Any]) -> date | None:
    """On which day the talk was held that this Procedure is; None of what is none."""
    if resource.get("resourceType") != "Procedure" or not is_talk(resource):
        return None
    return _day(resource, "performed")


def _remarks(observation: Mapping[str, Any]) -> str:
    notes = [mapping(note).get("text") for note in sequence(observation.get("note"))]
    return "; ".join(note for note in notes if isinstance(note, str))


def _day(resource: Mapping[str, Any], name: str) -> date | None:
    """The first day that it is of; of a year or a month, or of none, none."""
    said = resource.get(f"{name}DateTime", mapping(resource.get(f"{name}Period")).get("start"))
    return _day_of(said)


def _day_of(said: Any) -> date | None:
    if not isinstance(said, str) or len(said) < len("2026-11-30"):
        return None
    try:
        return amsterdam_day(span(said)[0])
    except ValueError:
        return None
