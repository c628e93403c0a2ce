"""The changes, each of one row or of both rows of a resource."""

from typing import Any

from tests.attacks.cast import Cast
from tests.attacks.tampering import Story, updated


def stranger(cast: Cast) -> str:
    """The URA of who is not let in."""
    return cast.callers["stranger"].ura


def others_pat(cast: Cast) -> Any:
    """The name of the other inhabitant."""
    return cast.pats["other"]


def others_rid(cast: Cast) -> Any:
    """A row of the other inhabitant."""
    return cast.things["others"].rid


def secret_rid(cast: Cast) -> Any:
    """The row that the victim opened to the friend."""
    return cast.things["secret"].rid


SECTION = "section = (SELECT section FROM resource WHERE rid = ${})"

OF_CURRENT = [
    Story(
        "the stranger is its custodian",
        updated("resource", "secret", "custodian = $2", stranger),
    ),
    Story(
        "its category is one that is open",
        updated("resource", "medication", "category = 'GGC002'"),
        of="medication",
        met=("source", "victim"),
    ),
    Story(
        "its section is one that is open",
        updated("resource", "medication", SECTION.format(2), secret_rid),
        of="medication",
        found=False,
    ),
    Story(
        "it is in an open section of another record",
        updated("resource", "secret", f"pat = $2, {SECTION.format(3)}", others_pat, others_rid),
        met=("stranger", "other"),
        found=False,
    ),
    Story("an older version is the newest", updated("resource", "secret", "version = 1")),
    Story(
        "a withdrawn choice stands as it was",
        updated("resource", "choice", "version = 1"),
        of="choice",
        met=("source", "victim"),
    ),
    Story(
        "it is of another type",
        updated("resource", "secret", "type = 'Observation'"),
        kind="Observation",
    ),
    Story(
        "what was deleted is back",
        updated("resource", "gone", "deleted = false, version = 1"),
        of="gone",
        found=False,
    ),
]

OF_VERSION = [
    Story(
        "the stranger was its custodian",
        updated("resource_version", "secret", "custodian = $2", stranger),
    ),
    Story(
        "its category was one that is open",
        updated("resource_version", "medication", "category = 'GGC002'"),
        of="medication",
        met=("source", "victim"),
    ),
    Story(
        "it was in another record",
        updated("resource_version", "secret", "pat = $2", others_pat),
    ),
    Story(
        "it was written at another time",
        updated("resource_version", "secret", "last_updated = last_updated - interval '1 year'"),
    ),
    Story(
        "its body is another's",
        updated(
            "resource_version",
            "secret",
            "sealed = (SELECT o.sealed FROM resource_version o WHERE o.rid = $2)",
            others_rid,
        ),
    ),
    Story(
        "its body is that of its older version",
        updated(
            "resource_version",
            "secret",
            "sealed = (SELECT o.sealed FROM resource_version o WHERE o.rid = $1 AND o.version = 1)",
        ),
    ),
]
