"""Whether a built-in client is granted what a page of it does, as an app would have to be.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from functools import lru_cache

from hub.errors import Forbidden
from hub.security.scopes import InvalidScope, Level, grant


def require_granted(needed: tuple[str, ...], held: tuple[str, ...], level: Level) -> None:
    """Return where all that is needed is held.

    Raises:
        Forbidden: else.
    """
    if needed and not _covers(needed, held, level):
        raise Forbidden("this client was not granted what this page does", rule="SCOPE")


@lru_cache(maxsize=64)
def _covers(needed: tuple[str, ...], held: tuple[str, ...], level: Level) -> bool:
    try:
        grant(" ".join(needed), " ".join(held), level)
    except InvalidScope:
        return False
    return True
