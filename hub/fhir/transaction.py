"""Transaction: a Bundle all or nothing: writes, and then reads.

https://hl7.org/fhir/R4/http.html#transaction
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from msgspec import structs

from hub.fhir.body import check_size, found_against
from hub.fhir.bundle import bundle, sent_resources
from hub.fhir.call import Answer, Call
from hub.fhir.entries import NONE, encoded, work_of
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.patch import TRIES, line_of, overtaken
from hub.fhir.patch_entries import patching, updating
from hub.fhir.written import entry
from hub.turns import Turns
from hub.validation.findings import CLEAN
from hub.validation.house_rules import faults_inside
from hub.write.again import Seen, key_of
from hub.write.commit import commit
from hub.write.outcome import Outcome
from hub.write.standing import Stale


async def transaction(hub: Hub, call: Call, resource: dict[str, Any]) -> Answer:
    """One response an entry, in the order of the request.

    Raises:
        FhirError: of any entry; then nothing of the bundle was stored.
    """
    require_organization(call)
    check_size(resource, hub.settings.max_entries)
    patches = patching(call, resource)
    if not patches:
        return await _stored(hub, call, resource)
    async with hub.turns.of(line_of(call, one.wanted) for one in patches):
        for _ in range(TRIES):
            made = await updating(hub, call, resource, patches)
            with suppress(Stale):
                return await _stored(hub, call, made.bundle, made.made_of)
    raise overtaken()


async def _stored(
    hub: Hub, call: Call, resource: dict[str, Any], made_of: Mapping[int, int] = NONE
) -> Answer:
    key, seen = key_of_push(hub, call), Seen()
    judged, turns = await found_against(hub, call, resource, faults_inside), Turns()
    as_sent = not (judged.refused or made_of)
    sent = sent_resources(call.body) if as_sent else encoded(resource)
    work, reads = await work_of(hub, call, resource, sent, judged, made_of)
    if not reads:  # what is read again may be otherwise
        work = replace(work, seen=seen)
    outcomes, said = told_once(await commit(hub.access, work)), judged.by_entry()
    entries = {one.number: one.entry for one in reads}
    writes = (number for number in range(len(sent)) if number not in entries)
    for number, outcome in zip(list(writes), outcomes, strict=True):
        told, is_sent = said.get(number, CLEAN), number not in made_of
        entries[number] = entry(call, outcome, told, is_sent=is_sent)
        await turns.give()
    answer = Answer(200, bundle("transaction-response", [entries[at] for at in sorted(entries)]))
    if seen.record is not None and not call.prefers("return=representation"):
        hub.again.keep(key, seen, answer)
    return answer


def told_once(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Where all that a set stored of somebody is closed, its first such entry says it for all."""
    stored = [one for one in outcomes if one.new and one.new.pat and one.choices is None]
    if not all(one.closed for one in stored):
        return list(outcomes)
    return [
        structs.replace(one, closed=one is stored[0]) if one.closed else one for one in outcomes
    ]


async def pushed_again(hub: Hub, call: Call) -> Answer | None:
    """The answer to a transaction that was sent before and changed nothing; None to any other."""
    if not hub.again.kept:
        return None
    return await hub.again.answer(hub.access, call.errand, key_of_push(hub, call))


def key_of_push(hub: Hub, call: Call) -> bytes:
    """By what it is known again."""
    about = (call.headers.get(name, "") for name in ("content-type", "prefer"))
    return key_of(hub.access.keyring.index_key, call.errand, call.body, *about, repr(call.pairs))
