"""What every page under /viewer works with."""

from dataclasses import dataclass, field

from hub.pages import parts
from hub.pages.paper.press import Press
from hub.pages.viewer.form.seat import Tools
from hub.pages.viewer.log_in import LogIn
from hub.security.device import Devices
from hub.security.professional_request import ProfessionalRequest
from hub.security.session import Addresses, Sessions
from hub.security.ticket import Tickets

CLIENT = "viewer"
"""The built-in client by which whoever logs in here asks."""
READS = ("user/*.rs",)
"""What a page about an inhabitant takes: with less it would leave out wishes, and not say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(parts.Parts):
    """`log_in` is None where no professional can log in; `tools` write talks down."""

    sessions: Sessions[ProfessionalRequest]
    addresses: Addresses
    tools: Tools
    devices: Devices
    tickets: Tickets
    log_in: LogIn | None = None
    press: Press = field(default_factory=Press)
