"""Who is known by one organisation's own number alone is in that organisation's dossier alone."""

from consent.case import Case
from consent.decision import SILENT, Decision, withhold

_NAME = "without-bsn"


def without_bsn(case: Case) -> Decision:
    """C-WITHOUT-BSN to all whom the own dossier did not open it to, whatever was said or declared.

    Without a BSN nobody else can know who it is; what can't be read as numbered is closed too.
    docs/decisions/0075-who-has-no-bsn.md
    """
    return SILENT if case.facts.numbered else withhold(_NAME, "C-WITHOUT-BSN")
