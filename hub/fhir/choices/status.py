"""`Consent/$consent-status`: each choice as it stands, and what the person may do with it.

docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Iterator

import msgspec

from consent.agreement import STATUS_OF
from consent.choices.catalogue import Language, address_of
from consent.choices.written import all_words
from hub.fhir.call import Answer, Call
from hub.fhir.choices.parameters import Part, filled, organization, parameters, parts, words
from hub.fhir.language import language_of
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.fhir.types import require_id
from hub.query.choice_shown import Choices, ChoiceShown
from hub.query.choices import NAME, choices_of
from hub.security.granted import require_one_scope
from profiles.instant import instant
from profiles.systems import ORGANIZATION_TYPE


async def consent_status(hub: Hub, call: Call, resource_type: str) -> Answer:
    """Of the person whose token it is; of an organisation what it wrote down of this Patient.

    Raises:
        Invalid: another parameter. Forbidden: no scope, or it is another's. As `choices_of`.
    """
    require_one_scope(call.errand.client, resource_type, ("read", "search-type"))
    language, said = language_of(call), said_in(call, NAME, {"patient"})
    patient = said.get("patient", "").removeprefix("Patient/")
    if patient:
        require_id(patient)
    told = await choices_of(hub.access, call.errand, patient or None)
    body = msgspec.json.encode(parameters(_told(told, language)))
    return Answer(200, body, {"Content-Language": language})


def _told(told: Choices, language: Language) -> Iterator[Part]:
    yield {"name": "language", "valueCode": language}
    for one in told.shown:
        yield parts("choice", _choice(one, language))
    said = all_words()[language]
    for seen in told.audience:
        kind = {"system": ORGANIZATION_TYPE, "code": seen.kind}
        listed: list[Part] = [
            {"name": "organization", "valueReference": organization(seen.ura, told.names)},
            {"name": "type", "valueCoding": kind},
            {"name": "sees", "valueCode": seen.sees},
            {"name": "text", "valueString": said[f"sees-{seen.sees}"]},
        ]
        yield parts("audience", listed)
    if told.damaged:
        yield {"name": "damaged", "valueInteger": told.damaged}


def _choice(one: ChoiceShown, language: Language) -> Iterator[Part]:
    said, stored = all_words()[language], one.stored
    version = f"{stored.address}/_history/{stored.version}"
    yield {"name": "consent", "valueReference": {"reference": version}}
    yield {"name": "etag", "valueString": one.etag}
    yield {"name": "state", "valueCode": one.state}
    yield {"name": "state-text", "valueString": said[f"state-{one.state}"]}
    yield {"name": "waits", "valueBoolean": one.waits}
    yield {"name": "waits-for-you", "valueBoolean": one.for_asker}
    yield from _acts(one, language)
    yield from _text(one, language)
    yield from _who(one)
    yield {"name": "resource", "resource": msgspec.Raw(stored.body)}


def _acts(one: ChoiceShown, language: Language) -> Iterator[Part]:
    """What may be done with it, and with which status the same Consent is sent for that."""
    for act in one.acts:
        listed: list[Part] = [
            {"name": "code", "valueCode": act},
            {"name": "text", "valueString": all_words()[language][f"act-{act}"]},
            {"name": "status", "valueCode": STATUS_OF[act]},
        ]
        yield parts("act", listed)


def _text(one: ChoiceShown, language: Language) -> Iterator[Part]:
    """Which choice, in the words that were shown; and in any case what it says."""
    if one.made is not None:
        yield {"name": "code", "valueCode": one.made.code}
        yield from filled(one.made.filled(), one.names)
        text = one.text(language)
        if text is not None and one.made.version is not None:
            yield {"name": "version", "valueInteger": one.made.version}
            yield {"name": "policy", "valueUri": address_of(one.made.code, one.made.version)}
            yield from words(text)
    for sentence in one.written(language):
        yield {"name": "written", "valueString": sentence}


def _who(one: ChoiceShown) -> Iterator[Part]:
    if one.recorder is not None:
        yield {"name": "recorder", "valueReference": organization(one.recorder, one.names)}
    recording = one.recording
    if recording is not None and recording.name:
        yield {"name": "professional", "valueString": recording.name}
    if recording is not None and recording.confirmer:
        yield {"name": "confirmer", "valueString": recording.confirmer}
    for who in one.deciders:
        yield {"name": "decided-by", "valueCode": who}
    yield {"name": "own", "valueBoolean": one.is_his_own}
    yield {"name": "recorded", "valueInstant": instant(one.recorded)}
    starts, ends = one.period
    if starts is not None:
        yield {"name": "start", "valueDate": starts.isoformat()}
    if ends is not None:
        yield {"name": "end", "valueDate": ends.isoformat()}
