"""What a write answers: headers always, the resource where it is asked for.

https://hl7.org/fhir/R4/http.html#ops
"""

from typing import Any

import msgspec
from msgspec import structs

from consent.statement import CATEGORY
from hub.errors import operation_outcome
from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.parts import Hub
from hub.validation.findings import CLEAN, Weighed
from hub.write.outcome import Contrary, Outcome
from hub.write.representation import representation
from profiles.instant import instant
from profiles.issue import Issue

DELETED = 204
CONTRARY = "PZP-71"
"""docs/decisions/0046-a-will-against-an-agreement.md"""
PHRASE = {200: "200 OK", 201: "201 Created", 204: "204 No Content"}
SAID = {
    200: "stored as a new version",
    201: "stored",
    204: "deleted",
}
UNCHANGED = "nothing changed: this is what was stored already"
CLOSED = Issue(
    "information",
    "suppressed",
    "",
    "nobody but your organisation and the inhabitant sees this: no choice of the inhabitant opens "
    "it; a privacy Consent that lets somebody in does",
)
UNRELATED = Issue(
    "information",
    "suppressed",
    "",
    "nobody but your organisation and the inhabitant sees this: others spoke of this inhabitant "
    "before, and no treatment relation with you is known here; push the Encounter, "
    "EpisodeOfCare, ServiceRequest or Task that you treat him by, or the Patient with you as its "
    "generalPractitioner",
)
WAITS = Issue(
    "warning",
    "business-rule",
    "Consent.organization",
    "over what your organisation keeps this holds from now on; over what others keep it opens and "
    "closes nothing: that the inhabitant has to say himself, or each of them writes it down",
)
UNSIGNED = Issue(
    "warning",
    "business-rule",
    "Consent.performer",
    "one who signed this is not known here to stand for the inhabitant, and without another who "
    "may, this opens nothing: send the RelatedPerson first, in this record and active, its "
    "relationship with the code of a ground (RoleCode FTH, MTH, HUSB, WIFE, DOMPART, SONC, DAUC, "
    "BRO or SIS; COD472 03 curator, 11 guardian or 15 mentor; SNOMED CT 310141000146103 proxy), "
    "then record this anew",
)
UNNAMED = Issue(
    "warning",
    "business-rule",
    "Task.owner",
    "this transfer opens nothing to who takes over: name your organisation as requester and the "
    "other as owner, each by its URA, and in restriction.period a start and an end alone",
)
UNHELD = Issue(
    "warning",
    "business-rule",
    "Consent.category",
    "the hub holds no data of a category that this permits, and opens none by it; that of "
    "treatment is GGC002",
)
DESK_WAITS = Issue(
    "warning",
    "business-rule",
    "Consent",
    "over what others keep this is kept as proposed, and opens and closes nothing yet: another "
    "person of this desk confirms it by sending the same once more, with If-Match and a token that "
    "names him",
)
DESK_CONFIRMED = Issue(
    "information",
    "informational",
    "Consent",
    "a second person confirmed this: it holds from now on",
)
AT_DESK = {"proposed": DESK_WAITS, "confirmed": DESK_CONFIRMED}


async def single(hub: Hub, call: Call, outcome: Outcome, judged: Weighed = CLEAN) -> Answer:
    """The answer to one create, update or delete.

    What was stored against its profile says so unasked, unless Prefer asks for another body.
    """
    headers = version_headers(outcome.version, outcome.last_updated)
    if outcome.status != DELETED:
        headers["Location"] = f"{hub.fhir_url}/{location(outcome)}"
    if call.prefers("return=representation") and outcome.status != DELETED:
        return Answer(outcome.status, await representation(hub.access, outcome), headers)
    if _tells(call, outcome, judged) and not call.prefers("return=minimal"):
        status = outcome.status if outcome.status != DELETED else 200
        body = msgspec.json.encode(_said(outcome, judged))
        return Answer(status, body, headers, is_outcome=True)
    return Answer(outcome.status, b"", headers)


def told_whole(call: Call) -> Call:
    """The same call, that asks for what was stored, unless it asks for another body."""
    if "return=" in call.headers.get("prefer", ""):
        return call
    return structs.replace(call, headers={**call.headers, "prefer": "return=representation"})


async def entry(hub: Hub, call: Call, outcome: Outcome, judged: Weighed = CLEAN) -> bytes:
    """The answer to one entry of a transaction, as the JSON of a Bundle.entry."""
    response: dict[str, Any] = {
        "status": PHRASE[outcome.status],
        "etag": f'W/"{outcome.version}"',
        "lastModified": instant(outcome.last_updated),
    }
    if outcome.status != DELETED:
        response["location"] = location(outcome)
    if _tells(call, outcome, judged):
        response["outcome"] = _said(outcome, judged)
    tail = msgspec.json.encode({"response": response})
    if call.prefers("return=representation") and outcome.status != DELETED:
        return b'{"resource":' + await representation(hub.access, outcome) + b"," + tail[1:]
    return tail


def location(outcome: Outcome) -> str:
    """`Type/id/_history/version`."""
    return f"{outcome.address}/_history/{outcome.version}"


def _tells(call: Call, outcome: Outcome, judged: Weighed) -> bool:
    unasked = judged.tolerated or _unasked(outcome)
    return bool(unasked) or call.prefers("return=OperationOutcome")


def _said(outcome: Outcome, judged: Weighed) -> dict[str, Any]:
    text = SAID[outcome.status] if outcome.new else UNCHANGED
    done = Issue("information", "informational", "", text)
    return operation_outcome([done, *_unasked(outcome), *judged.issues])


def _unasked(outcome: Outcome) -> list[Issue]:
    """What whoever stored it has to know: whom it is closed to, and over what it has no force."""
    told = [UNRELATED if outcome.unrelated else CLOSED] if outcome.closed else []
    if outcome.unnamed:
        told.append(UNNAMED)
    if outcome.unsigned:
        told.append(UNSIGNED)
    if outcome.unheld:
        told.append(UNHELD)
    if outcome.waits:
        told.append(WAITS)
    told += map(_contrary, dict.fromkeys(outcome.contrary))
    if outcome.desk:
        told.append(AT_DESK[outcome.desk])
    return told + [_nobody(named) for named in outcome.nobody]


def _contrary(other: Contrary) -> Issue:
    """Which of both holds is not for a machine to say."""
    kind, this = ("an advance directive", "this agreement")
    if not other.is_will:
        kind, this = ("a treatment directive", "this will")
    dated = f"of {other.date}" if other.date else "without a date that can be read"
    return Issue(
        "warning",
        "business-rule",
        "Consent.provision",
        f"{kind} {dated} is active in this record and says the contrary of {this} on the same "
        "treatment; both are kept and shown, and neither is put before the other: talk about it, "
        "then end the one that does not hold, or name the advance directive in sourceReference of "
        "an agreement that was made knowing it",
        rule=CONTRARY,
    )


def _nobody(named: str) -> Issue:
    return Issue(
        "warning",
        "not-found",
        "Consent",
        f"no organisation takes part here as {named.removeprefix(CATEGORY)}; see whether that is "
        "what the inhabitant means: until one does, this opens and closes nothing for it",
    )
