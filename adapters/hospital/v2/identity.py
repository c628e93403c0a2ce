"""Who a message is about: PID-3 (or MRG-1) read by authority and type, never by position.

https://www.hl7.eu/HL7v2x/v29/std29/ch02a.html#Heading14
"""

from dataclasses import dataclass, field

from adapters.hospital.v2.message import Field, Repetition, Segment
from adapters.hospital.v2.moment import date_of
from adapters.hospital.v2.refusal import DATA_TYPE, MISSING, Refusal
from adapters.hospital.v2.site import BSN_AUTHORITIES, Site
from profiles.identifiers import BSN as Bsn  # noqa: N811 - beside a field of that name
from profiles.identifiers import BSN_DIGITS, InvalidIdentifier

_OWN_TYPES = frozenset({"PI", "MR", "PN", ""})
_BSN_TYPE = "NNNLD"
_OTHER_NAMES = frozenset({"BSN", "NI", "NN", "SS", "SSN"})
_PARTS_OF_A_NAME = range(2, 6)


@dataclass(frozen=True, slots=True)
class Identity:
    """The source's own numbers as `authority|number`, and a BSN with the day it was verified."""

    numbers: tuple[str, ...] = ()
    bsn: str = field(default="", repr=False)
    verified: str = ""
    doubtful: bool = False
    """A number in it looks like a BSN, and is none by its authority and type."""

    @property
    def names(self) -> tuple[str, ...]:
        """By what this person is looked up; a BSN counts only where there is no own number."""
        return self.numbers or ((f"BSN|{self.bsn}",) if self.bsn else ())


def identity(segment: Segment, place: int, site: Site) -> Identity:
    """Raises Refusal: no number that tells who, or a BSN that is none."""
    listed, where = segment[place], segment.where(place)
    _refuse_deletion(listed, where)
    numbers, bsns, doubtful = list[str](), dict[str, str](), False
    for one in listed.filled():
        _refuse_none(one, where)
        if _is_bsn(one):
            if one(1):
                bsn, verified = _bsn(one(1), where), date_of(one(7), where) if one(7) else ""
                bsns[bsn] = bsns.get(bsn) or verified
        elif one(1) and _is_doubtful(one):
            doubtful = True
        elif one(1) and one(5).upper() in _OWN_TYPES:
            numbers.append(f"{authority_of(one, site)}|{one(1)}")
    if len(bsns) > 1:
        raise Refusal(DATA_TYPE, where, "two different BSNs stand in it: a person has one")
    if not numbers and not bsns:
        text = "neither a number of the source's own nor a BSN stands in it, so nobody is named"
        raise Refusal(MISSING, where, text)
    bsn = next(iter(bsns), "")
    verified = bsns.get(bsn, "") if not _is_unverified(segment) else ""
    return Identity(tuple(dict.fromkeys(numbers)), bsn, verified, doubtful)


def authority_of(one: Repetition, site: Site) -> str:
    """Who gave out a CX: by its name, else by its OID; the site itself where it says neither."""
    return one(4) or one(4, 2) or site.authority


def _refuse_none(one: Repetition, where: str) -> None:
    # As it was escaped, for a character at an edge is not seen once it is read.
    if not one.unescape(_raw(one)).strip(" ").isprintable():
        raise Refusal(DATA_TYPE, where, "a number holds a control character")
    # A name has such parts (FN): a field that was left out before it shifts it into this place.
    if any(one(1, part) for part in _PARTS_OF_A_NAME):
        raise Refusal(DATA_TYPE, where, "a number has sub-components: is it a name?")


def _refuse_deletion(listed: Field, where: str) -> None:
    whole = listed.deletes
    if whole or any(_is_bsn(one) and _raw_deletes(one) for one in listed.filled()):
        text = 'a number of a person is not deleted by ""; correct it by A31, A40 or A47'
        raise Refusal(DATA_TYPE, where, text)


def _raw_deletes(one: Repetition) -> bool:
    return _raw(one) == '""'


def _raw(one: Repetition) -> str:
    """What stands in the first place, escapes and all."""
    parts = one.parts
    while not isinstance(parts, str):
        parts = parts[0] if parts else ""
    return parts


def _is_bsn(one: Repetition) -> bool:
    return one(5).upper() == _BSN_TYPE and _is_national(one)


def _is_national(one: Repetition) -> bool:
    authorities = {one(4).upper(), one(4, 2).upper()}
    return not BSN_AUTHORITIES.isdisjoint(authorities)


def _is_doubtful(one: Repetition) -> bool:
    """Of the type or the authority of a BSN, and not of both; a passport has its authority too."""
    kind, authorities = one(5).upper(), {one(4).upper(), one(4, 2).upper()}
    of_the_bsn = _is_national(one) or "BSN" in authorities
    return kind == _BSN_TYPE or (of_the_bsn and kind in _OWN_TYPES | _OTHER_NAMES)


def _is_unverified(segment: Segment) -> bool:
    """PID-31 with PID-32 say it of the BSN."""
    return segment[31]().upper() == "Y" and any(
        one(1).upper() == _BSN_TYPE for one in segment[32].filled()
    )


def _bsn(text: str, where: str) -> str:
    try:
        return Bsn(text.zfill(BSN_DIGITS) if len(text) == BSN_DIGITS - 1 else text).value
    except InvalidIdentifier:
        raise Refusal(DATA_TYPE, where, "the BSN is none: it fails the 11-test") from None
