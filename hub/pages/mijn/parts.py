"""What every page under /mijn works with."""

from dataclasses import dataclass, field

from hub.pages import parts
from hub.pages.mijn.log_in import LogIn
from hub.pages.paper.press import Press
from hub.security.patient_request import PatientRequest
from hub.security.session import Sessions
from hub.security.ticket import Tickets

CLIENT = "mijn"
"""The built-in client by which whoever logs in here asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(parts.Parts):
    """`log_in` is None where nobody can log in."""

    sessions: Sessions[PatientRequest]
    tickets: Tickets
    log_in: LogIn | None = None
    press: Press = field(default_factory=Press)
