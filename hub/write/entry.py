"""One draft to one new version, or to the finding that nothing changes."""

from collections.abc import Mapping
from typing import Any

from consent.data_category import category_of
from consent.fhir import is_privacy
from consent.section import CHOICES
from hub.access.facts import NO_FACTS
from hub.errors import FhirError
from hub.search.index import index
from hub.storage.body import content, said
from hub.storage.pseudonym import rid, section_of
from hub.storage.rows import NewVersion
from hub.write.another import rank_of, refuse_for_another
from hub.write.choices import check_changed
from hub.write.claimed import is_claimed
from hub.write.deletion import deletion
from hub.write.desk import Desk
from hub.write.discussed import check_discussed
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import SOME_PAIR
from hub.write.known_by import finders_of
from hub.write.linking import relinked
from hub.write.merging import moves
from hub.write.names import Name
from hub.write.outcome import Outcome, unchanged
from hub.write.plan import Plan, Writing
from hub.write.reserved import refuse_correction
from hub.write.sealed import seal
from hub.write.standing import (
    Standing,
    check_made_of,
    check_same,
    check_version,
    standing_of,
)
from hub.write.succession import Members, members_of, succeeded
from profiles.systems import URA_SYSTEM


def outcome(
    draft: Draft, plan: Plan, setting: Writing, found: Found, pair: str | None
) -> Outcome | None:
    """The version that this draft makes; None where it makes none.

    Faults: it may not change what is here, or is not about what it was about.
    """
    name, faults = plan.names[draft], plan.faults
    if draft in faults.unnamed:
        return None
    told = len(faults.refusals)
    try:
        standing = standing_of(draft, name, setting, found, pair)
        refuse_correction(draft, standing.row)
        check_made_of(draft, standing.row, found)
        if name.stays and name.matched:
            return unchanged(name, name.matched)
        faults.judge(check_version, draft, name, found)
        if draft.method == "DELETE":
            done = deletion(draft, name, standing, setting, found)
        else:
            done = _version(draft, plan, standing, setting, pair, found)
    except FhirError as refusal:
        faults.add(refusal)
        return None
    return done if len(faults.refusals) == told else None


def _version(
    draft: Draft, plan: Plan, standing: Standing, setting: Writing, pair: str | None, found: Found
) -> Outcome:
    name, row, keyring, faults = plan.names[draft], standing.row, setting.keyring, plan.faults
    if row and _only_refers(draft, row, setting):
        return unchanged(name, row)
    moving = moves(setting.merging, draft)
    privacy = draft.type == "Consent" and is_privacy(draft.resource or {})
    if not moving:
        _check_said(draft, plan, row, setting, found)
    stored = _stored(draft, plan, setting, found)
    columns = _columns(draft, plan, standing, setting, privacy=privacy)
    columns["rank"] = rank_of(draft, plan, setting, found)
    digest = keyring.digest(said(stored), columns["rid"])
    desk = Desk(draft, plan, setting, found, row) if privacy and not moving else None
    same = row is not None and row.digest == digest and not (row.deleted or moving)
    if row and same and not (desk and desk.confirms()):
        return unchanged(name, row, desk.told() if desk else "")
    if not moving:
        faults.judge(check_changed, draft, row, setting, found, privacy=privacy)
    body = _body(draft, plan, setting, found, columns, stored)
    found_by = index(stored, keyring, columns["section"])
    known = _known(draft, name, pair, found)
    new = NewVersion(
        **columns,
        sealed=seal(columns, name, body, keyring),
        digest=digest,
        tokens=found_by.tokens,
        finders=(*found_by.finders, *known),
        references=found_by.references,
        dates=found_by.dates,
    )
    done = Outcome(
        name=name,
        status=200 if row and not row.deleted else 201,
        version=new.version,
        last_updated=new.last_updated,
        new=new,
        body=body,
    )
    if setting.merging is not None and moving and privacy:
        return setting.merging.said_in(done)
    return desk.said_in(done, stored, same=same) if desk else done


def _known(draft: Draft, name: Name, pair: str | None, found: Found) -> list[int]:
    """What it is found by as the one that it is, beside its identifiers."""
    known = finders_of(draft, name.type, name.id, found)
    return known + [found.keyring.token(key) for key in (pair, SOME_PAIR) if pair and key]


def _check_said(
    draft: Draft, plan: Plan, row: Known | None, setting: Writing, found: Found
) -> None:
    """Faults: it is for another to say, or not about what it was about."""
    faults, resource = plan.faults, draft.resource or {}
    privacy = draft.type == "Consent" and is_privacy(resource)
    faults.judge(refuse_for_another, draft, plan, setting, found)
    faults.judge(check_discussed, draft, plan, setting, found)
    faults.judge(check_same, draft, row, plan.patients[draft], privacy=privacy)


def _stored(draft: Draft, plan: Plan, setting: Writing, found: Found) -> dict[str, Any]:
    """The tree of what is stored, to be found by and known again."""
    name, links = plan.names[draft], {} if draft.type == "Bundle" else plan.links
    stored = {**relinked(draft.resource or {}, setting.links.said[draft], links), "id": name.id}
    return stored | _succession(draft, stored, plan, setting, found)


def _succession(
    draft: Draft, stored: Mapping[str, Any], plan: Plan, setting: Writing, found: Found
) -> Members:
    """What the word on a Patient says of those in whose place he came."""
    pat = plan.patients[draft] if draft.type == "Patient" else None
    if pat is None:
        return {}
    dossier, merging = found.dossiers.get(pat), setting.merging
    facts = dossier.facts if dossier else NO_FACTS
    replaced = merging.onto(facts).replaced if merging else facts.replaced
    return members_of(stored, plan.names[draft].address, setting.custodian, replaced)


def _body(
    draft: Draft,
    plan: Plan,
    setting: Writing,
    found: Found,
    columns: dict[str, Any],
    stored: Mapping[str, Any],
) -> bytes:
    """What is stored: as it was sent, but for whom it names and who keeps it."""
    links = {} if draft.type == "Bundle" else plan.links
    is_choice = columns["category"] == CHOICES
    claimed = not is_choice and is_claimed(draft, plan, setting, found)
    name, version, at = plan.names[draft].id, columns["version"], columns["last_updated"]
    body = content(draft.raw, links).body(name, version, at, setting.custodian, claimed=claimed)
    return succeeded(body, _succession(draft, stored, plan, setting, found))


def _columns(
    draft: Draft, plan: Plan, standing: Standing, setting: Writing, *, privacy: bool
) -> dict[str, Any]:
    """The next version, without what it says."""
    name, pat = plan.names[draft], plan.patients[draft]
    category = CHOICES if privacy else category_of(name.type)
    return {
        "rid": rid(setting.keyring, name.type, name.id),
        "said_by": standing.said_by,
        "type": name.type,
        "version": standing.newest + 1,
        "method": draft.method,
        "last_updated": standing.at,
        "pat": pat,
        "section": section_of(setting.keyring, pat, setting.custodian, category),
        "custodian": setting.custodian,
        "category": category,
        "deleted": False,
    }


def _only_refers(draft: Draft, row: Known, setting: Writing) -> bool:
    """Whether this is another organisation than the one it describes, which is here already."""
    if draft.type != "Organization" or row.deleted:
        return False
    numbers = [value for system, value in draft.identifiers if system == URA_SYSTEM]
    return any(value.zfill(8) != setting.custodian for value in numbers)
