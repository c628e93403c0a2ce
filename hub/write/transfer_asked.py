"""A place that a professional asks a transfer point for, by a page: as his system would push it.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from consent.asker import Professional
from hub.access.access import Access
from hub.errors import Forbidden, Unprocessable
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.validation.house_rules import faults_inside
from hub.validation.verdicts import Sent, Verdicts
from hub.write.commit import Work, commit
from hub.write.draft import Condition, Draft
from hub.write.outcome import Outcome
from profiles.systems import BSN_SYSTEM

INTERACTION = "transaction"
TRANSFER_ID = "https://example.org/rtp/transfer-id"
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TransferAsked:
    """`resources` by their `urn:uuid:`: the Patient, the full request, the Task that leads."""

    errand: Errand
    resources: Mapping[str, Resource]
    server_url: str


async def ask_transfer(access: Access, verdicts: Verdicts, asked: TransferAsked) -> list[Outcome]:
    """All of it or nothing; sent again with the same number it changes nothing.

    Raises:
        Forbidden: no professional, or without the scopes. Unprocessable: not valid, or a guard.
        FhirError: refused as any transaction is.
    """
    return await send_together(access, verdicts, asked.errand, _drafts(asked), asked.server_url)


async def send_together(
    access: Access, verdicts: Verdicts, errand: Errand, made: Iterable[Draft], server_url: str
) -> list[Outcome]:
    """What a professional sends by a page, as the transaction that his system would send.

    Raises:
        Forbidden, Unprocessable, FhirError: as `ask_transfer`.
    """
    if not isinstance(errand.asker, Professional):
        raise Forbidden("a talk is written down by a professional", rule="W-PROFESSIONAL")
    drafts = list(made)
    entries = [{"fullUrl": one.full_url, "resource": one.resource} for one in drafts]
    await _require_sound(verdicts, errand, entries)
    return await commit(access, Work(errand, INTERACTION, drafts, server_url))


async def _require_sound(verdicts: Verdicts, errand: Errand, entries: Sequence[Resource]) -> None:
    """Judged as the transaction that a system would send; raises Unprocessable."""
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {**one, "request": {"method": "POST", "url": one["resource"]["resourceType"]}}
            for one in entries
        ],
    }
    judged = await verdicts.of_write(
        Sent(bundle, errand, len(msgspec.json.encode(bundle))), faults_inside
    )
    if judged.refused:
        raise Unprocessable("not valid", issues=judged.issues, rule="VALIDATION")


def _drafts(asked: TransferAsked) -> Iterator[Draft]:
    """Each made once: the Patient by his BSN, the rest by the number of the request."""
    for number, (url, one) in enumerate(asked.resources.items()):
        resource = dict(one)
        kind = resource["resourceType"]
        require_scope(asked.errand.client, kind, "create")
        system = BSN_SYSTEM if kind == "Patient" else TRANSFER_ID
        values = [each["value"] for each in resource["identifier"] if each["system"] == system]
        yield Draft(
            method="POST",
            type=kind,
            expression=f"Bundle.entry[{number}].resource",
            resource=resource,
            raw=msgspec.json.encode(resource),
            id=None,
            condition=Condition(kind, system, values[0]),
            full_url=url,
        )
