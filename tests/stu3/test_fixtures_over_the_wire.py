"""The national fixtures go to the hub and come back, in both formats, but for what is listed."""

import json
from typing import Any

import pytest

from profiles.stu3 import read_stu3
from tests.hub.offers import moment
from tests.plugins.hub import Region
from tests.profiles.stu3.comparing import plain
from tests.stu3.client import JSON, XML, Tree
from tests.stu3.named import apart, fixture, fixtures
from tests.stu3.stage import Stage, staged

pytestmark = pytest.mark.anyio

ADDED = {
    "lastModified": "the hub says when somebody answered",
    "owner.identifier": "who takes over is known by URA",
    "requester.onBehalfOf": "who sends is who shows the token",
}
"""What a Task has more than was sent, and why; nothing is lost."""
TASKS = {
    "01-task-requested": "begins",
    "02-task-accepted": "receiver",
    "03-task-on-hold-alternative-date": "receiver",
    "04-task-in-progress-confirmed": "sender",
    "05-task-in-progress-handoff": "sender",
    "06-task-completed": "receiver",
    "10-task-requested-with-routing": "begins",
}
"""Who sets each; a Task comes to where it stands by those before it."""
REFUSED = {"09-ta-np-notification-task": "no transfer, but the notification of one"}
DOCUMENTS = {"07-composition-advance-notice", "08-composition-nursing-handoff"}


SPELLED = {
    "code": "the words beside a code stay as they were first sent",
    "requester": "the words beside a reference stay as they were first sent",
}
"""What comes back otherwise, and why."""


def without_added(task: Tree) -> Tree:
    """The same without what is listed, which has to be there by those names alone."""
    tree: Tree = json.loads(json.dumps(task))
    tree.pop("lastModified", None)
    tree["owner"].pop("identifier")
    tree["requester"].pop("onBehalfOf", None)
    tree["meta"] = {"profile": tree["meta"]["profile"]}
    return {name: wordless(one) if name in SPELLED else one for name, one in tree.items()}


def wordless(node: Any) -> Any:
    """Without the words beside codes and references."""
    if isinstance(node, list):
        return [wordless(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {name: wordless(one) for name, one in node.items() if name != "display"}


def as_fixture(task: Tree) -> Tree:
    """What the hub adds on its own is no loss."""
    tree: Tree = json.loads(json.dumps(task))
    tree["requester"].pop("onBehalfOf", None)
    return {name: wordless(one) if name in SPELLED else one for name, one in tree.items()}


def two_organizations(text: str) -> str:
    """What the receiver is called, as a fixture would refer to it."""
    return text.replace('-01",\n  "display": "AB-zkh Noord"', '-02",\n  "display": "AB-zkh Noord"')


async def in_both(stage: Stage, path: str) -> Tree:
    """The resource as the sender reads it: in XML and JSON the same."""
    headers = {"Authorization": f"Bearer {stage.sender.token()}"}
    url = f"{stage.sender.base}/{path}"
    xml, text = [
        await stage.sender.http.get(url, headers={**headers, "Accept": media})
        for media in (XML, JSON)
    ]
    assert text.status_code == xml.status_code == 200, text.text
    tree: Tree = text.json()
    assert read_stu3(xml.content) == tree
    return tree


async def moved(stage: Stage, name: str, task: Tree) -> None:
    """As its side sends it: a sender all of it, a receiver as he read it but for the answer."""
    if TASKS[name] != "receiver":
        await stage.sender.store(task)
        return
    read = json.loads(await stage.receiver.read(f"Task/{task['id']}"))
    read |= {one: task[one] for one in ("status", "output") if one in task}
    answer = await stage.receiver("PUT", f"Task/{task['id']}", json.dumps(read).encode())
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "way",
    [
        [
            "01-task-requested",
            "02-task-accepted",
            "04-task-in-progress-confirmed",
            "05-task-in-progress-handoff",
            "06-task-completed",
        ],
        ["01-task-requested", "03-task-on-hold-alternative-date"],
        ["10-task-requested-with-routing"],
    ],
    ids=["to the end", "another date", "routed"],
)
async def test_each_task_is_kept_as_it_was_sent(region: Region, way: list[str]) -> None:
    mark = apart("eov-test")
    texts = {
        name: two_organizations(fixture(f"{name}.json").replace("eov-test", mark)) for name in way
    }
    documents = [one for one in DOCUMENTS if fixture(f"{one}.json")]
    async with staged(region) as stage:
        await stage.set_out(*texts.values())
        for one in documents:
            await stage.sender.store(bare(stage, fixture(f"{one}.json").replace("eov-test", mark)))
        if "10" in way[0]:
            notice = bare(stage, fixture("07-composition-advance-notice.json"))
            await stage.sender.store({**notice, "id": f"eOverdracht-AdvanceNotice-{mark}-1-1b-01"})
        for name in way:
            task = stage.about(texts[name])
            if name.startswith("06"):  # its handoff is the notice, which is no answer's to change
                task["input"] = stage.about(texts[way[-2]])["input"]
            if "output" in task:
                task["output"][0]["valueDateTime"] = moment(48)[:10]
            await moved(stage, name, task)
            kept = await in_both(stage, f"Task/{task['id']}")
            sent = {one: said for one, said in task.items() if one != "resourceType"}
            expected = as_fixture({"resourceType": "Task", **sent})
            assert plain(without_added(kept)) == plain(expected), name


def bare(stage: Stage, text: str) -> Tree:
    """A document without its parts, which are another test's."""
    tree = stage.about(text)
    tree["author"] = [{"display": "Verpleegkundige"}]

    def emptied(section: Tree) -> Tree:
        made = {name: one for name, one in section.items() if name != "entry"}
        if "section" in made:
            return made | {"section": [emptied(one) for one in made["section"]]}
        div = '<div xmlns="http://www.w3.org/1999/xhtml">-</div>'
        return made | {"text": {"status": "additional", "div": div}}

    tree["section"] = [emptied(one) for one in tree["section"]]
    return tree


async def test_what_is_no_transfer_is_refused_by_its_place(region: Region) -> None:
    [name] = REFUSED
    async with staged(region) as stage:
        answer = await stage.sender("POST", "Task", fixture(f"{name}.json").encode())

    assert answer.status_code == 422
    assert "Task.code" in answer.text


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
async def test_each_document_is_kept_as_it_was_sent_with_its_parts(
    region: Region, name: str
) -> None:
    text = apart(fixture(f"{name}.json"))
    async with staged(region) as stage:
        await stage.set_out(text)
        document = stage.about(text)
        await stage.sender.store(document)

        kept = await in_both(stage, f"Composition/{document['id']}")
        whole = json.loads(await stage.sender.read(f"Composition/{document['id']}/$document"))

    assert {**kept, "meta": document["meta"]} == document
    assert kept["meta"]["profile"] == document["meta"]["profile"]
    told = {one["fullUrl"].split("/stu3/")[1] for one in whole["entry"]}
    assert {one for one in references(document) if one != stage.dossier.patient} <= told
    assert "REDACTED" not in json.dumps(whole)


def references(node: Any) -> set[str]:
    """All of them."""
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["reference"]} if isinstance(node.get("reference"), str) else set()
    return own.union(*map(references, node.values()))


def test_no_fixture_is_left_out() -> None:
    assert {one.stem for one in fixtures()} == {*TASKS, *REFUSED, *DOCUMENTS}
