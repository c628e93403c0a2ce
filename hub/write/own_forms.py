"""What a person fills in on a page of the hub: own words, and what he asks to be corrected.

The same as an app of his sends to /fhir. docs/decisions/0040-own-words.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from hub.access.access import Access
from hub.errors import TooLarge, Unprocessable
from hub.security.errand import Errand
from hub.write.outcome import Outcome
from hub.write.own_correction import OwnCorrection, ask_correction
from hub.write.own_response import OwnResponse, record_words
from profiles import correction, own_words
from profiles.issue import Issue


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers by question, about `Patient/id`; `changes` is the id and the version he read.

    Without any answer it takes back what stood there.
    """

    patient: str
    answers: Mapping[str, str]
    language: own_words.Language = "nl"
    changes: tuple[str, int] | None = None


async def write_words(access: Access, errand: Errand, filled: Filled) -> Outcome:
    """His own words from now on.

    Raises:
        Unprocessable: an answer is too long, or no text; or as `record_words`.
        TooLarge: all of it together is.
    """
    resource = own_words.response(filled.patient, filled.answers, filled.language)
    if not resource["item"]:
        del resource["item"]
        resource["status"] = own_words.WITHDRAWN
    name, version = filled.changes or (None, None)
    if name is not None:
        resource["id"] = name
    _require_sound(own_words.faults(resource))
    raw = msgspec.json.encode(resource)
    if len(raw) > own_words.HEAVIEST:
        raise TooLarge(f"own words have at most {own_words.HEAVIEST} bytes")
    own = OwnResponse(
        errand=errand,
        resource=resource,
        raw=raw,
        id=name,
        if_match=str(version) if version is not None else None,
    )
    return await record_words(access, own)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is `wrong` in `focus`; `owner` is a URA, needed only where several keep it.

    `name` is the id of the request, so that a form that is sent twice asks once.
    """

    patient: str
    focus: str
    wrong: str
    owner: str | None = None
    name: str | None = None


async def ask_to_correct(
    access: Access, errand: Errand, wrong: Wrong, within: timedelta
) -> Outcome:
    """His request, to be answered within this time.

    Raises:
        Unprocessable: he did not say what is wrong, or said too much; or as `ask_correction`.
        VersionConflict: it was asked already.
    """
    resource = correction.request(wrong.patient, wrong.focus, wrong.wrong, wrong.owner)
    _require_sound(list(correction.faults(resource)))
    own = OwnCorrection(errand=errand, resource=resource, within=within)
    if wrong.name is not None:
        own = replace(own, new_id=wrong.name)
    return await ask_correction(access, own)


def _require_sound(found: list[Issue]) -> None:
    if found:
        raise Unprocessable("this can't be kept so", issues=found, rule="VALIDATION")
