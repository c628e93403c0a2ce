"""Which names of an organisation a consent may use: its URA, its type, its OTV category."""

from functools import lru_cache

from consent.statement import ANY, CATEGORY
from profiles.identifiers import URA

_TYPES_OF = {
    "RPZAC001": ("H1", "Z3", "K3", "N6"),
    "RPZAC003": ("G5", "G7", "G8", "V7"),
    "RPZAC004": ("X3", "M1", "R5", "T2"),
    "RPZAC005": ("A1", "J8", "K9"),
    "RPZAC103": (
        *("TA1", "TA2", "TA3", "TA4", "TA5", "TA6", "JGZ"),
        *("F1", "PM3", "PM4", "PM6", "PM7", "PM8", "PM9", "PM10", "PM12"),
    ),
    "RPZAC104": ("V4", "V5", "V6", "BRA", "P4", "Z4", "Z5", "B1", "B2", "L1"),
    "RPZAC200": (),
}

OTV_CATEGORIES = frozenset(_TYPES_OF)
"""Categories of consulting providers that Mitz asks the inhabitant about.

https://www.mitz-toestemming.nl
"""

OTV_CATEGORY_OF = {
    organization_type: category
    for category, types in _TYPES_OF.items()
    for organization_type in types
}
"""Organisation type to OTV category, only where the two code lists leave no doubt.

A type that is not here is reached by a consent that names the URA, the type or everyone.
http://nictiz.nl/fhir/NamingSystem/organization-type
"""


@lru_cache(maxsize=4096)
def ura_text(value: str) -> str:
    """The URA as every statement writes it: eight digits; raises `InvalidIdentifier`."""
    return URA(value).value.zfill(8)


@lru_cache(maxsize=4096)
def keys_of(ura: str, organization_type: str) -> frozenset[str]:
    """Every custodian or actor text of a statement that this organisation matches.

    Raises `profiles.identifiers.InvalidIdentifier` where `ura` is not a URA.
    """
    keys = {ANY, ura_text(ura)}
    if organization_type:
        keys.add(CATEGORY + organization_type)
    if organization_type in OTV_CATEGORY_OF:
        keys.add(CATEGORY + OTV_CATEGORY_OF[organization_type])
    return frozenset(keys)
