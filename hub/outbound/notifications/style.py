"""In which of three ways an organisation is told, by what its Endpoint says that it is for.

docs/decisions/0090-notifications.md
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

Style = Literal["backport", "ta-np", "bolt"]
"""R4 Subscriptions Backport, a notification Task of TA-NP, the empty POST of the Nuts bolt."""


class InvalidStyles(ValueError):
    """The setting names no such style."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Codes of `Endpoint.payloadType`, the one that is liked best first, each with its style."""

    by_code: Sequence[tuple[str, Style]]

    @classmethod
    def of(cls, text: str) -> "Styles":
        """As the setting lists them: `style=code`, a space between. Raises InvalidStyles."""
        said = [one.partition("=") for one in text.split()]
        if any(style not in get_args(Style) or not code for style, _, code in said):
            listed = ", ".join(get_args(Style))
            raise InvalidStyles(f"must be style=code, a space between, with a style of {listed}")
        return cls([(code, cast("Style", style)) for style, _, code in said])

    def preferred(self, codes: Iterable[str]) -> tuple[int, Style] | None:
        """How well it is liked, 0 best, and in which style it goes; None where it is for others."""
        known = set(codes)
        places = enumerate(self.by_code)
        return next(((place, style) for place, (code, style) in places if code in known), None)
