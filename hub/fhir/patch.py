"""Patch: `PATCH Type/id`, and by business identifier `PATCH Type?identifier=system|value`.

https://hl7.org/fhir/R4/http.html#patch and docs/decisions/0071-patch.md
"""

from dataclasses import replace

from msgspec import structs

from consent.asker import Provider
from hub.errors import FhirError, Invalid, TryAgain
from hub.fhir.body import brought, parsed
from hub.fhir.call import Answer, Call
from hub.fhir.own_correction import answer, is_answer
from hub.fhir.parts import Hub
from hub.fhir.patch_body import JSON, Patch, patch_of, with_patch
from hub.fhir.update import updated
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import condition_of, expected_version
from hub.write.own_now import Own, Wanted, kept_now
from hub.write.standing import Stale

TRIES = 24


async def patch(hub: Hub, call: Call, kind: str, name: str) -> Answer:
    """A new version of the caller's own word, changed in part; none where it comes to the same.

    Raises:
        Invalid, UnsupportedMediaType: no patch. Unprocessable: it does not fit, or what is left is
            not valid. NotFound, Gone, PreconditionFailed, TryAgain.
    """
    if any(not one.startswith("_") for one, _ in call.pairs):
        raise Invalid("name the resource by its id or by a condition, not by both")
    if_match = expected_version(call.headers.get("if-match"))
    return await _patched(hub, call, Wanted(kind, kind, id=name, if_match=if_match))


async def conditional_patch(hub: Hub, call: Call, kind: str) -> Answer:
    """The same, of the one resource of the caller's own that has this identifier.

    Raises:
        As `patch`; MultipleMatches where more than one has it.
    """
    condition = condition_of(kind, call.pairs)
    if_match = expected_version(call.headers.get("if-match"))
    return await _patched(hub, call, Wanted(kind, kind, condition=condition, if_match=if_match))


def line_of(call: Call, wanted: Wanted) -> str:
    """In which whoever patches this stands."""
    named = wanted.condition.key if wanted.condition else wanted.id
    asker = call.errand.asker
    ura = asker.ura if isinstance(asker, Provider) else ""
    return f"{ura}|{wanted.type}/{named}"


def overtaken() -> TryAgain:
    """Others kept coming first."""
    return TryAgain("others change the same resource at this moment; try again")


async def _patched(hub: Hub, call: Call, wanted: Wanted) -> Answer:
    change = patch_of(call)
    async with hub.turns.of([line_of(call, wanted)]):
        for _ in range(TRIES):
            [own] = await kept_now(hub.access, call.errand, [wanted])
            try:
                return await _once(hub, call, wanted, own, change)
            except Stale:
                continue
            except FhirError as refusal:
                refusal.whose = refusal.whose or own.whose
                raise
    raise overtaken()


async def _once(hub: Hub, call: Call, wanted: Wanted, own: Own, change: Patch) -> Answer:
    body = with_patch(own.body, change)
    headers = {**call.headers, "content-type": JSON}
    put = structs.replace(call, body=body, headers=headers, sent=max(call.sent, len(body)))
    if wanted.type == "Task" and is_answer(put):
        return await answer(hub, put, wanted.type, own.id)
    said = await brought(hub, put, parsed(put), wanted.type, own.id)
    draft = updated(put, wanted.type, said.resource, body, own.id)
    draft = replace(draft, made_of=own.version, only_new=False)
    work = Work(call.errand, "patch", [draft], hub.fhir_url, faults=said.faults)
    [outcome] = await commit(hub.access, work)
    return single(hub, put, outcome, said.judged)
