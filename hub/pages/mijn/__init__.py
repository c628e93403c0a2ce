"""/mijn: what an inhabitant sees and does here himself. docs/decisions/0041-pages-for-people.md."""

from hub.pages.mijn import granted
from hub.pages.mijn.choices import choices, choose
from hub.pages.mijn.coming_in import come_back, log_in, log_out, logged_out, stay
from hub.pages.mijn.corrections import ask_again, ask_page, corrections_page
from hub.pages.mijn.door import MijnDoor, Page
from hub.pages.mijn.own_words import own_words_again, own_words_page, write_own_words
from hub.pages.mijn.papers import end_paper
from hub.pages.mijn.parts import Parts
from hub.pages.mijn.speaks import speaks
from hub.pages.mijn.start import start
from hub.pages.mijn.take_along import take_along
from hub.pages.mijn.who_looked import who_looked
from hub.pages.mijn.wishes import wishes
from hub.pages.paper.letter import PATHS

__all__ = ["PAGES", "MijnDoor", "Parts", "mijn"]

PAGES = {
    "": Page(get=start, open=True, reads=granted.READS),
    "inloggen": Page(get=log_in, open=True),
    "in": Page(get=come_back, open=True),
    "uitloggen": Page(post=log_out),
    "uitgelogd": Page(get=logged_out, open=True),
    "langer": Page(post=stay),
    "wensen": Page(get=wishes, reads=granted.READS),
    "eigen-woorden": Page(
        get=own_words_page,
        post=write_own_words,
        deep=True,
        reads=granted.READS,
        writes=granted.WRITES_WORDS,
        again=own_words_again,
    ),
    "keuzes": Page(
        get=choices,
        post=choose,
        deep=True,
        reads=granted.READS_LOG,
        writes=granted.CHOOSES,
    ),
    "wie-keek": Page(get=who_looked, reads=granted.READS_LOG),
    "klopt-niet": Page(
        get=corrections_page,
        post=ask_page,
        deep=True,
        reads=granted.READS,
        writes=granted.ASKS_TO_CORRECT,
        again=ask_again,
    ),
    "wie-voor-mij": Page(get=speaks, reads=granted.READS_LOG),
    "meenemen": Page(
        get=take_along, post=end_paper, deep=True, reads=granted.READS, writes=granted.READS
    ),
}
"""By what stands behind /mijn."""


def mijn(parts: Parts) -> MijnDoor:
    """All pages of it."""
    # Who asks for the letter never comes here: what does is no way to ask for it.
    letters = {path.rpartition("/")[2]: Page() for path in PATHS.values()}
    return MijnDoor(PAGES | letters, parts)
