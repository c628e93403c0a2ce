"""What an inhabitant writes in his own words, or who stands for him writes beside it.

He has one QuestionnaireResponse of his own, and who stands for him writes in another: what he
wrote himself nobody else changes, and both keep their versions.
docs/decisions/0040-own-words.md
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consent.asker import Inhabitant
from consent.data_category import TREATMENT_DATA
from consent.decision import Deny
from consent.grant import may_choose
from consent.section import INHABITANT, Section
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.access.own import facts_of, not_yours
from hub.errors import Forbidden, VersionConflict
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.body import OWN_WORDS, Content, content, labelled, with_members
from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current
from hub.write.conditions import require_read
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_append import append_own, section_that_came
from hub.write.own_patient import own_patient
from hub.write.own_version import OwnVersion
from hub.write.own_words import signer
from hub.write.until_won import until_won
from profiles.instant import instant
from profiles.own_words import TYPE

HIS, FOR_HIM = "own-words", "own-words-for-him"
RULE = "S-OWN-DATA"
_MAY_NOT = (
    "by age, or by the ground on which somebody asks for another, this is not for him to write"
)
_HIS_ALONE = "what the inhabitant wrote himself he alone changes; write beside it, by POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResponse:
    """Own words, found to be no more than that; `id` and `if_match` where they change some."""

    errand: Errand
    resource: dict[str, Any]
    raw: bytes
    id: str | None = None
    if_match: str | None = None


async def record_words(access: Access, own: OwnResponse) -> Outcome:
    """Store them, signed by who asks and dated now, with their ledger row.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, may not write, or it is not about him.
        VersionConflict: he wrote some before, and changes those. Damaged.
        PreconditionRequired, PreconditionFailed: it changes what he has not read.
    """
    return await until_won(access, lambda connection: _once(access, connection, own))


async def _once(access: Access, connection: Connection, own: OwnResponse) -> Outcome:
    errand, keyring = own.errand, access.keyring
    dossier, patient = await own_patient(access, connection, errand, own.resource["subject"])
    _require_may_write(access, errand, dossier)
    name = Name(TYPE, _id(own, keyring, dossier))
    rows = await lookup(connection, [rid(keyring, TYPE, name.id)], (), ())
    row = next(iter(rows), None)
    _check(own, row, dossier)
    if row is not None:
        unseal_current(row, keyring)
    signature = signer(errand, patient)
    members = {"author": signature, "source": signature, "authored": instant(errand.now)}
    version = OwnVersion(
        name=name,
        pat=dossier.reach.pat,
        custodian=INHABITANT,
        category=TREATMENT_DATA,
        row=row,
        now=errand.now,
        resource={**own.resource, **members},
        content=_content(own.raw, members),
    )
    outcome = version.outcome(keyring)
    moved = section_that_came(dossier, Section(INHABITANT, "", TREATMENT_DATA), keyring)
    await append_own(access, connection, errand, outcome, RULE, moved)
    return outcome


def _require_may_write(access: Access, errand: Errand, dossier: Dossier) -> None:
    """Return where he may say no himself, or who stands for him may say yes without another.

    Raises:
        Forbidden: by age, capacity or ground it is not his to write.
    """
    is_he = isinstance(errand.asker, Inhabitant)
    facts = facts_of(access, errand, dossier)
    decision = may_choose(errand.question, facts, permits=not is_he)
    if isinstance(decision, Deny):
        refusal = Forbidden(_MAY_NOT, rule=decision.reason)
        refusal.whose = (dossier.reach.pat,)
        raise refusal


def words_id(keyring: Keyring, pat: UUID, which: str) -> str:
    """The id of an inhabitant's own words, or of those for him: there is one of each."""
    return str(UUID(bytes=keyring.fingerprint(which, str(pat))[:16]))


def _id(own: OwnResponse, keyring: Keyring, dossier: Dossier) -> str:
    """Which of the two this is, or would be.

    Raises:
        Forbidden: another's, or none; or what the inhabitant wrote, where another asks.
    """
    pat, is_he = dossier.reach.pat, isinstance(own.errand.asker, Inhabitant)
    his, for_him = (words_id(keyring, pat, which) for which in (HIS, FOR_HIM))
    if own.id is None:
        return his if is_he else for_him
    if own.id not in {his, for_him}:
        raise not_yours("S-NOT-ENTITLED", dossier)
    if own.id == his and not is_he:
        raise Forbidden(_HIS_ALONE, rule="S-NOT-ENTITLED")
    return own.id


def _check(own: OwnResponse, row: Columns | None, dossier: Dossier) -> None:
    if own.id is None:
        if row is not None:
            raise VersionConflict("you wrote some before: read those, and change them by PUT")
        return
    if row is None:
        raise not_yours("S-NOT-ENTITLED", dossier)
    require_read(own.if_match, row["version"], "own words are changed by who has read them")


def _content(raw: bytes, members: dict[str, Any]) -> Content:
    """Of meta nothing is taken but what the hub says itself."""
    return Content(content(with_members(raw, members), {}).members, labelled({}, OWN_WORDS))
