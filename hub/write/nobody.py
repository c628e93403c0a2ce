"""Whom a choice names, though nobody takes part as that: a mistyped URA opens nothing."""

from collections.abc import Sequence

from msgspec import structs

from consent.statement import ANY
from hub.storage.database import Connection
from hub.storage.organizations import unregistered
from hub.write.outcome import Outcome


async def told_nobody(connection: Connection, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same, each choice told whom it names in vain; a statement only where one was made."""
    named = set[str]().union(*map(_named, outcomes))
    nobody = await unregistered(connection, named) if named else ()
    if not nobody:
        return list(outcomes)
    return [
        structs.replace(one, nobody=sorted(_named(one).intersection(nobody))) for one in outcomes
    ]


def _named(outcome: Outcome) -> set[str]:
    return {
        key
        for statement in outcome.choices or ()
        for key in (statement.custodian, statement.actor)
        if key != ANY
    }
