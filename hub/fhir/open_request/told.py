"""An offer without a name as Parameters: what is sent on, and what was left out of it with why.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterator
from typing import Any

from hub.languages.asked import Language
from hub.transfer.open.build import Opened
from hub.transfer.open.coding import Json
from hub.transfer.open.in_one import in_one
from hub.transfer.open.left_out import LeftOut
from hub.transfer.open.words import why_in_words


def told(made: Opened, language: Language) -> Json:
    """`request`, `notice`, and each `left-out`.

    The request names the notice by a urn, its fullUrl in the transaction that both are sent in.
    """
    notice = in_one(made.notice)
    named = [{"reference": f"urn:uuid:{notice['id']}"}]
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "request", "resource": {**made.request, "supportingInfo": named}},
            {"name": "notice", "resource": notice},
            *(_left_out(one, language) for one in made.left_out),
        ],
    }


def _left_out(one: LeftOut, language: Language) -> Json:
    return {"name": "left-out", "part": list(_parts(one, language))}


def _parts(one: LeftOut, language: Language) -> Iterator[dict[str, Any]]:
    yield {"name": "record", "valueReference": {"reference": one.record}}
    if one.element:
        yield {"name": "element", "valueString": one.element}
    yield {"name": "why", "valueCode": one.why}
    yield {"name": "words", "valueString": why_in_words(one.why, language)}
    if one.code:
        system, code = one.code
        yield {"name": "code", "valueCoding": {"system": system, "code": code}}
