"""A talk that a professional writes down at a page of the hub: the same as his system would push.

docs/decisions/0050-the-talk-written-down-here.md
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Any

import msgspec

from consent.asker import Professional
from hub.access.access import Access
from hub.errors import Forbidden, Unprocessable
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.validation.findings import FIRST_ENTRY
from hub.validation.house_rules import faults_inside
from hub.validation.verdicts import Sent, Verdicts
from hub.write.commit import Work, commit
from hub.write.draft import Condition, Draft
from hub.write.outcome import Outcome
from profiles.invalid import InvalidRecord
from profiles.issue import Issue
from profiles.pzp.form.written import Written
from profiles.resource.transaction import business_identifier

INTERACTION = "transaction"
# Who is here already is not described anew by a page: what a system of his says of them stands.
_STAYS = frozenset({"Patient", "Practitioner", "PractitionerRole", "Organization"})


@dataclass(frozen=True, slots=True)
class SignedTalk:
    """What he signed on this errand; `server_url` is how references name the hub."""

    errand: Errand
    written: Written
    server_url: str


def require_may_write(errand: Errand) -> None:
    """Return where somebody asks who may write a talk down here.

    Raises:
        Forbidden: no professional, or one who does not treat the inhabitant; by an app that was
            opened for him; in an emergency.
    """
    asker = errand.asker
    if not isinstance(asker, Professional):
        raise Forbidden("a talk is written down by a professional", rule="W-PROFESSIONAL")
    if asker.only is not None:
        raise Forbidden("an app that was opened for somebody reads", rule="W-LAUNCHED")
    if not errand.asserts_relation:
        raise Forbidden("who writes a talk down treats him", rule="W-RELATION")
    if errand.emergency is not None:
        raise Forbidden("what is opened in an emergency is read", rule="W-EMERGENCY")


async def write_talk(access: Access, verdicts: Verdicts, signed: SignedTalk) -> list[Outcome]:
    """All that the talk comes to, or nothing; sent again it changes nothing.

    Raises:
        Forbidden: as `require_may_write`, or without the scopes. Unprocessable: the answers or what
            they come to can't be stored, each fault at the question of the form; SomebodyElse.
        FhirError: refused as any transaction is.
    """
    require_may_write(signed.errand)
    made = await _made()
    resources = _mapped(made, signed.written)
    entries = list(made.entries(resources, made.export_of(signed.written)))
    await _require_sound(verdicts, signed.errand, entries, made.asked_in(resources))
    drafts = list(_drafts(signed.errand, entries))
    return await commit(access, Work(signed.errand, INTERACTION, drafts, signed.server_url))


async def as_stored(written: Written) -> list[dict[str, Any]]:
    """What it comes to, as it will be read back once it is signed.

    Raises:
        Unprocessable: the answers can't be mapped.
    """
    made = await _made()
    _mapped(made, written)
    return list(made.as_stored(written))


async def _made() -> ModuleType:
    # Its models take a second and 50 MB, which only a hub that writes talks down has to spend.
    return await asyncio.to_thread(import_module, "profiles.pzp.form.made")


def _mapped(made: ModuleType, written: Written) -> dict[str, dict[str, Any]]:
    try:
        return dict(made.resources_of(written))
    except InvalidRecord as unfit:
        raise Unprocessable("not to be mapped", issues=unfit.issues, rule="VALIDATION") from None


async def _require_sound(
    verdicts: Verdicts, errand: Errand, entries: Sequence[Mapping[str, Any]], asked: Sequence[str]
) -> None:
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}
    size = len(msgspec.json.encode(bundle))
    judged = await verdicts.of_write(Sent(bundle, errand, size), faults_inside)
    if judged.refused:
        issues = [_at_its_question(one, asked) for one in judged.issues]
        raise Unprocessable("not valid", issues=issues, rule="VALIDATION")


def _at_its_question(issue: Issue, asked: Sequence[str]) -> Issue:
    found = FIRST_ENTRY.match(issue.expression)
    expression = asked[int(found[1])] if found else ""
    return replace(issue, expression=expression or issue.expression)


def _drafts(errand: Errand, entries: Sequence[Mapping[str, Any]]) -> Iterator[Draft]:
    for number, entry in enumerate(entries):
        resource = dict(entry["resource"])
        kind = resource["resourceType"]
        stays, by = kind in _STAYS, business_identifier(resource)
        require_scope(errand.client, kind, "create")
        if not stays:
            require_scope(errand.client, kind, "update")
        yield Draft(
            method="POST" if stays else "PUT",
            type=kind,
            expression=f"Bundle.entry[{number}].resource",
            resource=resource,
            raw=msgspec.json.encode(resource),
            id=None if by else resource["id"],
            condition=Condition(kind, by.system, by.value) if by else None,
            full_url=entry["fullUrl"],
        )
