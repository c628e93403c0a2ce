"""Drafts and what is known to the versions to append: pure, so that a retry starts anew."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from consent.asker import Professional
from consent.policy import Policy
from hub.errors import Unprocessable
from hub.storage.sealing import Keyring
from hub.write.draft import Draft
from hub.write.faults import Faults
from hub.write.found import Found
from hub.write.identity import pair_key
from hub.write.known_by import known_by
from hub.write.links import Links, broken
from hub.write.merging import Merging, moves
from hub.write.names import Name, names_of, who_is
from hub.write.needs import Needs
from hub.write.same import check_same_pair
from hub.write.twice import twice
from hub.write.whose import References, patient_keys
from profiles.issue import Issue

_ENDS = ("practitioner", "organization")
NOWHERE = (
    "this names nothing that is in this bundle or that you may see here; "
    "send what it refers to along, or leave it out"
)


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes what when: the same for every draft of a request; its faults before any look."""

    drafts: Sequence[Draft]
    links: Links
    needs: Needs
    keyring: Keyring
    custodian: str
    now: datetime
    desk: bool = False
    scopes: tuple[str, ...] = ()
    person: Professional | None = None
    policy: Policy = field(default_factory=Policy)
    faults: Faults = field(default_factory=Faults)
    merging: Merging | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every draft with its name, its inhabitant, what each reference becomes, and its faults."""

    names: Mapping[Draft, Name]
    patients: Mapping[Draft, UUID | None]
    links: Mapping[str, str]
    faults: Faults


def plan(setting: Writing, found: Found, pairs: Mapping[Draft, str], faults: Faults) -> Plan:
    """Decide names, references and inhabitants.

    Faults: broken references, each with its place; or as `names_of`, `twice`, `patient_keys`.
    """
    names = names_of(setting.drafts, setting.needs, found, faults)
    names |= _paired(pairs, names, found, faults)
    for refusal in twice(names, setting.needs, pairs):
        faults.add(refusal)
    asked = setting.links
    every = {*asked.internal, *asked.literal, *asked.conditional}
    links = _resolved(setting, found, names, every)
    adrift = _adrift(setting, names, links, faults)
    references = References(setting.links, setting.needs, found, names, links)
    patients = patient_keys(setting.drafts, references, faults, adrift | faults.unnamed)
    return Plan(names, patients, links, faults)


def _adrift(
    setting: Writing, names: Mapping[Draft, Name], links: Mapping[str, str], faults: Faults
) -> set[Draft]:
    """The drafts with a reference that leads nowhere; what moves was looked at when it came."""
    written = {
        draft: said
        for draft, said in setting.links.said.items()
        if not (names[draft].stays or moves(setting.merging, draft))
    }
    told = list(broken(replace(setting.links, said=written), links))
    if told:
        issues = [Issue("error", "not-found", at, NOWHERE) for _, at in told]
        faults.add(Unprocessable("broken references", issues=issues, rule="REFERENCE"))
    return {draft for draft, _ in told}


def pairs_of(setting: Writing, found: Found) -> dict[Draft, str]:
    """The key of each PractitionerRole that names a known professional and organisation.

    These are shared by the pair, which can be looked up only when both have their ids.
    """
    roles = [draft for draft in setting.drafts if draft.type == "PractitionerRole"]
    if not roles:
        return {}
    said = {role: [_end(role, element) for element in _ENDS] for role in roles}
    asked = {end for ends in said.values() for end in ends if end is not None}
    internal = setting.links.internal
    drafts = {internal[end]: None for end in asked if end in internal}
    wrong = setting.faults.copy()
    names = names_of(list(drafts), setting.needs, found, wrong)
    if not wrong.unnamed.isdisjoint(drafts):
        return {}  # the plan itself will say what is wrong
    links = _resolved(setting, found, names, asked)
    return {
        role: pair_key(*(links[str(end)] for end in ends))
        for role, ends in said.items()
        if all(end in links for end in ends)
    }


def _paired(
    pairs: Mapping[Draft, str], names: Mapping[Draft, Name], found: Found, faults: Faults
) -> dict[Draft, Name]:
    """The role that a professional already has at an organisation, whoever spoke of it first.

    Faults: its condition found another one.
    """
    paired: dict[Draft, Name] = {}
    for role, key in pairs.items():
        row = names[role].matched
        ids = found.shared("PractitionerRole", [key])
        if row is None and ids:
            paired[role] = who_is(role, min(ids), found)
        elif row is not None and not names[role].stays:
            faults.judge(check_same_pair, role, row, key, found)
    return paired


def _end(role: Draft, element: str) -> str | None:
    reference = (role.resource or {}).get(element)
    said = reference.get("reference") if isinstance(reference, dict) else None
    return said if isinstance(said, str) else None


def _resolved(
    setting: Writing, found: Found, names: Mapping[Draft, Name], asked: AbstractSet[str]
) -> dict[str, str]:
    """What each of the references that are `asked` for names."""
    internal, literal = setting.links.internal, setting.links.literal
    links = {said: names[draft].address for said, draft in internal.items() if said in asked}
    for said in literal.keys() & asked:
        kind, name = literal[said]
        known = found.refers(kind, name)
        if known is not None:
            _, mark, version = said.partition("/_history/")
            links[said] = f"{known.address}{mark}{version}"
    conditional = setting.links.conditional
    for said in conditional.keys() & asked:
        condition = conditional[said]
        target = _conditional(said, condition.type, condition.key, setting, found)
        if target:
            links[said] = target
    return links


def _conditional(said: str, kind: str, key: str, setting: Writing, found: Found) -> str | None:
    one = setting.needs.referred.get(said)
    if one is not None:
        known = found.patient_of(one.pat)
        mine = known and found.visible("Patient", known.id)
        return mine.address if mine else None
    rows = {row.id for row in found.own(kind, key)} or set(known_by(kind, [key], found))
    visible = [name for name in rows if found.visible(kind, name)]
    return f"{kind}/{visible[0]}" if len(visible) == 1 else None
