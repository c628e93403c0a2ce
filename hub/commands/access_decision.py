"""`hub access-decision`: every rule for every section, and nothing of what is kept in them.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent.asker import Professional
from consent.category import ura_text
from consent.decision import Deny, Permit, address_of
from consent.policy import Policy
from consent.reason import words_of
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.access.facts import StoredFacts
from hub.commands.asked import NotAsked
from hub.ledger.own import explained
from hub.query.access_decision import grounds_of, whose
from hub.security.errand import Client, Errand
from hub.security.request_id import request_id_of
from hub.settings import ExplainSettings
from hub.storage.database import Connection, Database
from hub.storage.organizations import enrolled
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN, InvalidIdentifier

COMMAND = "hub access-decision"


@dataclass(frozen=True, slots=True)
class OperatorAsked:
    """For which organisation (a URA), a reader of which role there, and for which purpose."""

    ura: str
    role: str
    purpose: str
    of: BSN | str


async def explain(found: ExplainSettings, asked: OperatorAsked) -> dict[str, Any]:
    """What that reader would be told of each section, and why; the ledger has it first.

    Mitz is not asked: what it would say is not part of this.

    Raises:
        NotAsked: no such organisation takes part.
    """
    now = datetime.now(UTC)
    async with _access(found) as (access, connection):
        errand = _errand(asked, await _kind(connection, asked.ura), now)
        about = whose(access.keyring, asked.of)
        dossier = await access.gather(connection, errand, about)
        role = await connection.fetchval("SELECT session_user")
        said = {"role": role, "ura": asked.ura, "purpose": asked.purpose, "reader": asked.role}
        pat = dossier.reach.pat if dossier.patient else None
        row = explained(now, pat, grounds_of(access.keyring, dossier), said)
        await access.ledger.append(connection, [row])
    return {
        **said,
        "known": dossier.patient is not None,
        "whole": dossier.whole,
        "caller": _decision(dossier.scope.caller, dossier.facts),
        "sections": _sections(dossier),
    }


@asynccontextmanager
async def _access(found: ExplainSettings) -> AsyncIterator[tuple[Access, Connection]]:
    database = await Database.open(found.database_url.get_secret_value(), 1)
    try:
        async with database.connection() as connection:
            policy = Policy(minor_mode=found.minors)
            yield Access(database, Keyring.of_settings(found), policy), connection
    finally:
        await database.close()


async def _kind(connection: Connection, ura: str) -> str:
    try:
        return (await enrolled(connection))[ura_text(ura)]
    except (InvalidIdentifier, KeyError):
        raise NotAsked(
            "no organisation with this URA takes part; `hub clients list` has those that do"
        ) from None


def _errand(asked: OperatorAsked, kind: str, now: datetime) -> Errand:
    reader = Professional(
        ura=ura_text(asked.ura),
        organization_type=kind,
        number="",
        name="",
        role=asked.role,
        assurance="substantial",
    )
    client = Client(client_id=COMMAND, name=COMMAND, scopes=(), token_id="")
    return Errand(
        asker=reader,
        purpose=asked.purpose,
        now=now,
        request_id=request_id_of(None),
        client=client,
    )


def _sections(dossier: Dossier) -> list[dict[str, Any]]:
    singles: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for (custodian, category, address), one in dossier.scope.singles.items():
        told = {"reference": address, **_decision(one, dossier.facts)}
        singles.setdefault((custodian, category), []).append(told)
    return [
        {
            "custodian": custodian,
            "category": category,
            **_decision(one, dossier.facts),
            "resources": singles.get((custodian, category), []),
        }
        for (custodian, category), one in dossier.scope.sections.items()
    ]


def _decision(one: Permit | Deny, facts: StoredFacts) -> dict[str, Any]:
    words = words_of(one.reason)
    return {
        "decision": "permit" if isinstance(one, Permit) else "deny",
        "rule": one.rule,
        "reason": one.reason,
        "words": {"en": words.en, "nl": words.nl},
        "evidence": [_evidence(*pair, facts) for pair in one.evidence],
    }


def _evidence(consent: str, version: int, facts: StoredFacts) -> Mapping[str, Any]:
    said, address = (consent, version), address_of(consent)
    by = [one for one in facts.statements if (one.consent_id, one.version) == said]
    recording = facts.recording(consent, version)
    return {
        "consent": f"{address}/_history/{version}" if address else "Mitz",
        "recorder": by[0].recorded_by if by else None,
        "professional": recording.name if recording else None,
        "confirmer": (recording and recording.confirmer) or None,
        "recorded": recording.at.isoformat() if recording else None,
    }
