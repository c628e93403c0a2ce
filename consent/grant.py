"""Who may record or withdraw an inhabitant's choice about exchange."""

from dataclasses import dataclass

from consent.category import ura_text
from consent.decision import Deny, Permit

_NAME = "grant"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A Consent as it stands now: the URA that recorded it, and whether it is a privacy Consent."""

    recorder: str
    privacy: bool


def may_record(ura: str, *, privacy: bool, stored: Recorded | None = None) -> Permit | Deny:
    """A provider records on the inhabitant's word; from then on that provider alone changes it.

    Withdrawing is an update to status inactive. A Consent never turns from a clinical wish into a
    choice about exchange or back (422). Someone else's is 409, as for every resource.
    https://profiles.ihe.net/ITI/PCF/ITI-108.html
    """
    if stored is None:
        return Permit(_NAME, "S-CONSENT-RECORDED")
    if ura_text(ura) != ura_text(stored.recorder):
        return Deny(_NAME, "A-NOT-CUSTODIAN", 409)
    if privacy != stored.privacy:
        return Deny(_NAME, "P-SCOPE-CHANGE", 422)
    return Permit(_NAME, "S-CONSENT-RECORDED")


def may_delete(ura: str, stored: Recorded) -> Permit | Deny:
    """A privacy Consent is withdrawn, never deleted: it stays as evidence, and so does a no.

    AVG article 7, first and third paragraph: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    """
    if ura_text(ura) != ura_text(stored.recorder):
        return Deny(_NAME, "A-NOT-CUSTODIAN", 404)
    if stored.privacy:
        return Deny(_NAME, "P-WITHDRAW-INSTEAD", 405)
    return Permit(_NAME, "S-CONSENT-RECORDED")
