"""How a function is called: what its arguments are compiled to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# A projection is asked of each item; a key, to sort by, is a projection and whether downward.
Argument = Literal["criterion", "collection", "projection", "key", "text", "type"]


@dataclass(frozen=True, slots=True)
class Function:
    """`build` gets the source of the input, then each argument as `takes` says.

    The last arguments may be missing, down to `least`; None is given then. What iterates has an
    $index.
    """

    build: Callable[..., Any]
    takes: tuple[Argument, ...] = ()
    least: int = -1
    iterates: bool = False

    def fits(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        fewest = len(self.takes) if self.least < 0 else self.least
        return fewest <= count <= len(self.takes)
