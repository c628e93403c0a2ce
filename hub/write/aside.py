"""A push about somebody else is put aside: nothing of it is stored, and a task is."""

from datetime import timedelta

from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import FhirError
from hub.security.errand import Errand
from hub.storage.task import NewTask
from hub.storage.tasks import opened
from hub.write.speaker import RULE_OF
from profiles.issue import Issue

RULES = frozenset(RULE_OF.values())
MEND_WITHIN = timedelta(days=3)


async def put_aside(access: Access, errand: Errand, refusal: FhirError) -> None:
    """Leave a task for who keeps the source, and tell its number; one for each inhabitant.

    Nothing is left where the refusal does not say that it is about somebody else.
    """
    rules = [issue.rule for issue in refusal.issues if issue.rule in RULES]
    if not rules:
        return
    detail = {"request_id": errand.request_id, "rules": rules}
    async with access.database.transaction() as connection:
        for pat in refusal.whose:
            task = NewTask(
                kind="who-is-this",
                custodian=custodian_of(errand),
                pat=pat,
                at=errand.now,
                due=errand.now + MEND_WITHIN,
                detail=detail,
            )
            number = await opened(connection, access.keyring, task)
            refusal.issues = (*refusal.issues, _told(number))


def _told(number: int) -> Issue:
    text = f"task {number} waits for who keeps this source; the hub's owner closes it"
    return Issue("information", "informational", "", text)
