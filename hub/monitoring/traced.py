"""The parts whose work is seen within a request's span; without traces none of this is loaded."""

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any
from uuid import UUID

from opentelemetry.trace import SpanKind, Tracer

from consent.facts import Mitz as Word
from consent.scope import Scope
from hub.access.access import UNASKED, Access
from hub.access.facts import StoredFacts
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.monitoring.traces import spanned
from hub.security.errand import Errand
from hub.storage.connections import Connection
from hub.validation.line import Judging, Said
from hub.validation.verdicts import Verdicts

_TABLE = re.compile(r"(?<!DISTINCT )\b(?:FROM|INTO|UPDATE)\s+(?!unnest\b)([a-z_]+)")


def traced_access(access: Access, tracer: Tracer) -> Access:
    """The same, with a span for each decision, each wait for the ledger and each statement."""

    class TracedAccess(Access):
        def _settled(
            self,
            errand: Errand,
            pat: UUID,
            stored: StoredFacts,
            words: Mapping[str, Word] = UNASKED,
        ) -> Scope:
            with spanned(tracer, "decide"):
                return super()._settled(errand, pat, stored, words)

    class TracedLedger(Ledger):
        async def write(self, *records: Record) -> None:
            with spanned(tracer, "ledger commit"):
                await super().write(*records)

    given = {one.name: getattr(access, one.name) for one in fields(access) if one.init}
    made = TracedAccess(**given)
    made.ledger = TracedLedger(access.database, access.keyring)
    made.database.pool.kind = traced_connection(tracer)
    return made


def traced_verdicts(verdicts: Verdicts, tracer: Tracer) -> Verdicts:
    """The same, with a span for each resource that is judged."""

    class TracedVerdicts(Verdicts):
        async def _judged(self, size: int, work: Judging[Said]) -> Said:
            with spanned(tracer, "judge"):
                return await super()._judged(size, work)

    given = {one.name: getattr(verdicts, one.name) for one in fields(verdicts) if one.init}
    return TracedVerdicts(**given)


def traced_connection(tracer: Tracer) -> type[Connection]:
    """A connection on which each statement is a span; of its values and its locks nothing is told.

    What is asked for several requests at once belongs to none of them: it is a trace of its own.
    """

    class TracedConnection(Connection):
        async def execute(self, query: str, *values: Any, **options: Any) -> str:
            with spanned(tracer, statement(query), SpanKind.CLIENT):
                return await super().execute(query, *values, **options)

        async def fetch(self, query: str, *values: Any, **options: Any) -> Any:
            with spanned(tracer, statement(query), SpanKind.CLIENT):
                return await super().fetch(query, *values, **options)

        async def fetchrow(self, query: str, *values: Any, **options: Any) -> Any:
            with spanned(tracer, statement(query), SpanKind.CLIENT):
                return await super().fetchrow(query, *values, **options)

        async def fetchval(self, query: str, *values: Any, **options: Any) -> Any:
            with spanned(tracer, statement(query), SpanKind.CLIENT):
                return await super().fetchval(query, *values, **options)

    return TracedConnection


@lru_cache(maxsize=1024)
def statement(query: str) -> str:
    """Its first word and its first table: a lock's key, which stands in the text, is a person's."""
    first = query.split(None, 1)[0].rstrip(";")
    table = _TABLE.search(query)
    return f"{first} {table[1]}" if table else first
