"""One draft to one new version, or to the finding that nothing changes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.data_category import category_of
from consent.decision import Deny
from consent.fhir import is_privacy
from consent.grant import Recorded, may_delete, may_record
from hub.errors import (
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    Unprocessable,
    VersionConflict,
)
from hub.interactions.write.choices import choices_of
from hub.interactions.write.draft import Draft
from hub.interactions.write.identity import shared_keys
from hub.interactions.write.links import relinked
from hub.interactions.write.names import Name
from hub.interactions.write.plan import Plan, Setting
from hub.interactions.write.store import Found
from hub.search.index import index
from hub.storage.address import rid, seal_name
from hub.storage.body import content, label
from hub.storage.lookup import Known, sealed_id
from hub.storage.rows import NewVersion
from profiles.compartment import SHARED
from profiles.systems import URA

# An Organization speaks for itself; of the others each source has its own word.
SAID_BY_EACH = SHARED - {"Organization"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft; `new` is None where nothing changed, `body` what was stored."""

    name: Name
    status: int
    version: int
    last_updated: datetime
    new: NewVersion | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is here of the draft's resource: the row that would change, and the newest version.

    `at` is the moment of the next version: never before the last, whichever hub's clock is behind.
    """

    row: Known | None
    newest: int
    said_by: str
    at: datetime


def outcome(draft: Draft, plan: Plan, setting: Setting, found: Found, pair: str | None) -> Outcome:
    """The version that this draft makes.

    Raises:
        FhirError: it may not change what is here, or is not about what it was about.
    """
    name = plan.names[draft]
    standing = _standing(draft, name, setting, found, pair)
    if name.matched and standing.row:
        return _unchanged(name, standing.row)
    _check_version(draft, name, found)
    if draft.method == "DELETE":
        return _deletion(draft, name, standing, setting)
    return _version(draft, plan, standing, setting, pair)


def _standing(
    draft: Draft, name: Name, setting: Setting, found: Found, pair: str | None
) -> Standing:
    words = found.words(name.type, name.id)
    newest = max((row.newest for row in words), default=0)
    at = max([setting.now, *(row.last_updated for row in words)])
    said_by = setting.custodian if draft.type in SAID_BY_EACH else ""
    if draft.method == "DELETE":
        own = (row for row in words if row.custodian == setting.custodian)
        last = max(own, key=lambda row: row.version, default=None)
        return Standing(last, newest, said_by, at)
    row = next((row for row in words if row.said_by == said_by), None)
    alien = [row for row in words if row.custodian != setting.custodian]
    paired = pair and any(setting.keyring.token(pair) in row.finders for row in words)
    same = draft.type == "Patient" or shared_keys(draft) or paired or name.matched
    if alien and not same:
        raise VersionConflict(
            "this id belongs to another organisation's resource; "
            "use an id of your own, or update by your identifier",
            expression=draft.expression,
            rule="A-NOT-CUSTODIAN",
        )
    return Standing(row, newest, said_by, at)


def _check_version(draft: Draft, name: Name, found: Found) -> None:
    seen = found.visible(name.type, name.id)
    if draft.only_new and seen:
        raise PreconditionFailed(
            "If-None-Match says that nothing may be here yet, and something is",
            expression=draft.expression,
        )
    if draft.if_match is None:
        return
    if seen is None or seen.version != draft.if_match:
        raise PreconditionFailed(
            "If-Match names another version than the newest; read it again and redo the change",
            expression=draft.expression,
        )


def _deletion(draft: Draft, name: Name, standing: Standing, setting: Setting) -> Outcome:
    row = standing.row
    if row is None:
        raise NotFound("there is nothing of yours at this address", expression=draft.expression)
    if row.deleted:
        return Outcome(name, 204, row.version, row.last_updated)
    decision = may_delete(setting.custodian, Recorded(row.custodian, row.privacy))
    if isinstance(decision, Deny):
        raise MethodNotAllowed(
            "an inhabitant's choice is withdrawn, not deleted: update it to status inactive",
            headers={"Allow": "GET, PUT"},
            rule=decision.reason,
        )
    version = standing.newest + 1
    new = NewVersion(
        rid=row.rid,
        said_by=row.said_by,
        type=row.type,
        version=version,
        method="DELETE",
        last_updated=standing.at,
        pat=row.pat,
        custodian=row.custodian,
        category=category_of(row.type),
        privacy=row.privacy,
        deleted=True,
        sealed_id=sealed_id(setting.keyring, row.rid, row.id),
        sealed=None,
        digest=b"",
    )
    return Outcome(name, 204, version, standing.at, new)


def _version(
    draft: Draft, plan: Plan, standing: Standing, setting: Setting, pair: str | None
) -> Outcome:
    name, row, keyring = plan.names[draft], standing.row, setting.keyring
    if row and _only_refers(draft, row, setting):
        return _unchanged(name, row)
    resource = draft.resource or {}
    privacy = draft.type == "Consent" and is_privacy(resource)
    _check_same(draft, row, plan.patients[draft], privacy=privacy)
    links = {} if draft.type == "Bundle" else plan.links
    sent = content(draft.raw, links)
    digest = keyring.digest(sent.said())
    if row and row.digest == digest and not row.deleted:
        return _unchanged(name, row)
    resource = relinked(resource, links) if links else resource
    version = standing.newest + 1
    body = sent.body(name.id, version, standing.at, setting.custodian)
    number = rid(keyring, name.type, name.id)
    found_by = index({**resource, "id": name.id}, keyring)
    paired = (keyring.token(pair),) if pair else ()
    new = NewVersion(
        rid=number,
        said_by=standing.said_by,
        type=name.type,
        version=version,
        method=draft.method,
        last_updated=standing.at,
        pat=plan.patients[draft],
        custodian=setting.custodian,
        category=category_of(name.type),
        privacy=privacy,
        deleted=False,
        sealed_id=sealed_id(keyring, number, name.id),
        sealed=keyring.seal(label(name.type, name.id, body), seal_name(name.type, number, version)),
        digest=digest,
        tokens=found_by.tokens,
        finders=(*found_by.finders, *paired),
        references=found_by.references,
        dates=found_by.dates,
        choices=choices_of(resource, name.id, version, keyring) if privacy else None,
    )
    status = 200 if row and not row.deleted else 201
    return Outcome(name, status, version, standing.at, new, body)


def _only_refers(draft: Draft, row: Known, setting: Setting) -> bool:
    """Whether this is another organisation than the one it describes, which is here already."""
    if draft.type != "Organization" or row.deleted:
        return False
    numbers = [value for system, value in draft.identifiers if system == URA]
    return any(value.zfill(8) != setting.custodian for value in numbers)


def _check_same(draft: Draft, row: Known | None, pat: UUID | None, *, privacy: bool) -> None:
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


def _unchanged(name: Name, row: Known) -> Outcome:
    return Outcome(name, 200, row.version, row.last_updated)
