"""What somebody says who declares an emergency."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Why: `code` and `words`, printable; empty where he did not say. It is never logged."""

    code: str
    words: str
