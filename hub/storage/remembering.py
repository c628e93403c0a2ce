"""A keyring that keys a text once, for as long as one request lasts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Remembering(Keyring):
    """Never kept longer than its request: the texts name people.

    A write asks for the same keys many times, and its resources are found by the same codes.
    """

    _known: dict[int | None, dict[str, int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, keyring: Keyring) -> "Remembering":
        """The same keys, with nothing remembered yet."""
        return cls(keyring.index_key, keyring.sealing_keys)

    def token(self, text: str, section: int | None = None) -> int:
        """As `Keyring.token`."""
        found = self._within(section).get(text)
        return self.tokens((text,), section)[0] if found is None else found

    def tokens(self, texts: Iterable[str], section: int | None = None) -> list[int]:
        """As `Keyring.tokens`."""
        known = self._within(section)
        asked = list(texts)
        new = [text for text in asked if text not in known]
        if new:
            known.update(zip(new, Keyring.tokens(self, new, section), strict=True))
        return [known[text] for text in asked]

    def _within(self, section: int | None) -> dict[str, int]:
        known = self._known.get(section)
        if known is None:
            known = self._known[section] = {}
        return known
