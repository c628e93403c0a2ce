"""An inhabitant's choices as they stand: his own to see, and of a recorder what it wrote down.

docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from consent.agreement import acts, proposes
from consent.asker import Provider
from consent.choices.recognised import choice_of
from consent.choices.state import state_of
from consent.decision import Permit
from consent.facts import Facts
from consent.section import CHOICES, INHABITANT
from consent.statement import Statement
from hub.access.access import Access, Whose
from hub.access.assumed import known_of
from hub.access.caller import names_of, require_caller
from hub.access.dossier import Dossier
from hub.access.own import facts_of, mandate_of, not_yours, own_name, require_own
from hub.errors import Damaged, Forbidden, Unavailable
from hub.ledger.record import NOTHING, Record
from hub.query.choice_shown import Choices, ChoiceShown, Sees
from hub.query.sees import sees
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.current import newest, told
from hub.storage.database import Connection, Row
from hub.storage.organizations import enrolled
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import section_number
from hub.storage.stored import Stored, unseal_current

NAME = "$consent-status"
_TRIES = 3
# With the epoch, so that no row is told by facts of before it.
STANDING = (
    "SELECT coalesce((SELECT i.epoch FROM inhabitant i WHERE i.pat = $1), 0) = $2 AS holds, "
    f"{told('r')} FROM resource r {newest('r')} WHERE r.pat = $1 AND r.type = 'Consent' "
    "AND r.section = ANY ($3::bigint[]) AND NOT r.deleted"
)


class _Moved(Exception):
    """His facts are no longer those that were looked at."""


@dataclass(frozen=True, slots=True)
class _View:
    """Whose choices, and how much of them: all, or only those that wait for this asker."""

    dossier: Dossier
    only_waiting: bool = False

    def said(self, consent_id: str) -> list[Statement]:
        """What this Consent says."""
        return [one for one in self.dossier.facts.statements if one.consent_id == consent_id]


async def choices_of(access: Access, errand: Errand, patient: str | None = None) -> Choices:
    """The choices of the person whose token it is; to an organisation those it wrote down.

    `patient` is the id of a Patient, which a person need not give. Who may not read the record, but
    has to agree to what is proposed, sees that and nothing else.

    Raises:
        Unauthenticated, Forbidden: it is another's, or not for this asker. Damaged. Unavailable:
            they change at this very moment.
    """
    require_caller(errand)
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                return await _once(access, connection, errand, patient)
        except _Moved:
            continue
    raise Unavailable(
        "these choices change at this moment; ask again", headers={"Retry-After": "1"}
    )


async def _once(
    access: Access, connection: Connection, errand: Errand, patient: str | None
) -> Choices:
    view = await _view(access, connection, errand, patient)
    rows = await _rows(access, connection, view)
    stored = [one for row in rows if (one := _unsealed(access, row)) is not None]
    said = {one.id: view.said(one.id) for one, _ in stored}
    uras = {custodian for _, custodian in stored} | set(_organizations(said.values()))
    audience = await _audience(access, connection, errand, view)
    uras |= {one.ura for one in audience}
    names = await called(connection, access.keyring, sorted(uras - {INHABITANT}))
    shown = [_shown(access, errand, view, one, custodian, names) for one, custodian in stored]
    if view.only_waiting:
        shown = [one for one in shown if all(map(proposes, one.said)) and one.for_asker]
        if not shown:
            raise not_yours("S-NOT-ENTITLED", view.dossier)
    shown.sort(key=lambda one: (one.for_asker, one.waits, one.recorded), reverse=True)
    await access.ledger.append(connection, [_record(errand, view, shown)])
    return Choices(shown, audience, names, len(rows) - len(stored))


async def _view(
    access: Access, connection: Connection, errand: Errand, patient: str | None
) -> _View:
    own = own_name(errand)
    names = tuple(names_meant(access.keyring, names_of(errand), "Patient", patient or ""))
    if own is None:
        if not patient:
            raise Forbidden("say whose choices: patient, the id of a Patient", rule="P-NO-PATIENT")
        return _View(await access.gather(connection, errand, Whose("patient", names), anew=True))
    dossier = await access.gather(connection, errand, Whose("pat", (own,)), anew=True)
    if patient and dossier.patient not in names:
        other = await access.gather(connection, errand, Whose("patient", names))
        raise not_yours("S-NOT-ENTITLED", other)
    try:
        require_own(access, errand, dossier)
    except Forbidden:
        if dossier.patient is None or not dossier.whole:
            raise
        return _View(dossier, only_waiting=True)
    return _View(dossier)


async def _rows(access: Access, connection: Connection, view: _View) -> list[Row]:
    dossier = view.dossier
    pat = dossier.reach.pat
    sections = [
        section_number(access.keyring.index_key, pat, custodian, category)
        for (custodian, category), decision in dossier.scope.sections.items()
        if category == CHOICES and (view.only_waiting or isinstance(decision, Permit))
    ]
    rows = await connection.fetch(STANDING, pat, dossier.reach.epoch, sections)
    if not all(row["holds"] for row in rows):
        raise _Moved
    if not dossier.whole:
        raise Damaged(
            "these choices can't be shown: the record was changed outside the hub; tell the hub's "
            "owner the X-Request-Id"
        )
    return list(rows)


def _unsealed(access: Access, row: Row) -> tuple[Stored, str] | None:
    """The Consent and who keeps it; None where it was changed outside the hub: the log has it."""
    with suppress(Damaged):
        return unseal_current(row, access.keyring), row["custodian"]
    return None


def _organizations(said: Iterable[Iterable[Statement]]) -> Iterator[str]:
    for each in said:
        for one in each:
            yield from (name for name in (one.actor, one.custodian) if name.isdecimal())


async def _audience(
    access: Access, connection: Connection, errand: Errand, view: _View
) -> Sequence[Sees]:
    """Who sees what today: told to who may see all of the record, and to nobody else."""
    if own_name(errand) is None or view.only_waiting:
        return ()
    kinds = await enrolled(connection)
    facts = replace(known_of(view.dossier.facts, errand.now), policy=access.policy)
    return sees(facts, kinds, errand.now)


def _shown(
    access: Access,
    errand: Errand,
    view: _View,
    stored: Stored,
    custodian: str,
    names: Mapping[str, str],
) -> ChoiceShown:
    dossier, said = view.dossier, view.said(stored.id)
    asked = facts_of(access, errand, dossier)
    return ChoiceShown(
        stored=dossier.called.stored(stored, custodian),
        state=state_of(said, _facts(access, errand, dossier), errand.question.day),
        said=said,
        acts=acts(errand.question, asked, said, mandate_of(errand)),
        made=choice_of(msgspec.json.decode(stored.body)),
        custodian=custodian,
        recording=dossier.facts.recording(stored.id, stored.number),
        names=names,
    )


def _facts(access: Access, errand: Errand, dossier: Dossier) -> Facts:
    """By which it stands; to an organisation no more of them than it said itself.

    Else how its Consent stands would tell it what others say of his age or of who stands for him.
    """
    facts = replace(known_of(dossier.facts, errand.now), policy=access.policy)
    if not isinstance(errand.asker, Provider):
        return facts
    ura = errand.asker.ura
    return Facts(
        born=date.min,
        capable=True,
        related=tuple(one for one in facts.related if one.custodian == ura),
        sources=tuple(one for one in facts.sources if one.custodian == ura),
        policy=access.policy,
    )


def _record(errand: Errand, view: _View, shown: Sequence[ChoiceShown]) -> Record:
    rule = "S-OWN-DATA" if own_name(errand) is not None else "C-OWN-DOSSIER"
    if view.only_waiting:
        rule = "S-CONSENT-RECORDED"
    if not shown and own_name(errand) is None:
        rule = NOTHING
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule=rule,
        errand=errand,
        pat=view.dossier.reach.pat,
        type="Consent",
        found=len(shown),
        entities=tuple(f"{one.stored.address}/_history/{one.stored.version}" for one in shown),
        detail={"operation": NAME},
    )
