"""What a write answers: the resource, unless another body is asked for.

https://hl7.org/fhir/R4/http.html#ops and docs/decisions/0060-what-a-write-answers.md
"""

from typing import Any

import msgspec

from hub.errors import operation_outcome
from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.parts import Hub
from hub.fhir.told import unasked, warning
from hub.security.scopes import allows
from hub.validation.findings import CLEAN, Weighed
from hub.write.outcome import NEVER, Outcome
from hub.write.representation import representation
from profiles.instant import instant
from profiles.issue import Issue

DELETED = 204
PHRASE = {200: "200 OK", 201: "201 Created", 204: "204 No Content"}
SAID = {
    200: "stored as a new version",
    201: "stored",
    204: "deleted",
}
NOTHING = "nothing changed: there is nothing here"
UNCHANGED = "nothing changed: this is what was stored already"


def single(hub: Hub, call: Call, outcome: Outcome, judged: Weighed = CLEAN) -> Answer:
    """The answer to one create, update or delete.

    What whoever stored it has to know stands in the header Warning beside every other body.
    """
    headers = {}
    if outcome.version != NEVER:
        headers = version_headers(outcome.version, outcome.last_updated)
    if outcome.status != DELETED:
        headers["Location"] = f"{hub.fhir_url}/{location(outcome)}"
    if call.prefers("return=OperationOutcome"):
        status = outcome.status if outcome.status != DELETED else 200
        body = msgspec.json.encode(_said(outcome, judged))
        return Answer(status, body, headers, is_outcome=True)
    told = _told(outcome, judged)
    if told:
        headers["Warning"] = warning(told)
    body = (
        b""
        if call.prefers("return=minimal")
        else _stored(call, outcome, is_sent=call.method != "PATCH")
    )
    beside = _said(outcome, judged) if told else None
    return Answer(outcome.status, body, headers, beside=beside)


def entry(call: Call, outcome: Outcome, judged: Weighed = CLEAN, *, is_sent: bool = True) -> bytes:
    """The answer to one entry of a transaction, as the JSON of a Bundle.entry.

    The resource stands in it where that is asked for; `is_sent` is false where only a part of it
    was sent.
    """
    response: dict[str, Any] = {
        "status": PHRASE[outcome.status],
    }
    if outcome.version != NEVER:
        response["etag"] = f'W/"{outcome.version}"'
        response["lastModified"] = instant(outcome.last_updated)
    if outcome.status != DELETED:
        response["location"] = location(outcome)
    if _told(outcome, judged) or call.prefers("return=OperationOutcome"):
        response["outcome"] = _said(outcome, judged)
    tail = msgspec.json.encode({"response": response})
    wanted = call.prefers("return=representation")
    body = _stored(call, outcome, is_sent=is_sent) if wanted else b""
    return b'{"resource":' + body + b"," + tail[1:] if body else tail


def location(outcome: Outcome) -> str:
    """`Type/id/_history/version`."""
    return f"{outcome.address}/_history/{outcome.version}"


def _stored(call: Call, outcome: Outcome, *, is_sent: bool) -> bytes:
    """What was here already goes to who may read it, for another may have sent it."""
    client = call.errand.client
    sent = outcome.new and is_sent
    if not (sent or allows(client.scopes, outcome.name.type, "read", client.level)):
        return b""
    return representation(outcome) if outcome.status != DELETED else b""


def _told(outcome: Outcome, judged: Weighed) -> list[Issue]:
    return [*unasked(outcome), *judged.tolerated]


def _said(outcome: Outcome, judged: Weighed) -> dict[str, Any]:
    text = SAID[outcome.status] if outcome.new else UNCHANGED
    if outcome.version == NEVER:
        text = NOTHING
    done = Issue("information", "informational", "", text)
    return operation_outcome([done, *unasked(outcome), *judged.issues])
