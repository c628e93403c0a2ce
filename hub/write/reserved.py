"""What is a person's own to write, so that no organisation writes it or passes its own off as it.

docs/decisions/0040-own-words.md
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from consent.section import CORRECTIONS
from hub.errors import FhirError, Forbidden
from hub.write.draft import Draft
from hub.write.found import Known
from profiles import correction, own_words
from profiles.pzp.derived import is_derived
from profiles.systems import HUB_OWN_WORDS

_RULE = "A-NOT-CUSTODIAN"
_OWN_WORDS = (
    "answers to this Questionnaire are an inhabitant's own words, which he writes himself, or who "
    "stands for him; write down what you hear from him by another one"
)
_DERIVED = (
    "the hub made this up from another record, which its extension derived-from names, to answer "
    "in the words of another release of the guide; send that record, or one of your own"
)
_QUESTIONNAIRE = "this Questionnaire is the hub's own; give yours another url and id"
_CORRECTION = (
    "a request to correct something is made by the inhabitant; it is answered by PUT Task/id with "
    "If-Match, in a request of its own, and never deleted"
)


def reserved(drafts: Iterable[Draft]) -> Iterator[FhirError]:
    """A refusal for each in which an organisation writes what is a person's own, or the hub's."""
    for draft in drafts:
        told = (_told(one) for one in _resources(draft.resource or {}))
        text = next((text for text in told if text), "")
        if text:
            yield _refusal(draft, text)


def _told(resource: Mapping[str, Any]) -> str:
    kind = resource.get("resourceType")
    if kind == own_words.TYPE and own_words.is_own_words(resource):
        return _OWN_WORDS
    if kind == "Questionnaire" and _is_ours(resource):
        return _QUESTIONNAIRE
    if is_derived(resource):
        return _DERIVED
    if kind == correction.TYPE and correction.is_correction(resource):
        return _CORRECTION
    return ""


def refuse_correction(draft: Draft, row: Known | None) -> None:
    """Raise Forbidden where this would change a request in another way than by an answer."""
    if row is not None and row.category == CORRECTIONS:
        raise _refusal(draft, _CORRECTION)


def _is_ours(questionnaire: Mapping[str, Any]) -> bool:
    url, name = str(questionnaire.get("url", "")), questionnaire.get("id")
    return url.partition("|")[0] == HUB_OWN_WORDS or name == own_words.questionnaire()["id"]


def _resources(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """It, and those in it, as deep as they go."""
    yield resource
    for one in _listed(resource.get("contained")):
        yield from _resources(one)
    for entry in _listed(resource.get("entry")):
        inside = entry.get("resource")
        if isinstance(inside, Mapping):
            yield from _resources(inside)


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _refusal(draft: Draft, text: str) -> FhirError:
    return Forbidden(text, expression=draft.expression, rule=_RULE)
