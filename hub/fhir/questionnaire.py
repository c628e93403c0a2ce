"""The hub's own Questionnaire, beside those that organisations keep in the directory.

https://hl7.org/fhir/R4/questionnaire.html
docs/decisions/0040-own-words.md
"""

from functools import cache

import msgspec

from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.definitions import definition_row
from hub.fhir.parameters import OF_EVERY_CALL
from hub.fhir.parts import Hub
from hub.fhir.read import read
from hub.fhir.refusal import record
from hub.fhir.search import search
from profiles.own_words import canonical, questionnaire
from profiles.systems import HUB_OWN_WORDS

KIND = "Questionnaire"


async def read_questionnaire(hub: Hub, call: Call, kind: str, name: str) -> Answer:
    """Ours by its id; another as `read` has it."""
    if name != questionnaire()["id"]:
        return await read(hub, call, kind, name)
    await record(hub, definition_row(call, KIND, "read", 1))
    return Answer(200, _body())


async def search_questionnaire(hub: Hub, call: Call, kind: str) -> Answer:
    """Ours where its url is asked for, with its version or without; others as `search` has it."""
    asked = [pair for pair in call.pairs if pair[0] not in OF_EVERY_CALL]
    if dict(asked).get("url") not in {HUB_OWN_WORDS, canonical()} or len(asked) > 1:
        return await search(hub, call, kind)
    await record(hub, definition_row(call, KIND, "search-type", 1))
    url = f"{hub.fhir_url}/{KIND}"
    full = msgspec.json.encode(f"{url}/{questionnaire()['id']}")
    entry = b'{"fullUrl":%b,"resource":%b,"search":{"mode":"match"}}' % (full, _body())
    link = Link("self", f"{url}?url={HUB_OWN_WORDS}")
    return Answer(200, bundle("searchset", [entry], [link], total=1))


@cache
def _body() -> bytes:
    return msgspec.json.encode(questionnaire())
