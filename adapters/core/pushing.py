"""One parcel to the hub, as it is now: what was told anew since stays as the hub has it."""

from adapters.core.client import HubClient
from adapters.core.dispatch import Leaving
from adapters.core.errors import Refused, operation_outcome
from adapters.core.taken import must_be_taken
from adapters.core.telling import without
from adapters.core.unread import UNREAD, as_read
from profiles.issue import Issue

OVERTAKEN = 409
_TEXT = "a later delivery has told the same anew: this one would undo it, and is not brought again"


async def push(client: HubClient, leaving: Leaving) -> None:
    """One attempt. Raises Refused, NotAuthorized or Unreachable."""
    parcel = leaving.parcel
    if leaving.is_late and any(one.is_own for one in leaving.told_anew):
        raise Refused(OVERTAKEN, operation_outcome([Issue("error", "conflict", "", _TEXT)]))
    body = parcel.body
    if older := {one.url for one in leaving.told_anew if not one.is_own}:
        body = without(body, older)
    try:
        answer = await client.deliver(parcel.target, body)
    except Refused as refusal:
        if refusal.status != UNREAD:
            raise
        body = await as_read(client, body)
        answer = await client.deliver(parcel.target, body)
    must_be_taken(parcel.target, body, answer)
