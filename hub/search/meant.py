"""What is asked in the words of one release of the guide finds what was said in another's.

docs/decisions/0045-two-releases-of-the-guide.md
"""

from hub.search.kinds.token import AnyToken, keys
from profiles.pzp.meaning import SAID_OTHERWISE, Asked, also_asked
from profiles.search.values import TokenValue


def meant(resource_type: str, condition: AnyToken) -> AnyToken:
    """The same condition; of a fact of the guide in the words of each release."""
    if resource_type not in SAID_OTHERWISE:
        return condition
    asked = [one for key in condition.keys if (one := _asked(key))]
    more = also_asked(resource_type, asked)
    if not more:
        return condition
    found = {keys(TokenValue(*one))[0] for one in more}
    return AnyToken(tuple(dict.fromkeys((*condition.keys, *sorted(found)))), condition.negated)


def _asked(key: str) -> Asked | None:
    """A key as `hub.search.kinds.token` writes it; None where it names no code."""
    parameter, _, rest = key.partition("|")
    way, _, rest = rest.partition("|")
    if way == "t*":
        return parameter, None, rest
    system, _, code = rest.rpartition("|")
    return (parameter, system, code) if way == "t" else None
