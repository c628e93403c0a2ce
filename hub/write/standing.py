"""What is here of a draft's resource, and whether this writer may change it in this way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.decision import Deny
from consent.grant import Recorded, may_record
from hub.access.called import Called
from hub.errors import (
    PreconditionFailed,
    PreconditionRequired,
    Taken,
    Unprocessable,
    VersionConflict,
)
from hub.storage.current import NUMBERED_BY_EACH, SAID_BY_EACH
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import shared_keys
from hub.write.names import Name
from hub.write.plan import Writing
from hub.write.settled import own_word


@dataclass(frozen=True, slots=True)
class Standing:
    """What is here of the draft's resource: the row that would change, and the newest version.

    `at` is the moment of the next version: never before the last, whichever hub's clock is behind.
    """

    row: Known | None
    newest: int
    said_by: str
    at: datetime


def standing_of(
    draft: Draft, name: Name, setting: Writing, found: Found, pair: str | None
) -> Standing:
    """The writer's own row, or the one it shares.

    Raises:
        Taken: the id is another organisation's.
    """
    words = found.words(name.type, name.id)
    said_by = setting.custodian if draft.type in SAID_BY_EACH else ""
    counted = [row for row in words if draft.type not in NUMBERED_BY_EACH or row.said_by == said_by]
    newest = max((row.newest for row in counted), default=0)
    at = max([setting.now, *(row.last_updated for row in counted)])
    if draft.method == "DELETE":
        own = (row for row in words if row.custodian == setting.custodian)
        last = max(own, key=lambda row: row.version, default=None)
        return Standing(last, newest, said_by, at)
    row = next((row for row in words if row.said_by == said_by), None)
    alien = [row for row in words if row.custodian != setting.custodian]
    paired = pair and any(setting.keyring.token(pair) in row.finders for row in words)
    same = draft.type == "Patient" or shared_keys(draft) or paired or name.matched is not None
    if alien and not same:
        raise Taken(
            "this id belongs to another organisation's resource; "
            "use an id of your own, or update by your identifier",
            expression=draft.expression,
            rule="A-NOT-CUSTODIAN",
        )
    return Standing(row, newest, said_by, at)


class Stale(Exception):
    """What a patch was applied to is not what is here any more: apply it to that."""


def check_made_of(draft: Draft, row: Known | None, found: Found) -> None:
    """Return where what was patched is what would be changed.

    Raises:
        Stale: it changed meanwhile. Unprocessable: the patch made another one of it.
    """
    if draft.made_of is None:
        return
    own = own_word(draft.type, found.meant(draft.type, draft.id or ""), found)
    if own is None or own.version != draft.made_of:
        raise Stale
    if row is None or row.rid != own.rid:
        raise Unprocessable(
            f"with these numbers it is another {draft.type}; a patch leaves it the same one",
            expression=draft.expression,
            rule="OTHER-IDENTITY",
        )


def check_version(draft: Draft, name: Name, found: Found) -> None:
    """Raise PreconditionFailed where If-Match or If-None-Match says otherwise.

    https://hl7.org/fhir/R4/http.html#concurrency
    """
    seen = found.visible(name.type, name.id)
    if draft.only_new and _is_here(draft, name, found):
        raise PreconditionFailed(
            "If-None-Match says that nothing may be here yet, and something is",
            expression=draft.expression,
        )
    if draft.if_match is None:
        return
    # What many speak of is read in the newest word, and answered to a write in the writer's own.
    called = Called(found.keyring, found.custodian).version
    rows = [row for row in (seen, name.matched) if row]
    if draft.if_match not in {called(row.type, row.custodian, row.version) for row in rows}:
        raise PreconditionFailed(
            "If-Match names another version than the newest; read it again and redo the change",
            expression=draft.expression,
        )


def check_choice(draft: Draft, row: Known | None, found: Found) -> None:
    """Let a choice about exchange be changed by who has read it, and as long as it is his.

    Who sends an old one again would wake what the inhabitant withdrew.

    Raises:
        PreconditionRequired: unread. VersionConflict: the inhabitant took it over.
    """
    if row is None or not row.privacy:
        return
    if draft.if_match is None:
        raise PreconditionRequired(
            "a choice about exchange is changed by who has read it: send If-Match with the ETag "
            "of the version that you change",
            expression=draft.expression,
            rule="P-UNREAD",
        )
    if _is_in_his_own_hands(row, found):
        raise VersionConflict(
            "the inhabitant took this choice into his own hands; only he changes it from now on",
            expression=draft.expression,
            rule="A-NOT-CUSTODIAN",
        )


def _is_in_his_own_hands(row: Known, found: Found) -> bool:
    """Whether the inhabitant, or who stands for him, said himself what this choice says now."""
    dossier = found.dossiers.get(row.pat) if row.pat else None
    said = dossier.facts.statements if dossier else ()
    return any(
        one.consent_id == row.id and one.recorded_by is None and one.source == "local"
        for one in said
    )


def _is_here(draft: Draft, name: Name, found: Found) -> bool:
    """Under the id as it was sent, or in the writer's own word on whom it is about.

    What only others said of him is no match: it would tell that they did.
    """
    asked = found.visible(draft.type, found.meant(draft.type, draft.id or name.id))
    return asked is not None or own_word(name.type, name.id, found) is not None


def check_same(draft: Draft, row: Known | None, pat: UUID | None, *, privacy: bool) -> None:
    """Raise Unprocessable where it would move to another inhabitant, or change its meaning."""
    if row is None:
        return
    if row.pat != pat:
        raise Unprocessable(
            "a resource stays in one inhabitant's record; delete it there and create it anew",
            expression=draft.expression,
            rule="P-OTHER-PATIENT",
        )
    decision = may_record(
        row.custodian, privacy=privacy, stored=Recorded(row.custodian, row.privacy)
    )
    if isinstance(decision, Deny):
        raise Unprocessable(
            "a wish does not become a choice about exchange, nor back; record a new Consent",
            expression=f"{draft.expression}.scope",
            rule=decision.reason,
        )
