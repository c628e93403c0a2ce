"""How much one request asks Mitz, and about whom."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from consent.decision import Permit
from consent.facts import Mitz as Word
from consent.section import Section
from consent.statement import Statement
from hub.access.called import Called
from hub.access.consultation import MOST_ASKED, Consultation
from hub.access.dossier import Dossier
from hub.access.facts import StoredFacts, Subscription
from hub.access.number import number_of
from hub.outbound.mitz.subscription import Subscribed
from hub.search.reach import Reach
from hub.security.errand import Client, Errand
from hub.storage.pseudonym import inhabitant, rid
from profiles.identifiers import BSN
from tests.hub.dossier import a_dossier
from tests.hub.outbound.cast import SURGEON
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


def an_errand(asking: Asking) -> Errand:
    return Errand(
        asker=SURGEON,
        purpose="TREAT",
        now=asking.running.clock(),
        request_id="r",
        client=Client(client_id="c", name="C", scopes=(), token_id="t"),
    )


def of_many(asking: Asking, errand: Errand, holders: int) -> Dossier:
    """A record that so many organisations keep, and nothing was chosen of."""
    access = asking.running.access
    sections = tuple(
        Section(f"{40_000_000 + number}", "Z3", category)
        for number in range(holders)
        for category in ("GGC002", None)
    )
    unknown = access.unknown(errand, UUID(int=1))
    kept = Dossier(
        unknown.reach, unknown.scope, unknown.called, UUID(int=2), StoredFacts(sections=sections)
    )
    return access.answered(errand, kept, {})


COPY = Statement(
    consent_id="urn:copy",
    version=1,
    permit=True,
    given_at=datetime(2026, 3, 1, tzinfo=UTC),
    source="mitz",
)


@pytest.mark.parametrize("copied", [True, False], ids=["a copied yes", "a copied no"])
@pytest.mark.parametrize("told", ["permit", "deny"])
def test_what_mitz_says_in_this_request_and_a_copy_of_what_it_said_open_only_together(
    asking: Asking,
    told: Word,
    *,
    copied: bool,
) -> None:
    """Or a copy that is found while it is asked opens what it has just closed."""
    access, errand = asking.running.access, an_errand(asking)
    alone = of_many(asking, errand, 1)
    custodian = alone.facts.sections[0].custodian
    facts = replace(
        alone.facts,
        statements=(replace(COPY, permit=copied, custodian=custodian),),
        subscriptions=(Subscription(custodian, Subscribed("Subscription/1", errand.now)),),
    )
    kept = replace(alone, facts=facts)

    by_copy = access.answered(errand, kept, {})
    live = access.answered(errand, kept, {custodian: told})

    assert is_open(by_copy) is copied
    assert is_open(live) is (copied and told == "permit")


def is_open(dossier: Dossier) -> bool:
    return any(isinstance(one, Permit) for one in dossier.scope.sections.values())


async def test_no_number_is_found_but_that_of_the_record_itself(asking: Asking) -> None:
    """Whatever the database says whose Patient it is, Mitz answers of nobody else."""
    access = asking.running.access
    mine, other = [await a_dossier(asking) for _ in range(2)]
    pats = [inhabitant(access.keyring, BSN(one.bsn)).pat for one in (mine, other)]
    patient = rid(access.keyring, "Patient", mine.id)
    scope = access.unknown(an_errand(asking), pats[0]).scope

    called = Called(access.keyring, mine.source.ura)
    [right, wrong] = [Dossier(Reach(pat, 1), scope, called, patient) for pat in pats]

    assert await number_of(access, right) == BSN(mine.bsn)
    assert await number_of(access, wrong) is None


async def test_of_whom_every_source_took_its_word_back_there_is_no_number(asking: Asking) -> None:
    dossier = await a_dossier(asking)
    access = asking.running.access
    pat = inhabitant(access.keyring, BSN(dossier.bsn)).pat
    await dossier.source("DELETE", dossier.patient)
    scope = access.unknown(an_errand(asking), pat).scope
    patient = rid(access.keyring, "Patient", dossier.id)
    assert (
        await number_of(
            access, Dossier(Reach(pat, 1), scope, Called(access.keyring, None), patient)
        )
        is None
    )


async def test_of_hundreds_of_holders_so_many_are_asked_about_and_the_rest_stays_closed(
    asking: Asking,
) -> None:
    errand = an_errand(asking)
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
