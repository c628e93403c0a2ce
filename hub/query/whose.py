"""Whose record a search is about: one inhabitant's, judged by what it would find, or nobody's."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from uuid import UUID

from hub.access.access import NOBODY, Access, Whose
from hub.access.caller import names_of
from hub.access.dossier import Dossier
from hub.access.own import own_name
from hub.errors import Invalid
from hub.query.nameless import asks_of_one_offer, nameless_apart
from hub.search.context import BY_IDENTIFIER, LISTED, NoPatientContext
from hub.search.query import (
    BsnContext,
    DirectoryContext,
    FinderContext,
    IdContext,
    OfferedContext,
    OwnContext,
    PatientContext,
    SearchQuery,
    TargetContext,
)
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.database import Connection
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import inhabitant
from profiles.resource.compartment import DIRECTORY, UNBOUND

MOST_LOOKED_AT = 1_000
CANDIDATES = (
    "SELECT r.rid, r.pat, r.section, i.patient, i.epoch, i.facts FROM resource r "
    # As in a write's lookup: by the index, row by row.
    "LEFT JOIN LATERAL (SELECT * FROM inhabitant a WHERE a.pat = r.pat OFFSET 0) AS i ON true "
    "WHERE {} AND NOT r.deleted "
    f"ORDER BY r.rid, r.section LIMIT {MOST_LOOKED_AT}"
)
OF_TYPE = CANDIDATES.format("r.type = $1 AND r.pat IS NOT NULL AND {}")
BY_NAME = OF_TYPE.format("r.rid = ANY ($2::uuid[])")
BY_KEY = OF_TYPE.format("r.finders && $2::bigint[]")
BY_TARGET = CANDIDATES.format("r.rid = ANY ($1::uuid[])")


async def whose(
    access: Access, connection: Connection, errand: Errand, query: SearchQuery, *, anew: bool
) -> Dossier | None:
    """The one record that the search is about; None for the directory.

    Of a type of which each is somebody's or nobody's, the record goes with the directory.

    Raises:
        Invalid: what is open to the asker is of several inhabitants. NoPatientContext.
    """
    keyring = access.keyring
    if query.type in LISTED and own_name(errand) is not None:
        _refuse_harvest(query)
    match query.context:
        case DirectoryContext():
            return None
        case OwnContext() | OfferedContext():
            raise NoPatientContext(
                "a list of many inhabitants is for the system of an organisation that keeps it; "
                "say whose record the search is about: add patient=",
                rule="P-NO-PATIENT-CONTEXT",
            )
        case IdContext() | FinderContext() if query.type in DIRECTORY:
            return None
        case IdContext() | FinderContext() | TargetContext() if query.type in UNBOUND:
            return await _or_nobodys(access, connection, errand, query)
        case BsnContext(bsn=bsn):
            pat = inhabitant(keyring, bsn).pat
            found = await access.gather(connection, errand, Whose("pat", (pat,)), anew=anew)
            return nameless_apart(found)
        case PatientContext(patient_id=name):
            asked = Whose("patient", _names(access, errand, "Patient", name))
            return nameless_apart(await access.gather(connection, errand, asked, anew=anew))
        case _:
            rows = await _candidates(access, connection, errand, query)
            return _only_one(access, errand, rows, query)


async def _or_nobodys(
    access: Access, connection: Connection, errand: Errand, query: SearchQuery
) -> Dossier | None:
    """A person is told of another's record no more than of one that is not there."""
    rows, own = await _candidates(access, connection, errand, query), own_name(errand)
    rows = [row for row in rows if row["pat"] and own in {None, row["pat"]}]
    dossier = _only_one(access, errand, rows, query)
    if not rows:
        return None
    return replace(dossier, reach=replace(dossier.reach, and_directory=True))


def _refuse_harvest(query: SearchQuery) -> None:
    """Raise NoPatientContext where a person lists who works where, and looks up nobody he has."""
    match query.context:
        case IdContext() | PatientContext() | BsnContext():
            return
        case FinderContext(key=key) if all(one.startswith(BY_IDENTIFIER) for one in key.keys):
            return
    raise NoPatientContext(
        f"a person looks up one {query.type} by _id or identifier; the list is for care"
    )


async def _candidates(
    access: Access, connection: Connection, errand: Errand, query: SearchQuery
) -> Sequence[Columns]:
    """Rows by which it would find its inhabitant, whoever may see them."""
    match query.context:
        case IdContext(ids=ids):
            named = [_names(access, errand, query.type, each) for each in ids]
            found = await connection.fetch(BY_NAME, query.type, list(chain(*named)))
            return _meant(found, named)
        case FinderContext(key=key):
            tokens = access.keyring.tokens(key.keys)
            return await connection.fetch(BY_KEY, query.type, tokens)
        case TargetContext(reference=reference):
            named = [_names(access, errand, *each) for each in reference.addresses]
            rows = _meant(await connection.fetch(BY_TARGET, list(chain(*named))), named)
            if query.type not in UNBOUND and any(row["pat"] is None for row in rows):
                raise NoPatientContext(
                    f"{reference.parameter} names what many share; say whose record the search "
                    "is about: add patient=",
                    rule="P-NO-PATIENT-CONTEXT",
                )
            return rows
        case _:
            return []


def _names(access: Access, errand: Errand, kind: str, said: str) -> tuple[UUID, ...]:
    """The database's names of what the asker may mean, its own before another's."""
    return tuple(names_meant(access.keyring, names_of(errand), kind, said))


def _meant(rows: Sequence[Columns], named: Sequence[Sequence[UUID]]) -> list[Columns]:
    """Those of the first of the names of each that anything has."""
    known = {row["rid"] for row in rows}
    meant = {next((each for each in names if each in known), None) for names in named}
    return [row for row in rows if row["rid"] in meant]


def _only_one(
    access: Access, errand: Errand, rows: Sequence[Columns], query: SearchQuery
) -> Dossier:
    """Of these the record that something is open of; if that is none, any, for nothing is shown.

    What is closed does not count: a refusal would tell that it is there.
    """
    dossiers = {row["pat"]: access.of_row(errand, row) for row in rows}
    if not asks_of_one_offer(query):
        dossiers = {pat: nameless_apart(one) for pat, one in dossiers.items()}
    # Of who has no BSN others are told what they are told of what nobody has.
    dossiers = {pat: one for pat, one in dossiers.items() if one.facts.numbered or one.is_open}
    seen = {
        row["pat"]
        for row in rows
        if row["pat"] in dossiers and dossiers[row["pat"]].reach.opens(row["rid"], row["section"])
    }
    if len(seen) > 1:
        several = Invalid(
            "a search is about one inhabitant, and this finds several; send one search for each, "
            "with patient= in it"
        )
        several.whose = tuple(sorted(seen))
        raise several
    if not dossiers:
        return access.unknown(errand, NOBODY)
    pat: UUID = next(iter(seen or dossiers))
    return dossiers[pat]
