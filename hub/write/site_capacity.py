"""What a site has free, told in a MeasureReport: rows of it, beside the report itself.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hub.access.close import home_of, is_transfer_point
from hub.errors import Forbidden, Unprocessable
from hub.search.index import identifier_key
from hub.storage.pseudonym import rid
from hub.storage.site_capacity import Said
from hub.transfer.capacity.columns import columns_of
from hub.transfer.capacity.report import NotRead, entered_by, read_report
from hub.transfer.capacity.statement import Statement
from hub.write.another import ura_of
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.identity import uras_of
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from profiles.issue import Issue
from profiles.resource.compartment import CLOSE
from profiles.resource.read import element, words
from profiles.search.references import local_literal
from profiles.systems import URA_SYSTEM

_FOR_ITSELF = (
    "what a site has free is said by the provider whose site it is: send the report as the "
    "organisation that its reporter names, by URA"
)
_BY_PHONE = (
    "enteredBy names the transfer point that wrote down what a provider said, and sends it itself"
)
_ELEMENTS = {
    "site": ".subject.reference",
    "provider": ".reporter.identifier.value",
    "said_at": ".date",
    "start": ".period.start",
    "end": ".period.end",
    "by": ".extension",
    "confidence": ".extension",
    "unit": ".group.extension",
    "district": ".group.extension",
}
_NO_SITE = "this Location is no site of the reporter; refer to one that it manages"


async def told_capacity(
    eyes: Eyes, setting: Writing, planned: Plan, outcomes: Sequence[Outcome]
) -> list[Said]:
    """The statements of each report that is written, and that others are gone.

    Faults: it can't be read as one, or tells of what is another's.
    """
    done = {one.name: one for one in outcomes}
    said = list[Said]()
    for draft in setting.drafts:
        outcome = done.get(planned.names[draft]) if draft.type == CLOSE else None
        new = outcome.new if outcome else None
        if outcome is None or new is None or new.pat is not None:
            continue
        statements: Sequence[Statement] = ()
        if draft.method != "DELETE":
            statements = await _read(eyes, setting, planned, outcome, draft)
        rows = [columns_of(one) for one in statements]
        told = " ".join({setting.custodian, *eyes.access.transfer_points})
        said.append(Said(new.rid, new.version, setting.now, rows, told))
    return said


async def _read(
    eyes: Eyes, setting: Writing, planned: Plan, outcome: Outcome, draft: Draft
) -> Sequence[Statement]:
    """What it says, nothing where it can't be read.

    Faults: all that stand against it, and that it is for another to say.
    """
    report, faults = msgspec.json.decode(outcome.body), planned.faults
    found: Sequence[Statement] = ()
    try:
        found = read_report(report, home_of(eyes.access), setting.now)
    except NotRead as refused:
        faults.add(_unread(draft, refused))
    provider = words(element(element(report, "reporter"), "identifier"), "value")
    if provider:
        faults.judge(_check_who, eyes, setting, draft, provider, entered_by(report))
        if not await _is_site_of(provider, report, eyes, setting, planned):
            place = f"{draft.expression}.subject"
            faults.add(Forbidden(_NO_SITE, expression=place, rule="A-NOT-CUSTODIAN"))
    return found


def _unread(draft: Draft, refused: NotRead) -> Unprocessable:
    """With each fault by its element, once."""
    issues = [
        Issue("error", Unprocessable.code, draft.expression + _element(one.place), one.why)
        for one in refused.faults
    ]
    return Unprocessable(issues[0].text, issues=issues, rule="CAPACITY")


def _element(place: str) -> str:
    """Of the report, behind its type: a rule that speaks of what it says names no element."""
    told = place.removeprefix(CLOSE)
    return _ELEMENTS.get(told.strip(" ()"), "") if told.startswith(" ") else told


def _check_who(
    eyes: Eyes, setting: Writing, draft: Draft, provider: str, entered_by: str | None
) -> None:
    own = setting.custodian
    if entered_by is not None:
        if entered_by != own or not is_transfer_point(eyes.access, own):
            place = f"{draft.expression}.extension"
            raise Forbidden(_BY_PHONE, expression=place, rule="A-NOT-CUSTODIAN")
    elif provider != own:
        place = f"{draft.expression}.reporter"
        raise Forbidden(_FOR_ITSELF, expression=place, rule="A-NOT-CUSTODIAN")


async def _is_site_of(
    provider: str, report: Mapping[str, Any], eyes: Eyes, setting: Writing, planned: Plan
) -> bool:
    """Whether the provider manages this Location, or put it in the directory where none does."""
    said = words(element(report, "subject"), "reference")
    for one, name in planned.names.items():
        if name.address == said and one.resource is not None:
            return await _manages(provider, one.resource, setting.custodian, eyes, setting)
    address = local_literal(said)
    if address is None:
        return False
    await eyes.look([rid(setting.keyring, *address)], (), ())
    row = eyes.known.visible(*address)
    if row is None or row.type != "Location":
        return False
    location = msgspec.json.decode(row.body)
    return await _manages(provider, location, row.custodian, eyes, setting)


async def _manages(
    provider: str, location: Mapping[str, Any], custodian: str, eyes: Eyes, setting: Writing
) -> bool:
    """By the number of the organisation, in the reference or in what it refers to."""
    manager = element(location, "managingOrganization")
    uras = set(uras_of([manager.get("identifier")]))
    said = words(manager, "reference")
    entry = setting.links.internal.get(said)
    uras |= ura_of(entry.resource) if entry is not None else frozenset()
    address = local_literal(said)
    is_it = False
    if address is not None and address[0] == "Organization":
        await eyes.look([rid(setting.keyring, *address)], (), ())
        token = setting.keyring.token(identifier_key(URA_SYSTEM, provider))
        rows = eyes.known.words(*address)
        is_it = any(token in row.finders for row in rows)
        if rows and not is_it:
            return False
    if uras:
        return uras == {provider}
    return is_it or custodian == provider
