"""The comma parts of a value. https://hl7.org/fhir/R4/search.html#escaping."""

from hub.errors import Invalid
from hub.search.kinds.composite import ESCAPED_DOLLAR
from hub.search.kinds.token import ESCAPED_BAR

MOST_ALTERNATIVES = 1_000
_MARKED = {"|": ESCAPED_BAR, "$": ESCAPED_DOLLAR}


def split(value: str) -> list[str]:
    """The comma parts of a value; a backslash takes the next character as it is.

    An escaped bar stays marked, for a token is taken apart at a bar.
    """
    found = parts(value)
    return [part.replace(ESCAPED_DOLLAR, "$") for part in found] if "\\" in value else found


def parts(value: str) -> list[str]:
    """The same; an escaped dollar stays marked as well, for a composite is taken apart there."""
    if ESCAPED_BAR in value or ESCAPED_DOLLAR in value:
        raise Invalid("a value holds no control characters")
    found = _unescaped(value) if "\\" in value else value.split(",")
    if len(found) > MOST_ALTERNATIVES:
        raise Invalid(f"a value has at most {MOST_ALTERNATIVES} comma parts; send fewer")
    if not all(found):
        raise Invalid("a comma stands between two values; one of them is empty")
    return found


def _unescaped(value: str) -> list[str]:
    found, part, escaped = [], "", False
    for character in value:
        if escaped or character not in {"\\", ","}:
            part += _MARKED.get(character, character) if escaped else character
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            found.append(part)
            part = ""
    return [*found, part]
