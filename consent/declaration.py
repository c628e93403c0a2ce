"""What somebody says who declares an emergency."""

from dataclasses import dataclass

_FEWEST_LETTERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Why: `code` and `words`, printable; empty where he did not say. It is never logged."""

    code: str
    words: str

    @property
    def is_a_reason(self) -> bool:
        """Whether there is a code, and words of ten characters at least."""
        return bool(self.code.strip()) and len(self.words.strip()) >= _FEWEST_LETTERS
