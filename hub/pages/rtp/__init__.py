"""/rtp: professionals find a place for a patient, each from his own side.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

from hub.pages.rtp.capacity.pages import NAME as CAPACITY
from hub.pages.rtp.capacity.pages import capacity, said
from hub.pages.rtp.coming_in import log_in, log_out, logged_out, start, stay
from hub.pages.rtp.desk.pages import NAME as CASES
from hub.pages.rtp.desk.pages import cases, changed
from hub.pages.rtp.door import LIVE, Page, RtpDoor
from hub.pages.rtp.figures.pages import NAME as FIGURES
from hub.pages.rtp.figures.pages import figures
from hub.pages.rtp.inbox.handoff import NAME as HANDOFF
from hub.pages.rtp.inbox.handoff import PAPER, handoff, printed
from hub.pages.rtp.inbox.pages import NAME as INBOX
from hub.pages.rtp.inbox.pages import answered, offers
from hub.pages.rtp.live import listen
from hub.pages.rtp.parts import READS, WRITES, Parts
from hub.pages.rtp.request.own import NAME as OWN
from hub.pages.rtp.request.own import requests
from hub.pages.rtp.request.pages import NAME as REQUEST
from hub.pages.rtp.request.pages import again, form, sent
from hub.pages.rtp.request.withdraw import withdraw

__all__ = ["PAGES", "Parts", "RtpDoor", "rtp"]

PAGES = {
    "": Page(get=start, open=True),
    "inloggen": Page(get=log_in, open=True),
    "uitloggen": Page(post=log_out),
    "uitgelogd": Page(get=logged_out, open=True),
    "langer": Page(post=stay),
    CASES: Page(
        get=cases, post=changed, deep=True, much=True, reads=READS, writes=(*READS, *WRITES)
    ),
    INBOX: Page(get=offers, post=answered, deep=True, reads=READS, writes=(*READS, *WRITES)),
    REQUEST: Page(
        get=form, post=sent, again=again, deep=True, reads=READS, writes=(*READS, *WRITES)
    ),
    OWN: Page(get=requests, post=withdraw, deep=True, reads=READS, writes=(*READS, *WRITES)),
    LIVE: Page(get=listen, reads=READS),
    HANDOFF: Page(post=handoff, writes=READS),
    PAPER: Page(post=printed, writes=READS),
    CAPACITY: Page(get=capacity, post=said, deep=True, reads=READS, writes=(*READS, *WRITES)),
    FIGURES: Page(get=figures, deep=True, reads=READS),
}
"""By what stands behind /rtp."""


def rtp(parts: Parts) -> RtpDoor:
    """All pages of it."""
    return RtpDoor(PAGES, parts)
