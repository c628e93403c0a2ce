"""An answer that is asked in XML is written so from its JSON, as the last thing before it goes.

docs/decisions/0047-xml-at-the-door.md
"""

import json
from functools import lru_cache
from http import HTTPStatus

import msgspec
from starlette.types import Scope

from hub.errors import FhirError, NotAcceptable, Unavailable, operation_outcome
from hub.fhir.call import Answer
from hub.fhir.parts import Hub
from hub.fhir.translation import SMALL
from hub.telemetry.seen import CLIENT
from profiles.issue import Issue
from profiles.xml.write import NumberText, Unwritable, write_xml

MOST_WAITING = 32
_KEPT = 8  # of what everybody may read, the last of which are large
XML = {"Content-Type": "application/fhir+xml; charset=utf-8"}
_SEARCH = "/_search"


async def in_xml(hub: Hub, scope: Scope, answer: Answer) -> Answer:
    """The same answer in XML; what is no FHIR JSON stays what it is."""
    if not answer.body or "Content-Type" in answer.headers:
        return answer
    size = len(answer.body)
    reads = scope["method"] == "GET" or scope["path"].endswith(_SEARCH)
    if reads and size > SMALL and hub.translation.waiting >= MOST_WAITING:
        return _refused(_full())
    # Nothing of a person is kept: who shows no token is told of none.
    write = _remembered if size > SMALL and CLIENT not in scope else _xml_of
    try:
        body = await hub.translation.of(write, answer.body, size)
    except Unwritable as wrong:
        return _unwritable(answer, wrong, reads=reads)
    return msgspec.structs.replace(answer, body=body, headers={**answer.headers, **XML})


def _xml_of(body: bytes) -> bytes:
    return write_xml(json.loads(body, parse_int=NumberText, parse_float=NumberText))


_remembered = lru_cache(maxsize=_KEPT)(_xml_of)


def _unwritable(answer: Answer, wrong: Unwritable, *, reads: bool) -> Answer:
    """A read is refused; of what was done it is still told that it was done."""
    if reads and answer.status < HTTPStatus.BAD_REQUEST:
        why = f"this can't be written in XML: {wrong}; ask for application/fhir+json"
        return _refused(NotAcceptable(why, expression=wrong.expression))
    why = f"what came of this can't be written in XML: {wrong}; read it as application/fhir+json"
    told = operation_outcome([Issue("warning", "not-supported", wrong.expression, why)])
    headers = {**answer.headers, **XML}
    return Answer(answer.status, write_xml(told), headers, is_outcome=True)


def _full() -> Unavailable:
    return Unavailable(
        "too many large answers wait to be written in XML; ask again in a moment, or ask for JSON",
        headers={"Retry-After": "1"},
    )


def _refused(refusal: FhirError) -> Answer:
    body = write_xml(operation_outcome(refusal.issues))
    return Answer(refusal.status, body, {**refusal.headers, **XML})
