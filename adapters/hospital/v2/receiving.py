"""A message becomes facts and parcels, or a refusal: what the listener calls for each.

It runs within the outbox's `taking()`, so that facts and parcels are on disk together.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

from adapters.core.outbox import Outbox
from adapters.hospital.header import Header
from adapters.hospital.v2.case import (
    Case,
    document_name,
    limit_name,
    plan_name,
    visit_name,
)
from adapters.hospital.v2.events.table import EVENTS
from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.identity import identity
from adapters.hospital.v2.merging import Merged, merge, pairs_of
from adapters.hospital.v2.message import Message, Segment, read
from adapters.hospital.v2.order import order_of
from adapters.hospital.v2.parcels import Dispatching
from adapters.hospital.v2.refusal import ANOTHER_PERSON, EVENT, MESSAGE_TYPE, SEQUENCE, Refusal
from adapters.hospital.v2.rendering import everything, patient_of, touched
from adapters.hospital.v2.required import refuse_incomplete
from adapters.hospital.v2.site import Site
from adapters.hospital.v2.standing import Standing, identifier_of, standing, state_numbers
from adapters.hospital.v2.store import Store
from adapters.hospital.verdict import Take, Taken, Verdict

_TYPES = frozenset(kind.partition("^")[0] for kind in EVENTS)
_MERGING = "ADT^A40"
_EACH_ONCE = ("EVN", "PV1", "PV2", "TXA", "SCH")
_DOUBTFUL = (
    "a number in PID-3 looks like a BSN and is not taken as one: a BSN has the authority NLMINBIZA "
    "and the type NNNLD; have it sent so"
)
_PLACES = {"visit": "PV1^1^19", "document": "TXA^1^12", "limit": "OBR^1^3", "plan": "SCH^1^2"}


def receiving(site: Site, outbox: Outbox) -> Take:
    """What takes each message of this site's sender."""
    reception = _Reception(site, outbox, Store(outbox.database))
    return reception.take


class _Reception:
    def __init__(self, site: Site, outbox: Outbox, store: Store) -> None:
        self._site, self._outbox, self._store = site, outbox, store

    def take(self, header: Header, text: str) -> Verdict:
        """One decoded message, a carriage return between its segments."""
        try:
            _refuse_unknown(header, self._site)
            message = read(header, text)
            refuse_incomplete(message)
            digest = hashlib.sha256(text.encode(header.codec, "backslashreplace")).hexdigest()
            if message.kind == _MERGING:
                for pair, mrg in pairs_of(message):
                    self._one(pair, mrg, digest)
            else:
                _refuse_several(message)
                self._one(message, None, digest)
        except Refusal as refusal:
            return refusal.fault
        return Taken(tuple(message.notes))

    def _one(self, message: Message, mrg: Segment | None, digest: str) -> None:
        site, store = self._site, self._store
        who = identity(message.all("PID")[0], 3, site)
        if who.doubtful:
            message.tell(_DOUBTFUL)
        case = Case(message, order_of(message, site), site)
        found = standing(who, message, store, self._outbox.pseudonym(who.names[0]))
        case.redirected = found.redirected
        dossier = found.dossier
        state_numbers(found, who, case.at, message, store)
        EVENTS[message.kind](dossier, case)
        merged = merge(found, mrg, case, store) if mrg else None
        self._refuse_anothers(dossier, case)
        if not case.touched:
            return
        store.keep(dossier)
        for name, content in case.contents.items():
            store.keep_content(name, content)
        self._tell(found, merged, case, digest)

    def _refuse_anothers(self, dossier: Dossier, case: Case) -> None:
        """Raises Refusal: a visit, document, limit or plan of somebody else."""
        names: Mapping[Callable[[str], str], Iterable[str]] = {
            visit_name: dossier.visits,
            document_name: dossier.documents,
            limit_name: dossier.limits,
            plan_name: dossier.plans,
        }
        mine = [
            name(key) for name, keys in names.items() for key in keys if name(key) in case.touched
        ]
        for thing in [*mine, *case.parents]:
            whose = self._store.whose(thing)
            if whose is not None and whose != dossier.number:
                kind = thing.partition(" ")[0]
                place = "TXA^1^13" if thing in case.parents else _PLACES[kind]
                text = f"this {kind} is another person's at this source; put it right there"
                raise Refusal(ANOTHER_PERSON, place, text)
        self._store.belongs(mine, dossier.number)

    def _tell(self, found: Standing, merged: Merged | None, case: Case, digest: str) -> None:
        dossier, store = found.dossier, self._store
        after, before = identifier_of(dossier), self._at_hub(found.before)
        if not self._at_hub(after):
            case.message.tell("without a BSN nothing of this person is sent: held until it comes")
            return
        if not before and found.before:
            case.touched |= everything(dossier)
        dispatching = Dispatching(self._outbox, store, dossier, case)
        survivor = patient_of(dossier, case, store)
        if found.staying and before:
            self._take_out(found, case, dispatching, digest)
        elif before and before != after:
            reason = "bsn-corrected" if before.startswith("BSN|") else "bsn-later"
            dispatching.merge(reason, before, survivor, digest)
        if merged and self._at_hub(merged.prior):
            dispatching.merge("merge", merged.prior, survivor, digest)
        dispatching.transaction(touched(dossier, case, store), digest, part=dossier.number)

    def _take_out(self, found: Standing, case: Case, dispatching: Dispatching, digest: str) -> None:
        """The corrected BSN is rightly another's of this source: what is his does not move.

        `$merge` moves all that a source has under a BSN; so this person's alone is taken out there.
        """
        case.touched |= everything(found.dossier)
        own = [*touched(found.dossier, case, self._store)]
        dispatching.remove(one for one in own if one.resource["resourceType"] != "Patient")
        for number in found.staying:
            other = self._store.dossier(number)
            if other is not None:
                left = [patient_of(other, case, self._store)]
                dispatching.transaction(left, digest, part=number)

    def _at_hub(self, number: str) -> str:
        """The number by which the hub may know somebody: none where he is held."""
        is_held = self._site.without_bsn == "hold" and not number.startswith("BSN|")
        return "" if is_held else number


def _refuse_several(message: Message) -> None:
    if len(message.all("PID")) > 1:
        raise Refusal(SEQUENCE, "PID", "one message is about one person; send one for each")
    for name in _EACH_ONCE:
        if len(message.all(name)) > 1:
            text = (
                "one message is about one event, visit, document or appointment; send one for each"
            )
            raise Refusal(SEQUENCE, name, text)


def _refuse_unknown(header: Header, site: Site) -> None:
    kind = f"{header.type}^{header.event}"
    if header.type not in _TYPES:
        text = "messages of this type are not taken"
        raise Refusal(MESSAGE_TYPE, "MSH^1^9", text, code="AR")
    if kind not in EVENTS or kind not in site.takes:
        raise Refusal(EVENT, "MSH^1^9", "this event is not taken", code="AR")
