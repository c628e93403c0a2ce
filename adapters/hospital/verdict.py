"""What became of one HL7 v2 message: taken, or not and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from adapters.hospital.header import Header


@dataclass(frozen=True, slots=True)
class Taken:
    """Read, and what it says is on its way; `notes` tell the owner what was not understood."""

    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Not taken, nothing of it is kept as a fact; no part of this holds a value of the message.

    `code` AE: content or format, to send it again will not help; AR: of no kind that is taken
    here, or trouble of our own. `condition` is of HL7 table 0357, `place` as `PID^1^3`.
    https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading98
    """

    code: Literal["AE", "AR"]
    condition: int
    place: str
    text: str


Verdict = Taken | Fault

# The decoded message, its segments parted by "\r", with its header.
Take = Callable[[Header, str], Verdict]
