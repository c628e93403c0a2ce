"""The goal of treatment, as a fact.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-MedicalPolicyGoal
"""

from collections.abc import Iterator

from profiles.pzp.reading.coded import coded
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import Record, Tree, marks
from profiles.pzp.reading.written import not_understood, remarks
from profiles.pzp.wish import FORM_GOALS, SYMPTOMS, is_goal
from profiles.resource.read import element, words

GOALS = {
    "385987000": "385987000",
    "1351964001": "1351964001",
    SYMPTOMS[1]: SYMPTOMS[1],
    **{code: SYMPTOMS[1] for _, code in FORM_GOALS},
}
"""What each code is read as: that of the older forms is the one of the profile."""
_STANDINGS = {
    "proposed": Standing.NOT_YET, "planned": Standing.IN_FORCE, "accepted": Standing.IN_FORCE,
    "active": Standing.IN_FORCE, "completed": Standing.ENDED, "cancelled": Standing.ENDED,
    "rejected": Standing.REJECTED, "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip


def goals(record: Record) -> Iterator[tuple[Tree, Fact]]:
    """Every goal of the guide's, with its resource."""
    for goal in record.of("Goal"):
        if is_goal(goal):
            record.used.add(id(goal))
            yield goal, _fact(record, goal)


def _fact(record: Record, goal: Tree) -> Fact:
    found, unread = coded(goal.get("description"), GOALS), not_understood(goal)
    standing = _STANDINGS.get(words(goal, "lifecycleStatus"), Standing.UNSTATED)
    is_read = not unread and found.says is not Says.UNREAD
    return Fact(
        subject=Subject.GOAL,
        says=Says.UNREAD if unread else found.says,
        standing=standing,
        code=found.code,
        written=(*found.written, *unread),
        displays=found.displays,
        remarks=remarks(goal),
        date=words(goal, "startDate") or words(goal, "statusDate"),
        parties=record.parties([element(goal, "expressedBy")], goal),
        read_yourself=not is_read or standing is Standing.UNSTATED,
        **marks(goal, record),
    )
