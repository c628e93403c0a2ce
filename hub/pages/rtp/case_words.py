"""A case in words: whose it is, how far it is, and why."""

from collections.abc import Mapping
from typing import Any

from hub.pages.days import date_said
from hub.pages.words import Words
from hub.transfer.open.coding import own_words
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON, STATUS
from profiles.pzp.reading.record import name_of
from profiles.resource.read import element, pairs, words


def person_said(patient: Mapping[str, Any] | None, t: Words) -> str:
    """Who it is, as far as that is open."""
    if patient is None:
        return t("own.no-person")
    named = name_of(dict(patient)) or t("own.no-name")
    born = date_said(words(patient, "birthDate"), t)
    return t("handoff.person", name=named, born=born) if born else named


def standing_said(task: Mapping[str, Any], t: Words) -> str:
    """By how far it is, else by its status; as it is written where we have no words for it."""
    status = words(task, "status")
    phases = [code for system, code in pairs(task.get("businessStatus")) if system == STATUS]
    said = [t.of("own.phase", one) for one in phases]
    return next(filter(None, said), "") or t.of("own.status", status) or status or "?"


def reason_said(task: Mapping[str, Any]) -> str:
    """Why it stands so, in the words of the list; a code that it does not have as it is."""
    known = {**own_words(CANCEL_REASON), **own_words(REJECTION_REASON)}
    found = pairs(element(task, "statusReason"))
    return ", ".join(known.get(one, one[1]) for one in found)
