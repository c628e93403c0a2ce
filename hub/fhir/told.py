"""What whoever stored something has to know, though it was stored.

docs/decisions/0060-what-a-write-answers.md
"""

import re
from collections.abc import Iterable, Mapping

from consent.statement import CATEGORY
from hub.write.outcome import Contrary, Outcome
from profiles.issue import Issue

CONTRARY = "PZP-71"
"""docs/decisions/0046-a-will-against-an-agreement.md"""
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
WITHOUT_BSN = Issue(
    "information",
    "suppressed",
    "",
    "kept in your organisation's own dossier alone, for this Patient has no BSN: nobody else sees "
    "it, also not in an emergency, and no choice opens it; as soon as his BSN is known, say so "
    "by Patient/$merge, reason bsn-later",
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
UNSENT = Issue(
    "warning",
    "not-supported",
    "Subscription.status",
    "the hub sends no notifications of Subscriptions: this is kept as you sent it, and never "
    "becomes active; ask [type]/_history what changed",
)
LATE = Issue(
    "warning",
    "business-rule",
    "",
    "this came as of a Patient whom you replaced by another: what is about him is kept with that "
    "one, and the Patient in it is left aside, for it is of before; send the new number or id",
)
AT_DESK = {"proposed": DESK_WAITS, "confirmed": DESK_CONFIRMED}
_IN_SHORT: Mapping[Issue, str] = {
    CLOSED: "stored, closed to all but you and the inhabitant",
    UNRELATED: "stored, closed to all but you and the inhabitant: no treatment relation known",
    WITHOUT_BSN: "without a BSN: your own dossier alone, no emergency or choice opens it",
    WAITS: "opens and closes nothing of what others keep",
    UNSIGNED: "opens nothing: who signed is not known to stand for the inhabitant",
    UNNAMED: "opens nothing: requester, owner and period must be said",
    UNHELD: "opens nothing of a category that the hub does not hold",
    LATE: "replaced Patient: kept with who came in his place",
    UNSENT: "kept, and no notification is ever sent",
    DESK_WAITS: "waits for a second person of this desk",
    DESK_CONFIRMED: "confirmed by a second person: it holds",
}
_MOST = 8
_DELETED = 204
_LONGEST = 120
_ODD = re.compile(r"[^ !#-\[\]-~]")
"""What does not stand in a quoted string as it is. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.4"""


def unasked(outcome: Outcome) -> list[Issue]:
    """Whom it is closed to, and over what it has no force."""
    told = [UNRELATED if outcome.unrelated else CLOSED] if outcome.closed else []
    if outcome.without_bsn:
        told = [WITHOUT_BSN]
    is_kept = outcome.name.type == "Subscription" and outcome.status != _DELETED
    beside = {
        UNSENT: is_kept,
        UNNAMED: outcome.unnamed,
        UNSIGNED: outcome.unsigned,
        UNHELD: outcome.unheld,
        WAITS: outcome.waits,
        LATE: outcome.late,
    }
    told += [issue for issue, is_so in beside.items() if is_so]
    told += map(_contrary, dict.fromkeys(outcome.contrary))
    if outcome.desk:
        told.append(AT_DESK[outcome.desk])
    return told + [_nobody(named) for named in outcome.nobody]


def warning(issues: Iterable[Issue]) -> str:
    """The same as values of the header Warning: by rule or code, and where to read it whole.

    https://www.rfc-editor.org/rfc/rfc7234#section-5.5
    """
    lines = list(dict.fromkeys(map(_line, issues)))
    more = len(lines) - _MOST
    lines = [*lines[:_MOST], *([f"and {more} more"] if more > 0 else []), _WHOLE]
    return ", ".join(f'299 - "{line}"' for line in lines)


_WHOLE = "whole with Prefer: return=OperationOutcome"


def _line(issue: Issue) -> str:
    words = [issue.rule or issue.code, issue.expression, _IN_SHORT.get(issue, "")]
    return _ODD.sub("?", ": ".join(filter(None, words)))[:_LONGEST]


def _contrary(other: Contrary) -> Issue:
    """Which of both holds is not for a machine to say."""
    kind, this = ("an advance directive", "this agreement")
    if not other.is_will:
        kind, this = ("a treatment directive", "this will")
    that = f"{kind} of {other.date}" if other.date else f"{kind} without a date that can be read"
    return Issue(
        "warning",
        "business-rule",
        "Consent.provision",
        f"{that} is active in this record and says the contrary of {this} on the same "
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
