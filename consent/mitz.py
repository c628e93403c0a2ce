"""What Mitz says of a section: one answer a holder, and about treatment data alone.

It is asked about care organisations, and so has no say over what the inhabitant wrote himself.
"""

from consent.category import ura_text
from consent.data_category import CATEGORIES
from consent.facts import Facts, Mitz
from consent.section import INHABITANT, Section


def mitz_says(facts: Facts, section: Section) -> Mitz | None:
    """None where Mitz is not asked, or was asked about other data than this.

    https://www.mitz-toestemming.nl
    """
    if not facts.mitz or section.category not in CATEGORIES:
        return None
    if section.custodian == INHABITANT:
        return None
    return facts.mitz.get(ura_text(section.custodian))
