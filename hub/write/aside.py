"""A push about somebody else is put aside: nothing of it is stored, and a task is."""

from datetime import timedelta

from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import SomebodyElse
from hub.security.errand import Errand
from hub.storage.task import NewTask
from hub.storage.tasks import opened
from profiles.issue import Issue

MEND_WITHIN = timedelta(days=3)


async def put_aside(access: Access, errand: Errand, refusal: SomebodyElse) -> None:
    """Leave a task for who keeps the source, and tell its number; one for each inhabitant."""
    detail = {"request_id": errand.request_id, "rules": refusal.rule.split()}
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
