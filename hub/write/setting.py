"""The write in which the record of one inhabitant becomes another's.

docs/decisions/0080-merges.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from hub.access.access import Access
from hub.storage.pseudonym import InhabitantName
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.faults import Faults
from hub.write.links import links_of
from hub.write.merging import Merging
from hub.write.needs import needs_of
from hub.write.plan import Writing


@dataclass(frozen=True, slots=True)
class Coming:
    """These `drafts` come to `whose` record, of whom it is told whether he is `numbered`."""

    drafts: Sequence[Draft]
    merging: Merging
    whose: InhabitantName
    moved_from: UUID
    numbered: bool = True


async def setting_of(access: Access, eyes: Eyes, server_url: str, coming: Coming) -> Writing:
    """A write of that record alone, looked up.

    Of whom the numbers are is not asked: that was settled before.
    """
    drafts, whose = coming.drafts, coming.whose
    known, errand, faults = eyes.known, eyes.errand, Faults()
    links = links_of(drafts, server_url)
    needs = needs_of(drafts, links, known.keyring, known.custodian, faults)
    needs = replace(
        needs,
        people={draft: whose for draft in drafts if draft.type == "Patient"},
        numbered=dict.fromkeys(drafts, frozenset()),
        own_numbers={},
        candidates=frozenset(),
        without=frozenset() if coming.numbered else frozenset({whose.pat}),
        moved_from=coming.moved_from,
    )
    await eyes.look(needs.rids, needs.finders, needs.pats)
    return Writing(
        drafts=drafts,
        links=links,
        needs=needs,
        keyring=known.keyring,
        custodian=known.custodian,
        now=coming.merging.at,
        desk=errand.client.desk,
        scopes=errand.client.scopes,
        policy=access.policy,
        merging=coming.merging,
    )
