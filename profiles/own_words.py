"""What an inhabitant writes down in his own words: answers in text to a Questionnaire of the hub's.

https://hl7.org/fhir/R4/questionnaireresponse.html
docs/decisions/0040-own-words.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from profiles.issue import Issue
from profiles.packages.package import shipped
from profiles.systems import HUB_OWN_WORDS

Language = Literal["nl", "en"]

TYPE = "QuestionnaireResponse"
LONGEST = 4_000
"""Characters of one answer."""
HEAVIEST = 32_768
"""Bytes of all of it."""
WITHDRAWN = "entered-in-error"
STATUSES = frozenset({"completed", "amended", WITHDRAWN})
_MEMBERS = frozenset({
    "resourceType", "id", "meta", "language", "questionnaire", "status", "subject", "author",
    "source", "authored", "item",
})  # fmt: skip
_ITEM, _ANSWER = frozenset({"linkId", "text", "answer"}), frozenset({"valueString"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `text` by language."""

    link_id: str
    text: Mapping[str, str]


@cache
def questionnaire() -> Mapping[str, Any]:
    """The hub's own Questionnaire, as it is shipped."""
    listed = (one for package in shipped() for one in package.resources)
    return next(one for one in listed if one.get("url") == HUB_OWN_WORDS)


@cache
def canonical() -> str:
    """Its URL with its version: what a response names."""
    return f"{HUB_OWN_WORDS}|{questionnaire()['version']}"


@cache
def questions() -> tuple[Asked, ...]:
    """In the order in which they are asked."""
    return tuple(
        Asked(one["linkId"], {"nl": one["text"], "en": _english(one["_text"])})
        for one in questionnaire()["item"]
    )


def is_own_words(resource: Mapping[str, Any]) -> bool:
    """Whether it says that it answers that Questionnaire, in whatever version."""
    asked = resource.get("questionnaire")
    return isinstance(asked, str) and asked.partition("|")[0].partition("#")[0] == HUB_OWN_WORDS


def answers(response: Mapping[str, Any]) -> dict[str, str]:
    """What was written, by question; of what nobody wrote nothing."""
    return {
        one["linkId"]: one["answer"][0]["valueString"]
        for one in response.get("item", ())
        if one.get("answer")
    }


def response(patient: str, said: Mapping[str, str], language: Language = "nl") -> dict[str, Any]:
    """The response with these answers, by question, of the inhabitant `Patient/id`."""
    return {
        "resourceType": TYPE,
        "language": language,
        "questionnaire": canonical(),
        "status": "completed",
        "subject": {"reference": patient},
        "item": [
            {
                "linkId": one.link_id,
                "text": one.text[language],
                "answer": [{"valueString": said[one.link_id]}],
            }
            for one in questions()
            if said.get(one.link_id, "").strip()
        ],
    }


def faults(said: Mapping[str, Any]) -> list[Issue]:
    """Why a valid QuestionnaireResponse is no own words: they are text, and nothing beside it."""
    return [*_around(said), *_items(said)]


def _around(said: Mapping[str, Any]) -> Iterator[Issue]:
    for name in sorted(said.keys() - _MEMBERS):
        yield _fault(name, "own words are answers in text: leave this out")
    if said.get("questionnaire") != canonical():
        yield _fault("questionnaire", f"own words answer {canonical()}")
    if said.get("status") not in STATUSES:
        yield _fault("status", f"own words have one of these: {', '.join(sorted(STATUSES))}")
    elif said["status"] == WITHDRAWN and said.get("item"):
        yield _fault("item", "what is taken back has no answers any more")
    subject = said.get("subject")
    if not isinstance(subject, Mapping) or not subject.keys() <= {"reference", "type"}:
        yield _fault("subject", "own words are about one Patient, named by a reference alone")


def _items(said: Mapping[str, Any]) -> Iterator[Issue]:
    texts = {one.link_id: set(one.text.values()) for one in questions()}
    seen = set[str]()
    for number, one in enumerate(said.get("item", ())):
        at, link = f"item[{number}]", one.get("linkId")
        if one.keys() - _ITEM or link not in texts or link in seen:
            yield _fault(at, "each question of the Questionnaire is answered once, in text")
            continue
        seen.add(link)
        if one.get("text", next(iter(texts[link]))) not in texts[link]:
            yield _fault(f"{at}.text", "the text of a question is that of the Questionnaire")
        yield from _answer(at, one.get("answer", ()))


def _answer(at: str, given: Any) -> Iterator[Issue]:
    if len(given) > 1 or any(one.keys() != _ANSWER for one in given):
        yield _fault(f"{at}.answer", "a question has one answer, and that is a valueString")
    elif given and len(given[0]["valueString"]) > LONGEST:
        yield _fault(f"{at}.answer", f"an answer has at most {LONGEST} characters")
    elif given and not is_text(given[0]["valueString"]):
        yield _fault(f"{at}.answer", "an answer is text: no control characters")


def is_text(said: str) -> bool:
    """Whether it has nothing in it that no reader shows but tabs and ends of lines.

    https://hl7.org/fhir/R4/datatypes.html#string
    """
    return all(one >= " " or one in "\t\r\n" for one in said)


def _fault(at: str, text: str) -> Issue:
    return Issue("error", "business-rule", f"{TYPE}.{at}", text)


def _english(beside: Mapping[str, Any]) -> str:
    [translation] = beside["extension"]
    return str(next(one["valueString"] for one in translation["extension"] if "valueString" in one))
