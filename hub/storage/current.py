"""A current row and the version that it stands for: whether the one is what the other's seal says.

docs/decisions/0003-append-only-versions-and-a-current-row.md
"""

from functools import cache

from profiles.resource.compartment import SHARED

# An Organization speaks for itself; of the others each source has its own word.
SAID_BY_EACH = SHARED - {"Organization"}

NUMBERED_BY_EACH = frozenset({"Patient"})
"""Of these each word counts its own versions: else a number tells that others spoke."""

_VERSION = ("version", "type", "method", "last_updated", "pat", "custodian", "category")
VERSION = ", ".join(f"v.{column}" for column in ("rid", *_VERSION, "sealed"))
"""What a version is opened by."""

_EACH = ", ".join(f"'{kind}'" for kind in sorted(SAID_BY_EACH))


EACH_NUMBERS = ", ".join(f"'{kind}'" for kind in sorted(NUMBERED_BY_EACH))
"""The same as SQL lists them."""


def of_the_word(version: str, row: str) -> str:
    """Whether a version is counted with those of the row's word."""
    same = f"({row}.type NOT IN ({EACH_NUMBERS}) OR {version}.custodian = {row}.custodian)"
    return f"{version}.rid = {row}.rid AND {same}"


@cache
def newest(row: str) -> str:
    """A join: `v` is the newest version of the word that the current row `row` holds.

    Not the one that the row names: who moves it back by hand would be believed.
    """
    return (
        "LEFT JOIN LATERAL (SELECT n.* FROM resource_version n "
        f"WHERE n.rid = {row}.rid AND ({row}.said_by = '' OR n.custodian = {row}.said_by) "
        "ORDER BY n.version DESC LIMIT 1) AS v ON true"
    )


@cache
def told(row: str) -> str:
    """The columns of the row `row` beside its version `v`, as `unseal_current` reads them."""
    return f"{standing(row)}, v.sealed"


@cache
def standing(row: str) -> str:
    """The same without what it says: by what it is found open, and whether that is as it is to be.

    As `require_current` reads them.
    """
    columns = ", ".join(f"v.{column}" for column in _VERSION)
    return f"{row}.rid, {columns}, {row}.section, {_alike(row)} AS alike"


def _alike(row: str) -> str:
    """Whether all by which the row is found open or closed is as the version's seal has it.

    The section is not among it: that is a keyed hash, so the hub itself looks.
    """
    same = " AND ".join(
        f"v.{column} IS NOT DISTINCT FROM {row}.{column}"
        for column in ("version", "type", "last_updated", "pat", "custodian", "category")
    )
    word = f"CASE WHEN {row}.type IN ({_EACH}) THEN {row}.custodian ELSE '' END"
    return f"({same} AND {row}.said_by = {word} AND {row}.deleted = (v.method = 'DELETE'))"
