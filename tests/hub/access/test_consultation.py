"""How much one request asks Mitz."""

from uuid import UUID

import pytest

from consent.section import Section
from hub.access.consultation import MOST_ASKED, Consultation
from hub.access.dossier import Dossier
from hub.access.facts import StoredFacts
from hub.security.errand import Client, Errand
from tests.hub.outbound.cast import SURGEON
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


def of_many(asking: Asking, errand: Errand, holders: int) -> Dossier:
    """A record that so many organisations keep, and nothing was chosen of."""
    access = asking.running.access
    sections = tuple(
        Section(f"{40_000_000 + number}", "Z3", category)
        for number in range(holders)
        for category in ("GGC002", None)
    )
    unknown = access.unknown(errand, UUID(int=1))
    kept = Dossier(unknown.reach, unknown.scope, UUID(int=2), StoredFacts(sections=sections))
    return access.answered(errand, kept, {})


async def test_of_hundreds_of_holders_so_many_are_asked_about_and_the_rest_stays_closed(
    asking: Asking,
) -> None:
    errand = Errand(
        asker=SURGEON,
        purpose="TREAT",
        now=asking.running.clock(),
        request_id="r",
        client=Client(client_id="c", name="C", scopes=(), token_id="t"),
    )
    dossier = of_many(asking, errand, 300)
    consultation = Consultation(asking.running.access, errand)

    due = consultation.due(dossier)

    assert len(due) == len(set(due)) == MOST_ASKED
    await consultation.ask(dossier, due)
    assert consultation.due(dossier) == []
    assert consultation.seen(dossier) is dossier
    assert not any(dossier.reach.sections)
    # Nobody is kept here under that name, so there is no number to ask by.
    assert asking.stub.taken == []
