"""A Task as a client of STU3 knows it: what the hub alone speaks of stays in the hub.

http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task
docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Mapping
from typing import Any

from hub.stu3.task.parties import sender_of
from profiles.resource.read import element, objects
from profiles.resource.transaction import deterministic_uuid
from profiles.transfer.choice import NOT_CHOSEN, is_offer, is_supplement

Tree = dict[str, Any]
OF_THE_HUB = frozenset({"businessStatus", "basedOn", "focus", "groupIdentifier", "partOf"})
"""What an offer has of its case, and STU3 knows nothing of."""
_AS = {"received": "requested"}


def shown(task: Mapping[str, Any], own: str | None) -> Tree:
    """It, in R4 yet, to who works at `own`, by URA.

    Before the choice nobody but who sends it is told whose it is: its `for` leads to nobody.
    """
    tree = dict(task)
    status = str(tree.get("status"))
    tree["status"] = _AS.get(status, status)
    is_another = own != sender_of(task)
    if is_offer(task):
        tree = {name: one for name, one in tree.items() if name not in OF_THE_HUB}
    inputs = [one for one in objects(tree.get("input")) if not is_supplement(one)]
    if status in NOT_CHOSEN and is_another:
        tree["for"] = nobody(tree)
        inputs = [_without_words(one) for one in inputs]
    if "for" not in tree:
        tree["for"] = nobody(tree)
    if "input" in tree:
        tree["input"] = inputs
    return {name: one for name, one in tree.items() if one != []}


def nobody(task: Mapping[str, Any]) -> Tree:
    """A reference that STU3 requires, to no one who is or was; for each Task another."""
    return {"reference": f"Patient/{deterministic_uuid('stu3', 'nobody', str(task.get('id')))}"}


def _without_words(one: Mapping[str, Any]) -> Tree:
    """What is written beside a reference tends to be a name."""
    named = element(one, "valueReference")
    bare = {name: said for name, said in named.items() if name != "display"}
    return {**one, "valueReference": bare} if named else {**one}
