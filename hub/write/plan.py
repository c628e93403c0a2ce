"""Drafts and what is known to the versions to append: pure, so that a retry starts anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hub.errors import FhirError, Unprocessable
from hub.storage.sealing import Keyring
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.identity import pair_key
from hub.write.links import Links, broken
from hub.write.names import Name, names_of, who_is
from hub.write.needs import Needs
from hub.write.same import check_same_pair
from hub.write.twice import refuse_twice
from hub.write.whose import References, patient_keys
from profiles.issue import Issue


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes what when: the same for every draft of a request."""

    drafts: Sequence[Draft]
    links: Links
    needs: Needs
    keyring: Keyring
    custodian: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Every draft with its name, its inhabitant, and what each reference becomes."""

    names: Mapping[Draft, Name]
    patients: Mapping[Draft, UUID | None]
    links: Mapping[str, str]


def plan(setting: Writing, found: Found, pairs: Mapping[Draft, str]) -> Plan:
    """Decide names, references and inhabitants.

    Raises:
        Unprocessable: broken references, each with its place.
        FhirError: as `names_of`, `refuse_twice` and `patient_keys`.
    """
    names = names_of(setting.drafts, setting.needs, found)
    names |= _paired(pairs, names, found)
    refuse_twice(names, setting.needs, pairs)
    links = _resolved(setting, found, names)
    written = {draft: said for draft, said in setting.links.said.items() if not names[draft].stays}
    faults = [
        Issue(
            "error",
            "not-found",
            at,
            "this names nothing that is in this bundle or that you may see here; "
            "send what it refers to along, or leave it out",
        )
        for at, _ in broken(replace(setting.links, said=written), links)
    ]
    if faults:
        raise Unprocessable("broken references", issues=faults, rule="REFERENCE")
    references = References(setting.links, setting.needs, found, names, links)
    patients = patient_keys(setting.drafts, references)
    return Plan(names, patients, links)


def pairs_of(setting: Writing, found: Found) -> dict[Draft, str]:
    """The key of each PractitionerRole that names a known professional and organisation.

    These are shared by the pair, which can be looked up only when both have their ids.
    """
    roles = [draft for draft in setting.drafts if draft.type == "PractitionerRole"]
    if not roles:
        return {}
    try:
        links = _resolved(setting, found, names_of(setting.drafts, setting.needs, found))
    except FhirError:
        return {}  # the plan itself will say what is wrong
    pairs: dict[Draft, str] = {}
    for role in roles:
        ends = [_end(role, element, links) for element in ("practitioner", "organization")]
        if all(ends):
            pairs[role] = pair_key(*(str(end) for end in ends))
    return pairs


def _paired(
    pairs: Mapping[Draft, str], names: Mapping[Draft, Name], found: Found
) -> dict[Draft, Name]:
    """The role that a professional already has at an organisation, whoever spoke of it first.

    Raises:
        Unprocessable: its condition found another one.
    """
    paired: dict[Draft, Name] = {}
    for role, key in pairs.items():
        row = names[role].matched
        ids = found.shared("PractitionerRole", [key])
        if row is None and ids:
            paired[role] = who_is(role, min(ids), found)
        elif row is not None and not names[role].stays:
            check_same_pair(role, row, key, found)
    return paired


def _end(role: Draft, element: str, links: Mapping[str, str]) -> str | None:
    reference = (role.resource or {}).get(element)
    said = reference.get("reference") if isinstance(reference, dict) else None
    return links.get(said) if isinstance(said, str) else None


def _resolved(setting: Writing, found: Found, names: Mapping[Draft, Name]) -> dict[str, str]:
    links = {said: names[draft].address for said, draft in setting.links.internal.items()}
    for said, (kind, name) in setting.links.literal.items():
        known = found.visible(kind, name)
        if known is not None:
            _, mark, version = said.partition("/_history/")
            links[said] = f"{known.address}{mark}{version}"
    for said, condition in setting.links.conditional.items():
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
    rows = {row.id for row in found.own(kind, key)} or set(found.shared(kind, [key]))
    visible = [name for name in rows if found.visible(kind, name)]
    return f"{kind}/{visible[0]}" if len(visible) == 1 else None
