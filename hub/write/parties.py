"""Who a merge is about: whom the source meant before, and who he is.

By what this source delivered alone: what others keep is neither asked nor told.
docs/decisions/0080-merges.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import msgspec

from consent.person import contradicted, person_of
from hub.access.merged import Left
from hub.errors import SomebodyElse, Unprocessable, VersionConflict
from hub.storage.pseudonym import InhabitantName, inhabitant, known_at
from hub.storage.sealing import Keyring
from hub.write.found import Found, Known
from hub.write.late import last
from hub.write.own_number import OwnNumber, identifiers_of, is_own, own_numbers
from profiles import systems
from profiles.identifiers import BSN, is_bsn
from profiles.issue import Issue

Reason = Literal["merge", "bsn-later", "bsn-corrected"]
PRIOR, TARGET, RESULT = (
    f"Parameters.parameter.where(name='{name}')"
    for name in ("source-patient-identifier", "target-patient-identifier", "result-patient")
)
_UNKNOWN = (
    "nothing that you delivered is known by this identifier: name a number of your own that you "
    "delivered a Patient by, or the BSN that he came with"
)
_NOT_OWN = (
    "this is no number that you give out yourself: name one of your own, or the BSN, with system "
    f"{systems.BSN_SYSTEM}"
)
_NOBODY = "you delivered no Patient with this identifier: send him along as result-patient, with it"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source says: `prior` is `target`, as it knows both; `result` is how he is now.

    `event` is its own message. `raw` are the bytes of `result`.
    """

    prior: OwnNumber
    target: OwnNumber
    reason: Reason
    event: OwnNumber
    result: dict[str, Any] | None = None
    raw: bytes = b""

    def digest(self, keyring: Keyring) -> str:
        """Of who became who, and why: a message that is sent again says the same."""
        said = msgspec.json.encode([*self.prior, *self.target, self.reason])
        return keyring.fingerprint("merge-asked", said.hex()).hex()

    def numbers(self) -> Iterator[OwnNumber]:
        """All that somebody is named by."""
        yield from (self.prior, self.target)
        yield from numbers_in(self.result or {})


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two; `word` is what this source says of him, None where it says nothing yet.

    `bsn` is the number itself, empty where he has none.
    """

    name: InhabitantName
    word: Known | None
    bsn: str

    @property
    def numbered(self) -> bool:
        """Whether he has a BSN."""
        return bool(self.bsn)


@dataclass(frozen=True, slots=True)
class Parties:
    """Both; `numbers` are those by which the prior was known and that go over to the survivor."""

    prior: Party
    survivor: Party
    numbers: tuple[OwnNumber, ...]
    is_done: bool = False

    @property
    def are_one(self) -> bool:
        """Whether both numbers are of one inhabitant here already."""
        return self.prior.name.pat == self.survivor.name.pat


def numbers_in(patient: Mapping[str, Any]) -> tuple[OwnNumber, ...]:
    """The numbers of a Patient, his BSN among them."""
    listed = [
        OwnNumber(one["system"], one["value"])
        for one in identifiers_of(patient)
        if isinstance(one.get("system"), str) and isinstance(one.get("value"), str)
    ]
    return tuple(dict.fromkeys(listed))


def name_of(keyring: Keyring, custodian: str, number: OwnNumber) -> InhabitantName:
    """How the database would know him by this number alone."""
    if number.system == systems.BSN_SYSTEM:
        return inhabitant(keyring, BSN(number.value))
    return known_at(keyring, custodian, *number)


def pats_of(asked: Asked, keyring: Keyring, custodian: str) -> frozenset[UUID]:
    """All who may be meant."""
    sound = (
        one for one in asked.numbers() if one.system != systems.BSN_SYSTEM or is_bsn(one.value)
    )
    return frozenset(name_of(keyring, custodian, one).pat for one in sound)


def parties_of(asked: Asked, found: Found) -> Parties:
    """Who they are by what was looked up.

    Raises:
        VersionConflict, Unprocessable, SomebodyElse: with the rule and what to do.
    """
    survivor = _survivor(asked, found)
    if (before := _corrected(asked, survivor, found)) is not None:
        return before
    prior = _prior(asked, found)
    left = _left(prior, found)
    if left is not None and left.closed:
        return _again(prior, survivor, found)
    _refuse_circle(survivor, found)
    _refuse_by_reason(asked, prior, survivor)
    _refuse_somebody_else(prior, survivor, asked)
    _refuse_anothers(asked, prior, survivor, found)
    return Parties(prior, survivor, _old_numbers(asked, prior, survivor, found))


def refuse_impossible(asked: Asked) -> None:
    """Raise Unprocessable where no store has to be asked."""
    for number, at in ((asked.prior, PRIOR), (asked.target, TARGET)):
        if number.system == systems.BSN_SYSTEM and not is_bsn(number.value):
            raise Unprocessable("this is no BSN; check the number", expression=at, rule="BSN")
        if number.system != systems.BSN_SYSTEM and not is_own(number):
            raise Unprocessable(_NOT_OWN, expression=at, rule="MERGE-4")
    if asked.prior == asked.target:
        raise Unprocessable(
            "both identifiers are the same one: name the number that is no longer used, and that "
            "of who he is",
            expression=TARGET,
            rule="MERGE-1",
        )
    if asked.result is not None and asked.target not in numbers_in(asked.result):
        raise Unprocessable(
            "the result-patient does not have the target-patient-identifier; send him as he is "
            "known from now on",
            expression=RESULT,
            rule="MERGE-2",
        )


def own_words(found: Found) -> Iterator[Known]:
    """What this source says of anybody here that was looked up and not deleted."""
    for rows in found.by_rid.values():
        for row in rows.values():
            if row.type == "Patient" and row.custodian == found.custodian and not row.deleted:
                yield row


def _own_at(name: InhabitantName, found: Found) -> Known | None:
    return next((row for row in own_words(found) if row.pat == name.pat), None)


def _by(number: OwnNumber, found: Found) -> dict[InhabitantName, Known]:
    """Of whom this source says that this is his number, or was before."""
    named = name_of(found.keyring, found.custodian, number)
    word = _own_at(named, found)
    listed = {named: word} if word is not None else {}
    if number.system == systems.BSN_SYSTEM:
        return listed
    for row in found.own("Patient", number.key):
        if row.pat is not None and not row.deleted:
            listed[found.people[row.pat]] = row
    return listed


def _party(name: InhabitantName, word: Known | None, found: Found, number: OwnNumber) -> Party:
    if word is None or number.system == systems.BSN_SYSTEM:
        return Party(name, word, number.value if number.system == systems.BSN_SYSTEM else "")
    listed = numbers_in(msgspec.json.decode(word.body))
    said = next((one.value for one in listed if one.system == systems.BSN_SYSTEM), "")
    return Party(name, word, "" if found.is_without_bsn(word) else said)


def _one_of(number: OwnNumber, found: Found, at: str) -> tuple[InhabitantName, Known] | None:
    """The one of this number; of who was replaced and who came in his place, the replaced one."""
    listed = list(_by(number, found).items())
    named = name_of(found.keyring, found.custodian, number)
    exact = [one for one in listed if one[0] == named]
    if exact or len(listed) == 1:
        return (exact or listed)[0]
    if len(listed) > 1:
        raise VersionConflict(
            "you keep more than one Patient with this number; name him by another of his",
            expression=at,
            rule="MERGE-3",
        )
    return None


def _corrected(asked: Asked, survivor: Party, found: Found) -> Parties | None:
    """Both, where this source said the same of a BSN before, and nothing of it since."""
    if asked.reason != "bsn-corrected" or asked.prior.system != systems.BSN_SYSTEM:
        return None
    name = name_of(found.keyring, found.custodian, asked.prior)
    dossier = found.dossiers.get(name.pat)
    if dossier is None or _own_at(name, found) is not None:
        return None
    own = [one for one in dossier.facts.left if one.custodian == found.custodian and not one.alone]
    if not own or own[-1].to != survivor.name.bsn_hash:
        return None
    return Parties(Party(name, None, asked.prior.value), survivor, (), is_done=True)


def _prior(asked: Asked, found: Found) -> Party:
    known = _one_of(asked.prior, found, PRIOR)
    if known is not None:
        return _party(*known, found, asked.prior)
    if asked.reason == "bsn-corrected" or asked.prior.system == systems.BSN_SYSTEM:
        raise Unprocessable(_UNKNOWN, expression=PRIOR, rule="MERGE-4")
    named = name_of(found.keyring, found.custodian, asked.prior)
    return Party(named, None, "")


def _survivor(asked: Asked, found: Found) -> Party:
    """Who he is by the BSN of the result-patient, or the number that he is known by."""
    number = asked.target
    if asked.result is not None:
        numbers = numbers_in(asked.result)
        number = next((one for one in numbers if one.system == systems.BSN_SYSTEM), number)
        if number.system == systems.BSN_SYSTEM and not is_bsn(number.value):
            raise Unprocessable("this is no BSN; check the number", expression=RESULT, rule="BSN")
    known = _one_of(number, found, TARGET)
    if known is not None:
        return _party(*known, found, number)
    if asked.result is None:
        raise Unprocessable(_NOBODY, expression=TARGET, rule="MERGE-5")
    return _party(name_of(found.keyring, found.custodian, number), None, found, number)


def _left(party: Party, found: Found) -> Left | None:
    dossier = found.dossiers.get(party.name.pat)
    return dossier.facts.left_by(found.custodian) if dossier else None


def _again(prior: Party, survivor: Party, found: Found) -> Parties:
    """Who was replaced already stays replaced by the same one."""
    left = _left(prior, found)
    if left is not None and left.to == survivor.name.bsn_hash:
        return Parties(prior, survivor, (), is_done=True)
    raise VersionConflict(
        "the source-patient was replaced by another Patient before; name that one, or undo that "
        "merge first",
        expression=PRIOR,
        rule="MERGE-6",
    )


def _refuse_circle(survivor: Party, found: Found) -> None:
    left = _left(survivor, found)
    if left is not None and left.closed:
        raise VersionConflict(
            "the target-patient was himself replaced before; name who stands in his place, or "
            "undo that merge first: somebody has to look which of the two is right",
            expression=TARGET,
            rule="MERGE-7",
        )


def _refuse_by_reason(asked: Asked, prior: Party, survivor: Party) -> None:
    """Raise where what is said to have happened can't be, by who has a BSN and who has none."""
    one = prior.name.pat == survivor.name.pat
    if asked.reason == "merge" and prior.numbered and not one:
        raise VersionConflict(
            "the source-patient has a BSN, and it is not that of the target-patient: by two BSNs "
            "these are two persons; where one of the BSNs was wrong, say so by reason "
            "bsn-corrected, and have it checked first",
            expression=PRIOR,
            rule="MERGE-8",
        )
    if asked.reason == "bsn-later" and (prior.numbered or not survivor.numbered):
        raise VersionConflict(
            "bsn-later is for a Patient that you keep without a BSN, and a target with one",
            expression=PRIOR if prior.numbered else TARGET,
            rule="MERGE-9",
        )
    if asked.reason == "bsn-corrected" and (not prior.numbered or one):
        raise VersionConflict(
            "bsn-corrected is for a Patient that you delivered with one BSN, and a target with "
            "another",
            expression=PRIOR,
            rule="MERGE-10",
        )


def _refuse_somebody_else(prior: Party, survivor: Party, asked: Asked) -> None:
    """Raise SomebodyElse where the two can't be one person, by what this source says of both."""
    before = _patient(prior.word)
    now = asked.result if asked.result is not None else _patient(survivor.word)
    differing = _differ(before, now) if before and now else ()
    if differing:
        text = (
            "by {} these are two persons: nothing was merged; check at the source who he is, and "
            "send it again"
        )
        issues = [
            Issue("error", "conflict", f"{RESULT}.{one}", text.format(one), rule="MERGE-11")
            for one in differing
        ]
        raise SomebodyElse("somebody else", issues=issues, rule="MERGE-11")


def _refuse_anothers(asked: Asked, prior: Party, survivor: Party, found: Found) -> None:
    """Raise VersionConflict where he would get a number of a third Patient of this source's."""
    both = {prior.name.pat, survivor.name.pat}
    for number in own_numbers(identifiers_of(asked.result or {})):
        if any(last(name, found).pat not in both for name in _by(number, found)):
            raise VersionConflict(
                "the result-patient has a number of another Patient of yours: merge that one "
                "first, or leave the number out",
                expression=f"{RESULT}.identifier",
                rule="MERGE-17",
            )


def _differ(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    found = contradicted(person_of(now), person_of(before))
    return tuple(one for one in found if one != "name")


def _patient(word: Known | None) -> Mapping[str, Any] | None:
    return msgspec.json.decode(word.body) if word is not None else None


def _old_numbers(
    asked: Asked, prior: Party, survivor: Party, found: Found
) -> tuple[OwnNumber, ...]:
    """The prior's numbers of the source's own, those that he was known by before among them."""
    before = [asked.prior]
    before += own_numbers(identifiers_of(_patient(prior.word) or {}))
    dossier = found.dossiers.get(prior.name.pat)
    if prior.name.pat == survivor.name.pat:
        before = [asked.prior]
    elif dossier is not None:
        own = (one for one in dossier.facts.replaced if one.custodian == found.custodian)
        before += [OwnNumber(*number) for one in own for number in one.numbers]
    if asked.result is not None:
        now = set(numbers_in(asked.result))
        before = [one for one in before if one not in now]
    return tuple(dict.fromkeys(one for one in before if one.system != systems.BSN_SYSTEM))
