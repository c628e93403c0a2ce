"""A deletion: a last version that says so, and nothing found by any more."""

from dataclasses import replace

from consent.decision import Deny
from consent.grant import Recorded, may_delete
from hub.errors import Forbidden, MethodNotAllowed, VersionConflict
from hub.storage.pseudonym import section_of
from hub.storage.rows import NewVersion
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.late import closed_to
from hub.write.names import Name
from hub.write.outcome import NEVER, Outcome
from hub.write.plan import Writing
from hub.write.sealed import seal
from hub.write.standing import Standing

REPLACED = (
    "this Patient was replaced by another, and stays: by him what still comes under his number "
    "finds the other; delete that one, or undo the merge first"
)
ANOTHERS = "another organisation keeps this, and only who keeps it deletes it"


def deletion(
    draft: Draft, name: Name, standing: Standing, setting: Writing, found: Found
) -> Outcome:
    """The version that says so; none where it was deleted before, or never was.

    Raises:
        Forbidden: what is here and may be seen is another's. MethodNotAllowed: an inhabitant's
            choice. VersionConflict: a Patient who was replaced.
    """
    row = standing.row
    if row is None:
        if found.visible(name.type, name.id) is not None:
            raise Forbidden(ANOTHERS, expression=draft.expression, rule="A-NOT-CUSTODIAN")
        return Outcome(name, 204, NEVER, setting.now)
    if row.deleted:
        return Outcome(name, 204, row.version, row.last_updated)
    if row.type == "Patient" and closed_to(row, found):
        raise VersionConflict(REPLACED, expression=draft.expression, rule="MERGE-13")
    decision = may_delete(
        setting.custodian,
        Recorded(row.custodian, row.privacy),
        numbered=not found.is_without_bsn(row),
    )
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
        section=section_of(setting.keyring, row.pat, row.custodian, row.category),
        custodian=row.custodian,
        category=row.category,
        deleted=True,
        rank=row.rank,
    )
    new = replace(new, sealed=seal(new, name, b"", setting.keyring))
    return Outcome(name, 204, version, standing.at, new)
