"""One spelling for all the ways a name can be written, so that string search can compare."""

import unicodedata

_VANISHING = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc`\u00b4."))
_ASCII_SPACING = dict.fromkeys(
    (code for code in range(128) if not chr(code).isalnum() and code not in _VANISHING), " "
)
_ASCII = _VANISHING | _ASCII_SPACING
_FOLDED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "ŋ": "n"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode takes apart into nothing, and people write without."""


def normalise(text: str) -> str:
    """Lower case, no accents, punctuation as one space; apostrophes and full stops vanish.

    Letters of other languages become those of ours. Normalising twice changes nothing.
    https://hl7.org/fhir/R4/search.html#string
    """
    return without_accents(text).translate(_FOLDED)


def without_accents(text: str) -> str:
    """The same with the letters of other languages as they are: so it was indexed at first."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    plain = text.translate(_VANISHING)
    while (folded := _fold(plain)) != plain:
        plain = folded
    return plain


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (_letter(character) for character in decomposed)
    return " ".join("".join(letters).translate(_VANISHING).split())


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    return character if category[0] in "LNM" else " "
