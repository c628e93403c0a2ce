"""What the hub answers, as STU3: in JSON, and from there in XML.

docs/decisions/0082-what-stu3-says.md
"""

import json
from typing import Any

import msgspec
from msgspec import structs

from hub.errors import NotAcceptable
from hub.fhir.as_xml import XML
from hub.fhir.call import Answer
from hub.fhir.parts import Hub
from hub.stu3.arriving import ENCODER
from profiles.invalid import InvalidRecord
from profiles.stu3 import to_stu3, write_stu3
from profiles.text.parse import parse
from profiles.xml.write import NumberText, Unwritable

Tree = dict[str, Any]
FIRST_REFUSAL = 400
NOT_SAID = "this can't be said in FHIR STU3; ask for it in R4, under /fhir"


async def left(hub: Hub, answer: Answer) -> Answer:
    """The same answer with its resource in STU3.

    Raises:
        NotAcceptable: it can't be said there.
    """
    if not answer.body or "Content-Type" in answer.headers:
        return answer
    body = await hub.translation.of(_left, answer.body, len(answer.body))
    return structs.replace(answer, body=body)


def tree_of(answer: Answer) -> Tree:
    """The resource in an answer of R4."""
    return parse(answer.body)


def in_stu3(tree: Tree) -> Tree:
    """A resource of R4; raises NotAcceptable."""
    meta = {name: one for name, one in tree.get("meta", {}).items() if name != "source"}
    try:
        return to_stu3({**tree, "meta": meta} if meta else tree).resource
    except InvalidRecord as wrong:
        places = [one.expression for one in wrong.issues]
        raise NotAcceptable(NOT_SAID, expression=places[0] if places else None) from None


async def in_xml(hub: Hub, answer: Answer) -> Answer:
    """The same answer in XML; what is no FHIR JSON stays what it is."""
    if not answer.body or "Content-Type" in answer.headers:
        return answer
    try:
        body = await hub.translation.of(_xml_of, answer.body, len(answer.body))
    except Unwritable as wrong:
        why = f"this can't be written in XML: {wrong}; ask for application/fhir+json"
        refused = NotAcceptable(why, expression=wrong.expression)
        body = write_stu3(outcome_of(refused))
        status = refused.status if answer.status < FIRST_REFUSAL else answer.status
        return structs.replace(answer, status=status, body=body, headers=XML)
    return structs.replace(answer, body=body, headers={**answer.headers, **XML})


def outcome_of(refused: NotAcceptable) -> Tree:
    """The OperationOutcome of what can't be written."""
    issue = {"severity": "error", "code": refused.code, "diagnostics": str(refused)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _left(body: bytes) -> bytes:
    tree = parse(body)
    for entry in tree.get("entry", ()):
        entry.get("resource", {}).get("meta", {}).pop("source", None)
    return ENCODER.encode(in_stu3(tree))


def _xml_of(body: bytes) -> bytes:
    return write_stu3(json.loads(body, parse_int=NumberText, parse_float=NumberText))


def refusal_left(answer: Answer) -> Answer:
    """A refusal as STU3 has it."""
    if not answer.body or "Content-Type" in answer.headers:
        return answer
    tree = msgspec.json.decode(answer.body)
    return structs.replace(answer, body=ENCODER.encode(in_stu3(tree)))
