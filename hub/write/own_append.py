"""What a person wrote, or is answered, with what it changes of the facts and its ledger row."""

from collections.abc import Sequence

from consent.section import Section
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Connection
from hub.storage.rows import NewFacts
from hub.storage.sealing import Keyring
from hub.write.outcome import Outcome

CREATED = 201


def section_that_came(dossier: Dossier, section: Section, keyring: Keyring) -> list[NewFacts]:
    """The facts from the next epoch on, where this section holds nothing yet; else none."""
    facts = dossier.facts.with_section(section)
    if facts == dossier.facts or dossier.patient is None:
        return []
    pat, epoch = dossier.reach.pat, dossier.reach.epoch + 1
    sealed = facts.sealed(keyring, pat, dossier.patient, epoch)
    return [NewFacts(pat, dossier.patient, epoch, sealed)]


async def append_own(
    access: Access,
    connection: Connection,
    errand: Errand,
    outcome: Outcome,
    rule: str,
    moved: Sequence[NewFacts] = (),
) -> None:
    """They stand together; `rule` is why this asker may write it.

    Raises:
        LOST_RACE: another write came first; look again.
    """
    row, new = own_record(errand, outcome, rule), outcome.new
    assert new is not None  # noqa: S101 - narrowing: what is written here is always new
    await access.ledger.append(connection, [row], written([new], moved))


def own_record(errand: Errand, outcome: Outcome, rule: str) -> Record:
    """The ledger's row of it."""
    new = outcome.new
    assert new is not None  # noqa: S101 - narrowing: likewise
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="create" if outcome.status == CREATED else "update",
        status=outcome.status,
        rule=rule,
        errand=errand,
        pat=new.pat,
        type=new.type,
        found=1,
        entities=(f"{outcome.name.address}/_history/{outcome.version}",),
    )
