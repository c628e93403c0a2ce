"""What leaves for the hub: a transaction of what is new or changed, or a merge.

What the hub was told already is left out, unless that parcel was refused; of the directory, until
the hub has it.
"""

import hashlib
from collections.abc import Iterable, Iterator

from adapters.core.json import dump
from adapters.core.outbox import Outbox, Parcel
from adapters.hospital.v2.case import Case
from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.fhir.entry import Entry
from adapters.hospital.v2.fhir.origin import origin
from adapters.hospital.v2.fhir.patient import patient_by
from adapters.hospital.v2.store import Store
from profiles.invalid import JsonObject
from profiles.resource.compartment import DIRECTORY
from profiles.resource.transaction import Identifier, relinked, transaction

_MERGE = "Patient/$merge"


class Dispatching:
    """Adds the parcels of one message."""

    def __init__(self, outbox: Outbox, store: Store, dossier: Dossier, case: Case) -> None:
        self._outbox, self._store, self._dossier, self._case = outbox, store, dossier, case
        text = b"|".join(case.message.header.fields)
        self._label = outbox.pseudonym(text.decode("latin-1"))[:8]

    def transaction(self, entries: Iterable[Entry], digest: str, part: str = "") -> None:
        """Those that are new or changed, with what of the directory they need; or nothing.

        `digest` is the hash of the message; `part` tells two transactions of one message apart.
        """
        own = [entry for entry in entries if self._is_news(entry)]
        if not own:
            return
        needed = {one.name: one for entry in own for one in _needs(entry)}
        news = [one for one in needed.values() if self._is_news(one)]
        listed = [*news, *own]
        urls = {entry.name: entry.url for entry in listed}
        targets = [entry.name for entry in own]
        puts = [entry.put() for entry in listed]
        puts.append(origin((digest, part), targets, self._case.order, self._case.site))
        body = relinked(transaction(puts), urls)
        parcel = self._add("", body, tuple(self._case.message.notes))
        self._store.was_sent(((one.name, _digest(one)) for one in listed), parcel)

    def merge(self, reason: str, source: str, survivor: Entry, digest: str) -> None:
        """That what this source has under `source` is the survivor's."""
        site = self._case.site
        # A message may tell several merges, each of which the hub knows again by this.
        name = hashlib.sha256(f"{digest}|{reason}|{source}".encode()).hexdigest()
        event = Identifier(site.system("message"), name)
        by = patient_by(source, site)
        parameters: list[JsonObject] = [
            {"name": "source-patient-identifier", "valueIdentifier": _identifier(by)},
            {"name": "target-patient-identifier", "valueIdentifier": _identifier(survivor.by)},
            {"name": "result-patient", "resource": survivor.resource},
            {"name": "reason", "valueCode": reason},
            {"name": "event", "valueIdentifier": _identifier(event)},
        ]
        body = {"resourceType": "Parameters", "parameter": parameters}
        parcel = self._add(_MERGE, body, tuple(self._case.message.notes))
        self._store.was_sent([(survivor.name, _digest(survivor))], parcel)

    def remove(self, entries: Iterable[Entry]) -> None:
        """What was filed with somebody else is there no longer."""
        requests = [{"request": {"method": "DELETE", "url": one.name}} for one in entries]
        self._add("", transaction(requests), tuple(self._case.message.notes))

    def _add(self, target: str, body: JsonObject, notes: tuple[str, ...]) -> int:
        lane = self._dossier.lane
        return self._outbox.add(Parcel(lane, self._label, target, dump(body), notes))

    def _is_news(self, entry: Entry) -> bool:
        """Whether the hub was not told this; of the directory, whether it may not be there yet.

        Parcels of other lanes refer to the directory too, and may get there first.
        """
        sent = self._store.sent(entry.name)
        if sent is None or sent[0] != _digest(entry):
            return True
        waits = entry.resource["resourceType"] in DIRECTORY and sent[1] == "waiting"
        return waits or sent[1] == "refused"


def _needs(entry: Entry) -> Iterator[Entry]:
    """The directory that it refers to, what others refer to first."""
    for one in entry.needs:
        yield from _needs(one)
        yield one


def _digest(entry: Entry) -> bytes:
    return hashlib.blake2b(dump(entry.resource), digest_size=16).digest()


def _identifier(by: Identifier) -> JsonObject:
    return {"system": by.system, "value": by.value}
