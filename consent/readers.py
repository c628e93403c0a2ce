"""Who reads the wishes of others: which UZI roles, at which kind of organisation.

docs/decisions/0027-people-behind-calls.md
"""

from collections.abc import Mapping

from consent.asker import Professional

CLINICIANS = frozenset({"01", "02", "03", "04", "16", "17", "25", "30", "31", "81", "82"})
"""The first two digits of UZI role codes: professions of the Wet BIG, article 3.

https://wetten.overheid.nl/BWBR0006251
"""
PHARMACISTS = frozenset({"17"})
NOBODY: frozenset[str] = frozenset()

_AT = (
    (
        CLINICIANS,
        *("V4", "V5", "V6", "BRA", "Z4", "Z5", "B1", "B2", "X3", "M1", "R5", "G6", "IN15", "IN9"),
        *("IN10", "IN11", "IN3", "IN13", "IN2", "IN5", "IN7", "PM10", "PM11", "Z27", "PM12"),
        *("PM3", "PM4", "PM6", "PM7", "PM8", "PM9", "Z10", "H1", "Z3", "K3", "N6", "P4", "P6"),
        *("JGZ", "B4", "C3", "G5", "G7", "G8", "V7", "G9", "G1", "T2", "K4", "H2", "G3", "GC"),
        *("JZ", "F1", "SC", "Z26", "R8", "DIA", "TD", "B3", "Z12", "Z14", "Z15", "Z16", "Z17"),
        *("Z18", "Z19", "Z20", "Z21", "Z22", "Z23", "Z24", "Z25", "Z6", "Z7", "Z8", "Z9", "PM13"),
        *("PM14", "PM15", "TA1", "TA2", "TA3", "TA4", "TA5", "TA6", "ZG", "AMB"),
    ),
    (PHARMACISTS, "A1", "J8", "K9"),
    (NOBODY, "L1", "PGO"),
)

READERS: Mapping[str, frozenset[str]] = {kind: roles for roles, *kinds in _AT for kind in kinds}
"""By organisation type; whoever is at a type that is not here reads nothing."""


def may_read(asker: Professional) -> bool:
    """Whether his role reads there; by a mandate, whether anybody does who could give one."""
    if asker.mandated:
        return bool(roles_at(asker.organization_type))
    return is_reader(asker.organization_type, asker.role)


def is_reader(organization_type: str, role: str) -> bool:
    """Whether this UZI role code reads at an organisation of this type."""
    return role.partition(".")[0] in roles_at(organization_type)


def roles_at(organization_type: str) -> frozenset[str]:
    """The beginnings of the role codes that read there."""
    return READERS.get(organization_type, NOBODY)
