"""In which of three ways an organisation is told, by what its Endpoint says that it is for.

docs/decisions/0090-notifications.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

Style = Literal["backport", "ta-np", "bolt"]
"""R4 Subscriptions Backport, a notification Task of TA-NP, the empty POST of the Nuts bolt."""

TOKENS = "token"
"""Beside these: where the partner gives tokens to who tells him."""
SCOPES: Mapping[Style, str] = {
    "backport": "",
    "ta-np": "ta-np-notification",
    "bolt": "eOverdracht-receiver",
}
"""What a token is asked for."""


class InvalidStyles(ValueError):
    """The setting names no such style."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Codes of `Endpoint.payloadType`, the one that is liked best first, each with its style."""

    by_code: Sequence[tuple[str, Style]]
    tokens: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> "Styles":
        """As the setting lists them: `style=code`, a space between. Raises InvalidStyles."""
        said = [one.partition("=") for one in text.split()]
        known = (*get_args(Style), TOKENS)
        if any(style not in known or not code for style, _, code in said):
            listed = ", ".join(known)
            raise InvalidStyles(f"must be style=code, a space between, with a style of {listed}")
        styles = [(code, cast("Style", style)) for style, _, code in said if style != TOKENS]
        return cls(styles, frozenset(code for style, _, code in said if style == TOKENS))

    def preferred(self, codes: Iterable[str]) -> tuple[int, Style] | None:
        """How well it is liked, 0 best, and in which style it goes; None where it is for others."""
        known = set(codes)
        places = enumerate(self.by_code)
        return next(((place, style) for place, (code, style) in places if code in known), None)
