"""What the law leaves to a region: each default is the one that opens the least."""

from dataclasses import dataclass
from typing import Literal

MinorMode = Literal["both", "self12"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The region's agreements; docs/decisions/0029-the-decision-whole.md.

    `mitz_deny_overrules`: a no of Mitz, or no answer, closes what a choice recorded here opens.
    `emergency_opens_objections`: an emergency opens also what the inhabitant objected to, unless he
    excluded emergencies. `minor_mode`: from 12 to 16 years a parent permits with the child, or the
    child alone. `desk_form`, `desk_second_person`: what is said at a desk over the data of others
    comes with a signed form, and holds once another person of the desk confirms it. `staff_named`:
    who looked is told to the inhabitant by name, else by role and organisation.
    """

    mitz_deny_overrules: bool = False
    emergency_opens_objections: bool = False
    minor_mode: MinorMode = "both"
    desk_form: bool = True
    desk_second_person: bool = True
    staff_named: bool = True
