"""Looking a talk over as it will be read, and signing it: what is signed is what was looked at."""

import re
from collections.abc import Sequence

import msgspec
from starlette.responses import Response

from hub.errors import SomebodyElse, TooLarge, Unprocessable, VersionConflict
from hub.pages.viewer.form.draft import Desk, draft_of
from hub.pages.viewer.form.seat import Seat
from hub.pages.viewer.form.shown import called
from hub.pages.viewer.form.typed import VERSION, version_in
from hub.pages.viewer.form.writing import shown
from hub.security.draft import Draft, DraftMoved
from hub.write.talk import SignedTalk, as_stored, write_talk
from profiles.issue import Issue
from profiles.pzp.form.findings import unanswered
from profiles.pzp.form.national import PATIENT
from profiles.pzp.form.question import questions
from profiles.pzp.form.said import placed
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Block, Sheet

_QUESTION = re.compile(r"linkId = '([0-9.]+)'")
_MOVED = 409


async def check_page(seat: Seat, draft: Draft, *, moved: bool = False) -> Response:
    """All that will be stored, in the words in which it will be read; nothing is, yet."""
    desk = await Desk.of(seat)
    if draft.checked is None or desk.findings(draft.said):
        return seat.see(draft.name)
    try:
        resources = await as_stored(desk.written(draft))
    except Unprocessable as unfit:
        return await _refused(seat, draft, unfit)
    names = {seat.who.ura: seat.organization}
    told = sheet(read(resources, seat.now), seat.now, names)
    return seat.page(
        "check.html",
        _MOVED if moved else 200,
        desk=desk,
        draft=draft,
        moved=moved,
        sheet=told,
        blocks=_blocks(told),
        rest=_rest(told, is_known=desk.is_known),
        open=[called(path) for path in unanswered(draft.said)],
        earlier={
            called(path): said
            for path, said in desk.known.earlier.items()
            if path not in draft.said and said
        },
        version_field=VERSION,
        signer=seat.who.name,
        organization=seat.organization,
    )


def _blocks(told: Sheet) -> Sequence[Block]:
    """What was said, in the order of urgency; of what was not said nothing stands here."""
    every = (
        told.resuscitation, *told.limits, told.goal, told.capacity, told.place_of_death,
        told.euthanasia, told.donor, *told.matters, told.icd, told.told,
    )  # fmt: skip
    return [one for one in every if one.lines]


def _rest(told: Sheet, *, is_known: bool) -> Sequence[tuple[str, str]]:
    """What stands in the form alone, but for who he is: that is on the page already."""
    named = {one.words for one in questions(PATIENT)} if is_known else set()
    every = (one for form in told.answers for one in form.answers)
    return [(question, answer) for question, answer in every if question not in named]


async def sign(seat: Seat, draft: Draft) -> Response:
    """Write it, where it is what he looked over; sent again, it was done."""
    if draft.checked is None or version_in(seat.fields) != draft.version:
        return await check_page(seat, draft, moved=True)
    desk = await Desk.of(seat)
    if desk.findings(draft.said):
        return seat.see(draft.name)
    tools = seat.tools
    signed = SignedTalk(seat.errand, desk.written(draft), tools.server_url)
    try:
        await write_talk(tools.access, tools.verdicts, signed)
    except (Unprocessable, TooLarge, VersionConflict) as refusal:
        return await _refused(seat, draft, refusal)
    done = msgspec.structs.replace(draft, said={}, signed=seat.now)
    try:
        await tools.drafts.keep(seat.whose, done, seat.now)
    except DraftMoved:
        now = await draft_of(seat, draft.name)
        if now is None or now.signed is None:
            raise
    return seat.see(f"{draft.name}/klaar")


async def _refused(
    seat: Seat, draft: Draft, refusal: Unprocessable | TooLarge | VersionConflict
) -> Response:
    """Back at the form with everything typed, and the fault at its question."""
    await seat.record(refusal)
    if isinstance(refusal, SomebodyElse):
        trouble, others = "somebody-else", {}
    else:
        others = dict.fromkeys(_paths(refusal.issues), seat.words("wrong.refused"))
        trouble = "busy" if isinstance(refusal, VersionConflict) else "refused"
    return await shown(seat, draft, draft.said, others, trouble=trouble, status=refusal.status)


def _paths(issues: Sequence[Issue]) -> list[str]:
    """The questions that faults are told at."""
    found = (_QUESTION.search(one.expression) for one in issues if one.severity == "error")
    asked = {path.partition(".")[0]: path for path, _ in reversed(list(placed()))}
    return [asked[one[1]] for one in found if one and one[1] in asked]
