"""What the figures ask beside the events: sites, what they stated, days on which offices are shut.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from datetime import datetime

from hub.access.access import Access
from hub.transfer.figures.agreed import Agreed
from hub.transfer.figures.facts import Facts


async def transfer_facts(_access: Access, agreed: Agreed, _at: datetime) -> Facts:
    """As they were known at this moment; of sites and their places nothing is kept here yet."""
    return Facts(holidays=agreed.holidays)
