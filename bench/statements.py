"""Which statements the hub really sends, as PostgreSQL wrote them down, and their plans."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg

from hub.postgres.configuration import APP

# What the server is told for one role ranks above its command line.
WRITE_DOWN = f"ALTER ROLE {APP} SET log_statement = 'all'"
_LOGGED = re.compile(r"^.*? \[\d+\] LOG:  (?:execute [^:]+|statement): (.*)$")
_PLANNED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_UNPLANNED = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|SET|RESET|SHOW|LISTEN|UNLISTEN)\b", re.IGNORECASE
)
FEW = 100
"""Rows of a table that may be read as a whole."""


def written_down(log: Path) -> set[str]:
    """The different statements in the server's log that have a plan.

    Raises:
        ValueError: one is of a kind that is not known here.
    """
    return {one for one in _all(log) if _has_plan(one)}


def _all(log: Path) -> Iterator[str]:
    """Each as it was sent; its further lines begin with a tab."""
    lines: list[str] = []
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("\t") and lines:
            lines.append(line[1:])
            continue
        if lines:
            yield "\n".join(lines)
        found = _LOGGED.match(line)
        lines = [found[1]] if found else []
    if lines:
        yield "\n".join(lines)


def _has_plan(statement: str) -> bool:
    if _PLANNED.match(statement):
        return True
    if _UNPLANNED.match(statement):
        return False
    raise ValueError(f"neither planned nor known to have no plan: {statement[:80]}")


async def read_whole(connection: asyncpg.Connection, statement: str) -> set[str]:
    """The tables that it reads so by the one plan for all values, which is how the hub has it run.

    The connection says `plan_cache_mode = force_generic_plan`, as the hub's do.
    """
    await connection.execute(f"PREPARE asked AS {statement}")
    try:
        number = max(map(int, re.findall(r"\$(\d+)", statement)), default=0)
        values = f"({', '.join(['NULL'] * number)})" if number else ""
        text = await connection.fetchval(f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE asked{values}")
    finally:
        await connection.execute("DEALLOCATE asked")
    return {
        node["Relation Name"]
        for node in nodes(json.loads(text)[0]["Plan"])
        if node["Node Type"] == "Seq Scan" and node["Schema"] == "public"
    }


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan's nodes, each before those below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)
