"""Whose record each draft belongs to: exactly one inhabitant a request, or the directory."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from hub.errors import FhirError, Unprocessable
from hub.write.draft import Draft
from hub.write.faults import Faults
from hub.write.found import Found, Known
from hub.write.links import Links
from hub.write.names import Name
from hub.write.needs import Needs
from profiles.issue import Issue
from profiles.resource.compartment import (
    CLOSE,
    DIRECTORY,
    SAY_WHOSE,
    UNBOUND,
    names_someone,
    patients_of,
)
from profiles.resource.persons_named import persons_named
from profiles.resource.references import expression_of
from profiles.search.references import local_literal
from profiles.transfer.choice import CAPACITY, transfer_profiles

NO_CONTEXT = "P-NO-PATIENT-CONTEXT"
ONE_EACH = "one request is about one inhabitant; send one transaction for each"
NOBODYS_BINARY = (
    "a Binary belongs to one inhabitant's record: name the Patient, or what of his it goes with, "
    "in its securityContext, or in the header X-Security-Context where it is sent by its own "
    "media type; or send it in one transaction with what refers to it"
)
NOBODYS_REPORT = (
    "a MeasureReport is of one inhabitant, to whose Patient its subject refers; or it tells what a "
    "site has free, by the measure https://example.org/rtp/Measure/regional-capacity"
)
_IS_OPEN = (
    "everybody may read this {}, which is in the directory, and it tells of an inhabitant; leave "
    "that out, or where it is of one inhabitant alone, create it anew with a reference to his "
    "Patient or in one transaction with what is his"
)
_CAME_OF = ("encounter", "context")
_ANYBODYS = DIRECTORY | UNBOUND


@dataclass(frozen=True, slots=True)
class References:
    """The references of a request, what is known of whom they name, and what they became."""

    links: Links
    needs: Needs
    found: Found
    names: Mapping[Draft, Name]
    resolved: Mapping[str, str]

    def person(self, draft: Draft) -> UUID | None:
        """Whom a Patient, or a document with one, is: whose the one is that its condition found."""
        name = self.names[draft]
        if name.stays and name.matched:
            return name.matched.pat
        one = self.needs.people.get(draft)
        return one.pat if one else None


def patient_keys(
    drafts: Sequence[Draft], references: References, faults: Faults, doubtful: AbstractSet[Draft]
) -> dict[Draft, UUID | None]:
    """The patient key of each draft; None for the directory.

    What names no inhabitant itself (a Device, a talk without the patient present) belongs to the
    one whom the rest of the request, or what it refers to, is about. Of the `doubtful`, that are
    faulty already, nobody can tell whose they are.

    Faults: more than one inhabitant, or none where one is needed.
    """
    everyone, unsaid = _everyone(drafts, references, faults, doubtful)
    if len(everyone) > 1:
        faults.add(Unprocessable(ONE_EACH, rule="P-MULTI-PATIENT"))
    whose = next(iter(everyone), None) if len(everyone) == 1 else None
    keys = {draft: _key(draft, whose, references) for draft in drafts}
    is_told = bool(whose) or not (everyone or unsaid)
    if is_told:
        for draft in drafts:
            if draft not in doubtful:
                faults.judge(_check_context, draft, keys[draft])
                faults.judge(_check_numbered, draft, keys[draft], references)
                faults.judge(_check_encounter, draft, keys[draft], references)
    for draft in drafts:
        # What is nobody's by its type is so whoever the rest is about.
        if draft.type in DIRECTORY or (is_told and draft not in doubtful):
            faults.judge(_check_open, draft, keys, references, faults)
    return keys


def _everyone(
    drafts: Sequence[Draft], references: References, faults: Faults, doubtful: AbstractSet[Draft]
) -> tuple[set[UUID], bool]:
    """The inhabitants that are named, and whether a faulty draft may name one more."""
    everyone, unsaid = set[UUID](), any(draft.type not in DIRECTORY for draft in doubtful)
    for draft in drafts:
        try:
            everyone |= _said(draft, references.names[draft], references)
        except FhirError as refusal:
            unsaid = True
            if draft not in doubtful:
                faults.add(refusal)
    if not everyone:
        everyone = {pat for draft in drafts for pat in _referred(draft, references)}
    return everyone, unsaid


def _key(draft: Draft, whose: UUID | None, references: References) -> UUID | None:
    """None for the directory: of what is nobody's by its type, or as it was kept, or as it came."""
    name = references.names[draft]
    if draft.type in DIRECTORY or _tells_capacity(draft):
        return None
    key = whose or _before(name, references.found)
    if draft.type in UNBOUND:
        return None if _is_open(name, references.found) else key
    return key


def _check_context(draft: Draft, key: UUID | None) -> None:
    if key is None and draft.resource and draft.type not in _ANYBODYS:
        raise Unprocessable(
            NOBODYS_BINARY
            if draft.type == "Binary"
            else f"a {draft.type} belongs to one inhabitant's record; refer to the Patient, or "
            "send it in one transaction with a resource that does",
            expression=draft.expression,
            rule=NO_CONTEXT,
        )
    is_close = key is None and draft.resource is not None and draft.type == CLOSE
    if is_close and not _tells_capacity(draft):
        raise Unprocessable(NOBODYS_REPORT, expression=draft.expression, rule=NO_CONTEXT)


def _tells_capacity(draft: Draft) -> bool:
    """Whether it tells what a site has free, which is nobody's whatever it comes with."""
    said = {**(draft.resource or {}), "resourceType": draft.type}
    return draft.type == CLOSE and transfer_profiles(said) == CAPACITY


def _check_open(
    draft: Draft, keys: Mapping[Draft, UUID | None], references: References, faults: Faults
) -> None:
    """Raise Unprocessable where everybody may read it, and it tells of an inhabitant.

    Of what is the directory's by its type the rules for its body tell the numbers and names.
    """
    name = references.names[draft]
    is_open = draft.type in _ANYBODYS and keys[draft] is None and not name.stays
    if draft.resource is None or not is_open:
        return
    told = {issue.expression for one in faults.refusals for issue in one.issues}
    places = [] if draft.type in DIRECTORY else [*persons_named(draft.resource)]
    places += _of_somebody(draft, keys, references)
    at = dict.fromkeys(draft.expression + one.removeprefix(draft.type) for one in places)
    issues = [
        Issue("error", Unprocessable.code, one, _IS_OPEN.format(draft.type))
        for one in at
        if one not in told
    ]
    if issues:
        raise Unprocessable(issues[0].text, issues=issues, rule=NO_CONTEXT)


def _of_somebody(
    draft: Draft, keys: Mapping[Draft, UUID | None], references: References
) -> Iterator[str]:
    """The expression of each reference to what is in an inhabitant's record."""
    for place, said, must in references.links.said[draft]:
        entry = references.links.internal.get(said)
        row = _known(said, references) if must else None
        if (entry and keys[entry] is not None) or (row and row.pat is not None):
            yield expression_of(place)


def _check_numbered(draft: Draft, key: UUID | None, references: References) -> None:
    stays = references.names[draft].stays
    numbered = frozenset() if stays else references.needs.numbered[draft]
    if not numbered.issubset({key}):
        raise Unprocessable(
            f"this {draft.type} names one inhabitant by reference and another by BSN; leave "
            "out the number, or correct either",
            expression=draft.expression,
            rule="P-MULTI-PATIENT",
        )


def _check_encounter(draft: Draft, key: UUID | None, references: References) -> None:
    """Raise Unprocessable where it came of an Encounter with somebody else.

    https://hl7.org/fhir/R4/encounter.html
    """
    resource = draft.resource or {}
    for element in _CAME_OF if not references.names[draft].stays else ():
        said = resource.get(element)
        if said is None:
            continue
        text = said.get("reference") if isinstance(said, dict) else None
        row = _known(text, references) if isinstance(text, str) else None
        if row is not None and row.pat not in {key, None, references.needs.moved_from}:
            raise Unprocessable(
                f"this {draft.type} is of another inhabitant than the {row.type} that it names; "
                "refer to the one that it came of, or correct whose it is",
                expression=f"{draft.expression}.{element}.reference",
                rule="P-MULTI-PATIENT",
            )


def _said(draft: Draft, name: Name, references: References) -> set[UUID]:
    if name.stays or draft in references.needs.people:
        person = references.person(draft)
        return {person} if person else set()
    if draft.type in DIRECTORY:
        return set()
    if draft.resource is None:
        before = _before(name, references.found)
        return {before} if before else set()
    listed = patients_of(draft.resource)
    pats = {pat for said in listed if (pat := _pat(said, references)) is not None}
    if not pats and _left_open(draft, listed, references):
        raise Unprocessable(
            f"this {draft.type} must say whose it is: refer to the Patient in this bundle or to "
            "one that you may see here, by a reference and not by a number or name alone",
            expression=draft.expression,
            rule=NO_CONTEXT,
        )
    return pats


def _left_open(draft: Draft, listed: Sequence[str], references: References) -> bool:
    """Whether it names somebody whom nothing here is, or nobody where it has to.

    What points to an entry that is no Patient (a Group, a Device) says that it is about that.
    """
    resource = draft.resource or {}
    if any(said in references.links.internal for said in listed):
        return False
    return draft.type in SAY_WHOSE or names_someone(resource)


def _pat(said: str, references: References) -> UUID | None:
    links, needs = references.links, references.needs
    if said in links.internal:
        return references.person(links.internal[said])
    if said in needs.referred:
        return needs.referred[said].pat
    named = local_literal(references.resolved.get(said, said))
    known = references.found.visible(*named) if named else None
    return known.pat if known else None


def _referred(draft: Draft, references: References) -> set[UUID]:
    """In whose records stands what it refers to, be it by id or by a condition."""
    rows = (_known(said, references) for _, said, must in references.links.said[draft] if must)
    return {row.pat for row in rows if row is not None and row.pat is not None}


def _known(said: str, references: References) -> Known | None:
    links, found = references.links, references.found
    if said in links.literal:
        return found.refers(*links.literal[said])
    named = local_literal(references.resolved.get(said, "")) if said in links.conditional else None
    return found.visible(*named) if named else None


def _own(name: Name, found: Found) -> Known | None:
    own = [row for row in found.words(name.type, name.id) if row.custodian == found.custodian]
    return own[0] if own else None


def _before(name: Name, found: Found) -> UUID | None:
    own = _own(name, found)
    return own.pat if own else None


def _is_open(name: Name, found: Found) -> bool:
    """Whether it is in the directory already, and so stays there."""
    own = name.matched or _own(name, found)
    return own is not None and own.pat is None
