"""What is asked of a coding, and what can be said of it."""

from typing import NamedTuple


class Coded(NamedTuple):
    """A code of a system, with the name and the version that it came with, if any."""

    system: str
    code: str
    display: str = ""
    version: str = ""


class Verdict(NamedTuple):
    """`message` says why it is not so, or what there is to say all the same."""

    result: bool
    message: str = ""
    display: str = ""
    system: str = ""
    code: str = ""


class NotAtHand(LookupError):
    """What would be needed is in no package that is loaded; the message says what."""


class Unlisted(NotAtHand):
    """A value set is at hand, and not all of its codes."""


class NoSuchCode(LookupError):
    """The system is at hand, and has no such code; or it can't be told by kind."""
