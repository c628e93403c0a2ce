"""The entries of a transaction that read: last, in the transaction that the rest is written in.

https://hl7.org/fhir/R4/http.html#trules and docs/decisions/0074-reads-in-a-transaction.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from consent.statement import EMERGENCY
from hub.errors import FhirError, Gone, NotSupported, TooLarge
from hub.fhir.call import Call
from hub.fhir.entry_call import HEAD, call_of, entry_of
from hub.fhir.parts import Hub
from hub.fhir.reading import Reading, answered, reading_of
from hub.write.afterwards import Inside
from hub.write.draft import Draft
from hub.write.faults import Faults

METHODS = frozenset({"GET", HEAD})
MOST = 50
"""What others write of the same inhabitant waits while these are read."""


@dataclass(slots=True)
class EntryRead:
    """One such entry, with its place in the Bundle; `entry` is its answer once there is one."""

    hub: Hub
    number: int
    method: str
    reading: Reading
    entry: bytes = b""

    @property
    def at(self) -> str:
        """Where it stands."""
        return f"Bundle.entry[{self.number}]"

    async def __call__(self, inside: Inside) -> None:
        """Read, as things are there; raises FhirError with the entry's place."""
        try:
            answer = await answered(replace(self.hub, access=inside), self.reading)
        except FhirError as wrong:
            raise placed(wrong, self.at) from None
        self.entry = entry_of(answer, self.method)


def reads_of(hub: Hub, call: Call, bundle: Mapping[str, Any], faults: Faults) -> list[EntryRead]:
    """Each, but those that can't be: what is wrong with them is added to the faults."""
    reads = list[EntryRead]()
    for number, request in _asked(bundle):
        method = str(request["method"])
        if len(reads) == MOST:
            faults.add(TooLarge(f"a transaction reads at most {MOST} times; read more in a batch"))
            break
        try:
            _require_alone(hub, call)
            reading = reading_of(call_of(call, request, b""))
        except FhirError as wrong:
            faults.add(placed(wrong, f"Bundle.entry[{number}]"))
        else:
            reads.append(EntryRead(hub, number, method, reading))
    hub.rates.spend(call.errand.client.client_id, len(reads))
    return reads


def placed(wrong: FhirError, at: str) -> FhirError:
    """The same refusal, told of an entry; it is not recorded as that of the whole."""
    return type(wrong)(str(wrong), expression=at, headers=wrong.headers, rule=wrong.rule)


async def would_read(reads: Sequence[EntryRead], drafts: Iterable[Draft], faults: Faults) -> None:
    """What would stand in the way of them, as things are here now; of what is written nothing.

    Raises:
        Fault, Unavailable: it can't be told.
    """
    written = {(one.type, one.id): one.method for one in drafts}
    for one in reads:
        names = one.reading.names
        method = written.get((names[0], names[1])) if names[1:] else None
        if method == "DELETE" and one.reading.interaction == "read":
            faults.add(Gone("this resource was deleted", expression=one.at))
        elif method is None:
            try:
                await one(one.hub.access)
            except FhirError as wrong:
                faults.add(wrong)


def _asked(bundle: Mapping[str, Any]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    entries = bundle.get("entry")
    for number, each in enumerate(entries if isinstance(entries, list) else []):
        request = each.get("request") if isinstance(each, dict) else None
        said = request if isinstance(request, dict) else {}
        method, url = said.get("method"), said.get("url")
        # What is no text is told of it already.
        if isinstance(method, str) and method in METHODS and isinstance(url, str):
            yield number, said


def _require_alone(hub: Hub, call: Call) -> None:
    """Raise where to read takes more than the hub's own store, for which no lock is held."""
    if call.errand.purpose in EMERGENCY or hub.access.leaves_to_mitz(call.errand):
        raise NotSupported(
            "what you may read takes a word of Mitz, or a declaration, and no write waits for "
            "that; send reads in a Bundle of type batch"
        )
