"""`Consent/$consent-options`: the choices with their texts, and the Consent that one stands for.

docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from consent.choices.catalogue import Choice, Language, Version, address_of, catalogue
from consent.choices.made import Made, NoSuchChoice, consent_of, made
from hub.errors import Invalid
from hub.fhir.call import Answer, Call
from hub.fhir.choices.parameters import Part, filled, parameters, parts, words
from hub.fhir.language import language_of
from hub.fhir.operation_input import day_of, said_in
from hub.fhir.parts import Hub
from hub.fhir.types import require_id
from hub.query.choice_options import NAME, organization_names
from hub.security.granted import require_one_scope
from hub.security.scopes import Interaction

_ONE_OF: tuple[Interaction, ...] = ("read", "search-type", "create", "update")
_FILLED = ("organization", "kind", "source")
TAKEN = frozenset({"choice", "version", "patient", "start", "end", *_FILLED})


async def consent_options(hub: Hub, call: Call, resource_type: str) -> Answer:
    """All of them; with `choice` that one alone, filled in, and the Consent to send.

    Raises:
        Invalid: there is no such choice today, or it takes other parameters. Forbidden: no scope.
    """
    require_one_scope(call.errand.client, resource_type, _ONE_OF)
    language, said = language_of(call), said_in(call, NAME, TAKEN)
    one = _made(call, said) if "choice" in said else None
    if one is None and said:
        raise Invalid("name the choice that this is about: choice")
    uras = [value for name, value in one.filled().items() if name != "kind"] if one else []
    names = await organization_names(hub.access, call.errand, uras, len(catalogue().choices))
    listed = _one(call, one, language, names, said) if one else _all(call, language)
    body = msgspec.json.encode(parameters(listed))
    return Answer(200, body, {"Content-Language": language})


def _made(call: Call, said: Mapping[str, str]) -> Made:
    values: dict[str, Any] = {name: said.get(name) for name in _FILLED}
    values |= {"starts": day_of(said, "start"), "ends": day_of(said, "end")}
    number = said.get("version", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < len("10000")):
        raise Invalid("version is a whole number")
    try:
        version = int(number) if number else None
        return made(said["choice"], call.errand.question.day, version, **values)
    except NoSuchChoice as wrong:
        raise Invalid(f"{wrong}; {NAME} without parameters lists what there is") from None


def _all(call: Call, language: Language) -> Iterator[Part]:
    day = call.errand.question.day
    yield {"name": "language", "valueCode": language}
    for choice in catalogue().choices.values():
        version = choice.offered(day)
        if version is not None:
            yield parts("option", _option(choice, version, language))
    for kind in catalogue().kinds.values():
        said = [
            {"name": "code", "valueCode": kind.code},
            {"name": "title", "valueString": kind.names[language]},
        ]
        yield parts("kind", said)
    for name, text in catalogue().notes[language].items():
        note = [{"name": "code", "valueCode": name}, {"name": "text", "valueString": text}]
        yield parts("note", note)


def _option(choice: Choice, version: Version, language: Language) -> Iterator[Part]:
    yield from _head(choice, version)
    yield from words(version.texts[language])
    for name in (*choice.needed, *choice.free):
        least = {"name": "min", "valueInteger": int(name in choice.needed)}
        yield parts("parameter", [{"name": "name", "valueCode": name}, least])


def _head(choice: Choice, version: Version) -> Iterator[Part]:
    yield {"name": "code", "valueCode": choice.code}
    yield {"name": "type", "valueCode": choice.stands["type"]}
    yield {"name": "version", "valueInteger": version.number}
    yield {"name": "policy", "valueUri": address_of(choice.code, version.number)}
    yield {"name": "start", "valueDate": version.starts.isoformat()}
    if version.ends is not None:
        yield {"name": "end", "valueDate": version.ends.isoformat()}


def _one(
    call: Call, one: Made, language: Language, names: Mapping[str, str], said: Mapping[str, str]
) -> Iterator[Part]:
    version, text = one.choice.version(one.version or 0), one.text(language, names)
    assert version is not None and text is not None  # noqa: S101, PT018 - `made` looked them up
    yield {"name": "language", "valueCode": language}
    patient = said.get("patient", "").removeprefix("Patient/")
    if patient:
        require_id(patient)
    consent = consent_of(one, f"Patient/{patient}", call.errand.now, language)
    if not patient:
        del consent["patient"], consent["performer"]
    option = [*_head(one.choice, version), *words(text), *filled(one.filled(), names)]
    yield parts("option", [*option, {"name": "consent", "resource": consent}])
