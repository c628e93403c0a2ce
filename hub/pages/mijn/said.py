"""What a resource says of a wish, read by its codes: pure, and in nobody's words yet.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from profiles import systems
from profiles.pzp import unknown
from profiles.pzp.wish import (
    CAPACITY,
    FORM_GOALS,
    ICD_OFF,
    is_advance_directive,
    is_form,
    is_goal,
    is_icd_off,
    is_treatment_directive,
    observed,
    others,
    treatments,
)
from profiles.resource.read import codes, element, objects, words

TREATMENTS = ("89666000", "40617009", "305351004", "32485007", "281789004", "116762002")
GOAL, WILL, ICD, FORM, OTHER = "goal", "will", "icd", "form", "other"
TOPICS = (
    *(CAPACITY[1], GOAL, *TREATMENTS, ICD_OFF[1], ICD, OTHER),
    *("153851000146100", "395091006", "340171000146104", "570801000146104", "247751003"),
    *(WILL, FORM),
)
"""What there may be a wish about, in the order of the page."""
ASKED_ALWAYS = (GOAL, *TREATMENTS, "395091006", "340171000146104")
"""Of these the page says so where nothing is written down."""
_COMMENT = f"{systems.NICTIZ}ext-Comment"
_SYMPTOMS = ("225353007", "713148004")
_ENDED = frozenset({"completed", "cancelled", "rejected"})
_ENTERED_WRONG = "entered-in-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One wish as one source wrote it: `what` is a code of the answer, `written` its own text.

    `version` is the one that is kept now, `called` what the source calls a subject that has no
    code; `state` is how much is known, a name of `profiles.pzp.unknown.State`. `ended` says why it
    holds no more: empty where it does.
    """

    address: str
    about: str
    state: str
    day: str
    source: str
    what: str = ""
    called: str = ""
    version: str = ""
    written: str = ""
    notes: tuple[str, ...] = ()
    ended: str = ""


def said_in(resource: Mapping[str, Any], today: date) -> Iterator[Said]:
    """The wish in this resource, if it is one."""
    kind = resource.get("resourceType")
    if kind == "Consent" and is_treatment_directive(resource):
        yield _directive(resource, today)
    elif kind == "Consent" and is_advance_directive(resource):
        yield _will(resource, today)
    elif kind == "Goal" and is_goal(resource):
        yield _goal(resource)
    elif kind == "Observation" and observed(resource):
        yield _observation(resource)
    elif kind == "DeviceUseStatement":
        yield _device(resource)
    elif kind == "QuestionnaireResponse" and is_form(resource):
        yield _form(resource)


def source_of(resource: Mapping[str, Any]) -> str:
    """The URA of who wrote it; empty of what the inhabitant said here himself."""
    system, _, ura = words(element(resource, "meta"), "source").rpartition("#")
    return ura if system == systems.URA_SYSTEM else ""


def answers_of(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each question of a form that has words, with its answer, as they were written."""
    for item in objects(form.get("item")):
        texts = [_answer(one) for one in objects(item.get("answer"))]
        text = "; ".join(one for one in texts if one)
        if text and words(item, "text"):
            yield words(item, "text"), text
        yield from answers_of(item)


def _directive(consent: Mapping[str, Any], today: date) -> Said:
    texts = [words(extension, "valueString") for _, extension in others(consent)]
    known = [code for one in treatments(consent) for code in codes(one) if code in TREATMENTS]
    about = ICD_OFF[1] if is_icd_off(consent) else known[0] if known else OTHER
    decided = words(element(consent, "provision"), "type")
    return Said(
        **_of(consent, "dateTime"),
        about=about,
        what=decided if decided in ("permit", "deny") else "",
        state=unknown.state_of(_whole(consent)).name,
        called=_text_of(treatments(consent)) if about == OTHER else "",
        written=" ".join(one for one in texts if one),
        notes=_comments(consent),
        ended=_ended(consent, today),
    )


def _will(consent: Mapping[str, Any], today: date) -> Said:
    known = [code for one in treatments(consent) for code in codes(one)]
    return Said(
        **_of(consent, "dateTime"),
        about=WILL,
        what=known[0] if known else "",
        state=unknown.state_of(_whole(consent)).name,
        written=_text_of(treatments(consent)),
        notes=_comments(consent),
        ended=_ended(consent, today),
    )


def _goal(goal: Mapping[str, Any]) -> Said:
    description = element(goal, "description")
    status = str(goal.get("lifecycleStatus"))
    known = codes(description)
    for code in known:
        if (systems.SNOMED, code) in FORM_GOALS:
            known = [_SYMPTOMS[1]]
    return Said(
        **_of(goal, "startDate", "statusDate"),
        about=GOAL,
        what=known[0] if known else "",
        state=unknown.state_of({**goal, "lifecycleStatus": "active"}).name,
        written=_text_of([description]),
        notes=_notes(goal),
        ended="mistake" if status == _ENTERED_WRONG else "ended" if status in _ENDED else "",
    )


def _observation(observation: Mapping[str, Any]) -> Said:
    found = observed(observation)
    value = element(observation, "valueCodeableConcept")
    wrong = words(observation, "status") in {_ENTERED_WRONG, "cancelled"}
    known = codes(value) or _yes_or_no(observation)
    return Said(
        **_of(observation, "effectiveDateTime", "issued"),
        about=found[1] if found else OTHER,
        what=known[0] if known else "",
        state=unknown.state_of({**observation, "status": "final"}).name,
        written=words(observation, "valueString") or _text_of([value]),
        notes=_notes(observation),
        ended="mistake" if wrong else "",
    )


def _yes_or_no(observation: Mapping[str, Any]) -> list[str]:
    said = observation.get("valueBoolean")
    return [str(said).lower()] if type(said) is bool else []


def _device(use: Mapping[str, Any]) -> Said:
    status = str(use.get("status"))
    return Said(
        **_of(use, "recordedOn", "timingDateTime"),
        about=ICD,
        what="present" if status in {"active", "intended"} else "",
        state=unknown.State.DECIDED.name,
        notes=_notes(use),
        ended={_ENTERED_WRONG: "mistake", "completed": "ended", "stopped": "ended"}.get(status, ""),
    )


def _form(response: Mapping[str, Any]) -> Said:
    return Said(
        **_of(response, "authored"),
        about=FORM,
        state=unknown.State.DECIDED.name,
        ended="mistake" if response.get("status") == _ENTERED_WRONG else "",
    )


def _of(resource: Mapping[str, Any], *days: str) -> dict[str, Any]:
    """What all have: where it is, who keeps it, and of which day it is."""
    written = (resource.get(one) for one in days)
    day = next((one for one in written if type(one) is str), "")
    address = f"{resource.get('resourceType')}/{resource.get('id')}"
    version = words(element(resource, "meta"), "versionId")
    return {"address": address, "version": version, "source": source_of(resource), "day": day}


def _whole(consent: Mapping[str, Any]) -> dict[str, Any]:
    """The same as if it were in force: what it says is told apart from whether it holds."""
    return {**consent, "status": "active"}


def _ended(consent: Mapping[str, Any], today: date) -> str:
    status = words(consent, "status")
    if status == _ENTERED_WRONG:
        return "mistake"
    if status in {"draft", "proposed"}:
        return "draft"
    until = words(element(element(consent, "provision"), "period"), "end")
    over = bool(until) and until[:10] < today.isoformat()[: len(until[:10])]
    return "ended" if over or status in {"inactive", "rejected"} else ""


def _comments(resource: Mapping[str, Any]) -> tuple[str, ...]:
    found = [one for one in objects(resource.get("extension")) if one.get("url") == _COMMENT]
    return tuple(text for one in found if (text := words(one, "valueString")))


def _notes(resource: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text for one in objects(resource.get("note")) if (text := words(one, "text")))


def _text_of(concepts: Any) -> str:
    """What a person wrote, or the name that came with the code."""
    for concept in objects(concepts):
        if words(concept, "text"):
            return words(concept, "text")
        for coding in objects(concept.get("coding")):
            if words(coding, "display"):
                return words(coding, "display")
    return ""


def _answer(answer: Mapping[str, Any]) -> str:
    for name, value in answer.items():
        match value:
            case bool():
                return "ja" if value else "nee"
            case str() | int() | float() if name.startswith("value"):
                return str(value)
            case {"display": str(display)}:
                return display
    return ""
