"""What a person writes: his choices about exchange, his own words, and what is to be corrected.

docs/decisions/0034-persons-ask-and-choose.md, docs/decisions/0040-own-words.md
"""

from collections.abc import Awaitable, Callable

from hub.errors import NotSupported, TooLarge
from hub.fhir.call import Answer, Call
from hub.fhir.only_organizations import nothing_else
from hub.fhir.own_choice import own_choice
from hub.fhir.own_correction import own_correction
from hub.fhir.own_words import own_words
from hub.fhir.parts import Hub

LARGEST = 32_768
"""Bytes of one: of a choice all is multiplied out, organisation by organisation."""
_OWN: dict[tuple[str, str], Callable[..., Awaitable[Answer]]] = {
    ("Consent", "create"): own_choice,
    ("Consent", "update"): own_choice,
    ("QuestionnaireResponse", "create"): own_words,
    ("QuestionnaireResponse", "update"): own_words,
    ("Task", "create"): own_correction,
}


async def own_write(hub: Hub, call: Call, interaction: str, *names: str) -> Answer:
    """What he wrote as it is stored, dated now and signed by him.

    Raises:
        Forbidden: anything else. NotSupported: by a condition. TooLarge. Unprocessable: with every
            fault.
    """
    kind, *ids = names
    write = _OWN.get((kind, interaction))
    if write is None:
        raise nothing_else()
    if (interaction == "update" and not ids) or "if-none-exist" in call.headers:
        raise NotSupported(f"this is written by POST {kind}, and changed by PUT {kind}/id")
    if len(call.body) > LARGEST:
        raise TooLarge(f"one has at most {LARGEST} bytes; in a choice name categories")
    return await write(hub, call, *names)
