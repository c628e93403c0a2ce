"""That an offer is called off is asked by a Task: judged by the guards of its case.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from hub.storage.aborts import AbortRow
from hub.storage.body import content, with_members
from hub.storage.offers import OfferRow, offers_named
from hub.storage.own_id import names_meant
from hub.transfer.calling_off import DONE
from hub.write.eyes import Eyes
from hub.write.outcome import Outcome
from hub.write.own_version import OwnVersion
from hub.write.plan import Writing
from profiles.resource.read import element, words
from profiles.search.references import local_literal


async def offer_asked_off(eyes: Eyes, setting: Writing, task: Mapping[str, Any]) -> OfferRow | None:
    """The offer that this Task names as its focus; None where that is none."""
    address = local_literal(words(element(task, "focus"), "reference"))
    if address is None:
        return None
    names = names_meant(setting.keyring, setting.custodian, *address)
    found = {one.rid: one for one in await offers_named(eyes.connection, names)}
    return next((found[rid] for rid in names if rid in found), None)


def abort_row(offer: OfferRow, outcome: Outcome, own: str, status: str) -> AbortRow | None:
    """By what it is found from now on."""
    new = outcome.new
    if new is None:
        return None
    return AbortRow(new.rid, offer.family, offer.rid, own, offer.provider, status)


def done_at_once(setting: Writing, outcome: Outcome) -> Outcome:
    """The same, where nobody is to answer it: what it asks for is done."""
    new = outcome.new
    if new is None or new.pat is None:
        return outcome
    members = {"status": DONE}
    version = OwnVersion(
        name=outcome.name,
        pat=new.pat,
        custodian=new.custodian,
        category=new.category,
        row=None,
        now=outcome.last_updated,
        resource={**msgspec.json.decode(outcome.body), **members},
        content=content(with_members(outcome.body, members), {}),
        source=new.custodian,
    )
    made = version.outcome(setting.keyring)
    return structs.replace(outcome, new=made.new, body=made.body)
