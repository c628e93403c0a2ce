"""Whatever organisations push, own words that the inhabitant reads are byte for byte his own."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles import own_words, systems
from tests.builders import a_transaction
from tests.hub.dossier import found
from tests.hub.write.home import Home
from tests.hub.write.own import heard
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NewHome = Callable[[], Awaitable[Home]]
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))),
    min_size=1,
    max_size=40,
).filter(str.strip)
answers = st.dictionaries(
    st.sampled_from([one.link_id for one in own_words.questions()]), texts, min_size=1
)
asked = st.sampled_from(
    [own_words.canonical(), systems.HUB_OWN_WORDS, "https://example.org/q", None]
)
ids = st.sampled_from(["his", "mine"])
methods = st.sampled_from(["POST", "PUT", "if-match", "DELETE", "transaction", "batch", "heard"])
pushes = st.lists(st.tuples(st.booleans(), methods, asked, ids, texts), max_size=5)


@pytest.fixture
def new_home(region: Region) -> NewHome:
    """Somebody who let a doctor in; a function, for hypothesis prints what it is given."""

    async def new() -> Home:
        home = await Home.of(region)
        assert (await home.himself.post(home.choice())).status_code == 201
        return home

    return new


async def push(
    home: Home, asker: Caller, words: str, method: str, resource: dict[str, Any]
) -> httpx.Response:
    """One try to say it in his place."""
    url = f"QuestionnaireResponse/{resource['id']}"
    if method == "POST":
        return await asker.post(resource)
    if method == "PUT":
        return await asker.put(resource)
    if method == "if-match":
        return await asker("PUT", url, resource, if_match='W/"1"')
    if method == "DELETE":
        return await asker("DELETE", url)
    if method == "heard":
        return await asker.post(heard(f"{words}/_history/1", asker.number))
    bundle = a_transaction((resource, f"PUT {url}"))
    return await asker.transaction({**bundle, "type": method})


@OFTEN
@given(said=answers, pushed=pushes)
async def test_they_stay(
    new_home: NewHome,
    said: dict[str, str],
    pushed: list[tuple[bool, str, str | None, str, str]],
) -> None:
    home = await new_home()
    stored = await home.himself.post(own_words.response(home.patient, said))
    assert stored.status_code == 201, stored.text
    name = stored.json()["id"]
    url = f"QuestionnaireResponse/{name}"
    search = f"QuestionnaireResponse?patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"

    for is_holder, method, questionnaire, which, text in pushed:
        forged = own_words.response(home.patient, {"matters": text})
        forged |= {"id": name if which == "his" else f"mine-{name[:8]}"}
        forged |= {"author": {"reference": home.patient}}
        forged["questionnaire"] = questionnaire or f"{systems.HUB_OWN_WORDS}|0"
        asker = home.holder if is_holder else home.doctor
        assert (await push(home, asker, url, method, forged)).status_code < 500

    assert (await home.himself.get(url)).content == stored.content
    assert own_words.answers(stored.json()) == said
    assert found(await home.himself.get(search)) == [stored.json()]
    # To who has one of his own by this id it is called otherwise, and says the same.
    [seen] = found(await home.doctor.get(search))
    assert {**seen, "id": name} == stored.json()
