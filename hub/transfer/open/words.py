"""Why something is left out of an offer without a name, in words for the desk."""

from collections.abc import Mapping
from typing import Literal

from hub.transfer.open.left_out import Why

_ENGLISH: Mapping[Why, str] = {
    "not-listed": "The element is on no list of what may be told.",
    "code-not-listed": "Its code is on no list of what may be told.",
    "rare": "Few people have it: it would single somebody out.",
    "became-need": "Few people have it: what it asks of a place is told in its stead.",
    "small-cell": "Too few inhabitants share it: it is told less exactly, or not.",
    "not-asked": "Nothing in the request makes it needed.",
    "not-so": "Its own status says that it is not the case.",
    "changed-meaning": "A modifier changes what it says.",
    "other-subject": "It is about somebody else.",
    "old": "It is too long ago.",
    "unreadable": "It can't be read, or it is not open to you.",
}
_DUTCH: Mapping[Why, str] = {
    "not-listed": "Dit staat op geen lijst van wat verteld mag worden.",
    "code-not-listed": "De code staat op geen lijst van wat verteld mag worden.",
    "rare": "Weinig mensen hebben dit: het zou iemand herkenbaar maken.",
    "became-need": "Weinig mensen hebben dit: er staat alleen wat het van een plek vraagt.",
    "small-cell": "Te weinig inwoners delen dit: het staat er minder precies, of niet.",
    "not-asked": "Niets in de aanvraag maakt dit nodig.",
    "not-so": "Volgens de eigen status is dit niet het geval.",
    "changed-meaning": "Een modifier verandert wat er staat.",
    "other-subject": "Dit gaat over iemand anders.",
    "old": "Dit is te lang geleden.",
    "unreadable": "Dit is niet te lezen, of het staat niet voor u open.",
}
_SAID = {"en": _ENGLISH, "nl": _DUTCH}


def why_in_words(why: Why, language: Literal["en", "nl"]) -> str:
    """One sentence."""
    return _SAID[language][why]
