"""A talk that is begun: the national form with who stands by the inhabitant, and no decision.

What was decided earlier goes along beside the questions, with when and by whom it was said.
http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate
docs/decisions/0078-the-form-both-ways.md
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from profiles import systems
from profiles.instant import instant
from profiles.invalid import JsonObject
from profiles.pzp.form.identity import identity_of
from profiles.pzp.form.known import ASKED, Known, known
from profiles.pzp.form.response import filled
from profiles.pzp.form.said import placed
from profiles.pzp.reading.fact import Fact
from profiles.pzp.reading.read import read
from profiles.pzp.reading.record import source, ura_of
from profiles.pzp.reading.words import decision
from profiles.resource.read import words

EARLIER = f"{systems.HUB_EXTENSIONS}/eerder-gezegd"
"""On the form: what was said of a question before, which is no answer to it."""
TAKEN = f"{systems.HUB_EXTENSIONS}/overgenomen"
"""On the form: the question that is filled in, with whose word that is and of when."""
_PATIENT_ASKED = ("964", "965", "966", "967")
_DAY = 10
Names = Mapping[str, str]


def begun(
    resources: Iterable[Mapping[str, Any]], at: datetime, by: tuple[str, str], names: Names
) -> JsonObject:
    """The form, in progress; `by` is the name and role of who has the talk, empty of a system.

    `names` are those of organisations by URA.
    """
    listed = list(resources)
    patient, found = listed[0], known(listed, at)
    said = {**found.said, **identity_of(patient, *by)}
    if not by[0]:
        said.pop("1405", None)
    form = filled(said)
    beside = [*_earlier(listed, at, names), *_taken(said, found, listed, names)]
    return {
        "resourceType": form["resourceType"],
        **({"extension": beside} if beside else {}),
        "questionnaire": form["questionnaire"],
        "status": "in-progress",
        "subject": {"reference": f"Patient/{patient['id']}"},
        "authored": instant(at),
        **({"item": form["item"]} if "item" in form else {}),
    }


def unsure(resources: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """How many people are known where the form asks for one, so that nobody was filled in."""
    return len(known(list(resources), at).unsure)


def _earlier(
    resources: Iterable[Mapping[str, Any]], at: datetime, names: Names
) -> Iterator[JsonObject]:
    for topic in read(resources, at).topics:
        for fact in topic.now if topic.subject in ASKED else ():
            yield _extension(
                EARLIER, ASKED[topic.subject], _said(fact), fact.date, _who(fact.source, names)
            )


def _said(fact: Fact) -> str:
    return f"{fact.called}: {decision(fact)}" if fact.called else decision(fact)


def _taken(
    said: Mapping[str, tuple[str, ...]],
    found: Known,
    resources: list[Mapping[str, Any]],
    names: Names,
) -> Iterator[JsonObject]:
    """Of the Patient's own questions, and of those about who stands by him."""
    trees = {f"{one.get('resourceType')}/{one.get('id')}": one for one in resources}
    for path, _ in placed():
        if path not in said:
            continue
        if path in _PATIENT_ASKED:
            origin: Mapping[str, Any] = resources[0]
        elif path in found.origins:
            origin = trees.get(found.origins[path], {})
        else:
            continue
        changed = words(origin.get("meta", {}), "lastUpdated")[:_DAY]
        yield _extension(TAKEN, path.partition(".")[0], "", changed, _who(source(origin), names))


def _who(said_by: str, names: Names) -> JsonObject:
    ura = ura_of(said_by)
    if not ura:
        return {}
    name = {"display": names[ura]} if ura in names else {}
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}, **name}


def _extension(url: str, question: str, said: str, date: str, who: JsonObject) -> JsonObject:
    parts: list[JsonObject] = [{"url": "question", "valueString": question}]
    if said:
        parts.append({"url": "said", "valueString": said})
    if date:
        parts.append({"url": "date", "valueDateTime": date})
    if who:
        parts.append({"url": "source", "valueReference": who})
    return {"url": url, "extension": parts}
