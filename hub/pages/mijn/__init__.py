"""/mijn: what an inhabitant sees and does here himself. docs/decisions/0041-pages-for-people.md."""

from hub.pages.mijn.choices import choices, choose
from hub.pages.mijn.coming_in import come_back, log_in, log_out, logged_out, stay
from hub.pages.mijn.door import MijnDoor, Page
from hub.pages.mijn.parts import Parts
from hub.pages.mijn.speaks import speaks
from hub.pages.mijn.start import start
from hub.pages.mijn.take_along import take_along
from hub.pages.mijn.who_looked import who_looked
from hub.pages.mijn.wishes import wishes
from hub.pages.paper.letter import PATHS

__all__ = ["MijnDoor", "Parts", "mijn"]


def mijn(parts: Parts) -> MijnDoor:
    """All pages of it."""
    pages = {
        "": Page(get=start, open=True),
        "inloggen": Page(get=log_in, open=True),
        "in": Page(get=come_back, open=True),
        "uitloggen": Page(post=log_out),
        "uitgelogd": Page(get=logged_out, open=True),
        "langer": Page(post=stay),
        "wensen": Page(get=wishes),
        "keuzes": Page(get=choices, post=choose, deep=True),
        "wie-keek": Page(get=who_looked),
        "wie-voor-mij": Page(get=speaks),
        "meenemen": Page(get=take_along, deep=True),
    }
    # Who asks for the letter never comes here: what does is no way to ask for it.
    letters = {path.rpartition("/")[2]: Page() for path in PATHS.values()}
    return MijnDoor(parts, pages | letters)
