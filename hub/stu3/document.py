"""`Composition/id/$document` in STU3: what is open to who asks, and that STU3 has words for.

https://hl7.org/fhir/STU3/composition-operations.html#document
docs/decisions/0063-a-document-and-its-holes.md
"""

import re
from uuid import uuid4

from hub.errors import NotSupported
from hub.fhir.call import Answer, Call
from hub.fhir.document.made import made
from hub.fhir.parts import Hub
from hub.fhir.told import warning
from hub.query.document import gathered
from hub.query.tree import Gathered
from hub.security.granted import require_may_bring, require_scope
from hub.stu3.arriving import ENCODER
from hub.stu3.leaving import NOT_SAID, Tree, in_stu3
from profiles.invalid import InvalidRecord
from profiles.issue import Issue
from profiles.stu3 import to_stu3
from profiles.text.parse import parse

_TYPE = "Composition"
_ENTRY = re.compile(r"Bundle\.entry\[([1-9][0-9]*)\]")
_TAKEN = frozenset({"_format", "_pretty", "persist"})


async def document(hub: Hub, call: Call, name: str) -> Answer:
    """The document; what it has not is told in it, where it would stand and in words.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: not in the token's scopes.
        NotSupported: another parameter. NotAcceptable: the Composition can't be said in STU3.
    """
    for parameter, said in call.pairs:
        if parameter not in _TAKEN or (parameter, said) == ("persist", "true"):
            raise NotSupported("a document is made as it stands and not kept: ask no more of it")
    require_scope(call.errand.client, _TYPE, "read")
    require_may_bring(call.errand.client, "Patient")
    found = await gathered(hub.access, call.errand, name)

    def told(whole: Gathered) -> tuple[Tree, bool]:
        bundle = _bundle(hub, call, whole)
        try:
            return to_stu3(bundle).resource, True
        except InvalidRecord as wrong:
            unsaid = _unsaid(wrong)
        others = [one for place, one in enumerate(whole.others, 1) if place not in unsaid]
        return in_stu3(_bundle(hub, call, Gathered(whole.top, others))), False

    size = sum(len(one.body) for one in (found.top, *found.others))
    tree, is_whole = await hub.translation.of(told, found, size)
    issue = Issue("warning", "incomplete", "Bundle.entry", NOT_SAID)
    headers = {} if is_whole else {"Warning": warning([issue])}
    return Answer(200, ENCODER.encode(tree), headers)


def _bundle(hub: Hub, call: Call, found: Gathered) -> Tree:
    tree = parse(ENCODER.encode(made(hub.fhir_url, found, call.errand.now, uuid4())))
    for entry in tree["entry"]:
        entry["resource"].get("meta", {}).pop("source", None)
    return tree


def _unsaid(wrong: InvalidRecord) -> frozenset[int]:
    """The places of the entries behind the first that STU3 has no words for."""
    found = [_ENTRY.match(one.expression) for one in wrong.issues]
    return frozenset(int(one[1]) for one in found if one)
