"""A choice about who may look as it stands, and what may be answered to it. Pure."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from consent.category import ura_text
from consent.statement import ANY, CATEGORY
from hub.query.choice_shown import ChoiceShown
from profiles.identifiers import InvalidIdentifier

Standing = Literal["permit", "deny", "mixed", "proposed", "planned", "over", "unread"]
STATUS: Mapping[str, str] = {"stop": "inactive", "nee": "inactive", "ja": "active"}
"""What becomes of it by an answer; nothing where the answer is not here."""
AGREED = "proposed"
"""What becomes of it where another has to say yes too."""


def standing_of(choice: ChoiceShown) -> Standing:
    """How it stands, as a page marks it."""
    match choice.state:
        case "active" if {one.permit for one in choice.said} == {True}:
            return "permit"
        case "active":
            return "mixed"
        case "objected":
            return "deny"
        case "proposed" | "planned":
            return choice.state
        case "not-entitled":
            return "unread"
        case _:
            return "over"


def answers_of(choice: ChoiceShown) -> Sequence[str]:
    """What this person may answer to the question whether it is to change."""
    if standing_of(choice) == "over":
        return ()
    if choice.waits:
        said = {"ja": {"confirm", "agree"}, "nee": {"refuse"}}
        return [one for one, acts in said.items() if acts & {*choice.acts}]
    return ("stop", "blijft") if "withdraw" in choice.acts else ()


def answered(choice: ChoiceShown, answer: str) -> dict[str, Any]:
    """The Consent that it becomes by this answer."""
    agrees = answer == "ja" and "confirm" not in choice.acts
    consent: dict[str, Any] = msgspec.json.decode(choice.stored.body)
    return {**consent, "status": AGREED if agrees else STATUS[answer]}


def actors_of(choice: ChoiceShown) -> list[str]:
    """Whom it is about, as a statement writes them."""
    return list(dict.fromkeys(one.actor for one in choice.said))


def uras_of(choice: ChoiceShown) -> set[str]:
    """All organisations that it names."""
    named = {one for each in choice.said for one in (each.actor, each.custodian)}
    return {one for one in named if one != ANY and not one.startswith(CATEGORY)}


def name_of(form_token: str, number: str, what: str = "choice") -> str:
    """The id of a choice, or of `what` else this session makes by the form of this number.

    The form sent twice names one choice, and nobody can make it name another's.
    """
    digest = hmac.digest(form_token.encode(), f"{what}|{number}".encode(), hashlib.sha256)
    return str(UUID(bytes=digest[:16], version=4))


def known_ura(said: str) -> str:
    """The URA in eight digits; empty where it is none."""
    try:
        return ura_text(said)
    except InvalidIdentifier:
        return ""
