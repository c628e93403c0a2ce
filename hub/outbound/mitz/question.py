"""A closed question: may this user see what this holder keeps of this inhabitant?"""

from dataclasses import dataclass, field
from typing import Literal

from consent.data_category import TREATMENT_DATA
from hub.outbound.mitz import names
from profiles.identifiers import BSN

Purpose = Literal["TREAT", "COC"]
"""Mitz knows these two and no other; there is none for an emergency."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose data: a URA of eight digits, and the type of the organisation such as Z3."""

    ura: str
    organization_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who asks: URA of eight digits, organisation type, UZI number of nine digits, UZI role.

    `mandated` is the UZI number of who works by the mandate of `number`.
    """

    ura: str
    organization_type: str
    number: str
    role: str
    mandated: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """An II of HL7 v3: an extension that is unique under its root. Never printed."""

    root: str
    extension: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A CV of HL7 v3."""

    code: str
    system: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the question: its XACML category, its id, its value."""

    category: str
    id: str
    value: Identifier | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedQuestion:
    """Of one inhabitant, one holder, one user and one data category."""

    bsn: BSN
    holder: Holder
    user: User
    purpose: Purpose
    data_category: str = TREATMENT_DATA

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """In the order of the wire; an answer must say every one of them again, and no other."""
        return (*self._resource(), self._action(), *self._subject(), self._environment())

    def _resource(self) -> tuple[Attribute, ...]:
        holder = self.holder
        return (
            _identifier(names.RESOURCE, names.PATIENT, names.BSN_ROOT, self.bsn.value),
            _code(
                names.RESOURCE,
                names.HOLDER_TYPE,
                holder.organization_type,
                names.ORGANIZATION_TYPES,
            ),
            _identifier(names.RESOURCE, names.HOLDER, names.URA_ROOT, holder.ura),
        )

    def _action(self) -> Attribute:
        return _code(names.ACTION, names.DATA_CATEGORY, self.data_category, names.DATA_CATEGORIES)

    def _subject(self) -> tuple[Attribute, ...]:
        user, of = self.user, names.SUBJECT
        mandated = (
            (_identifier(of, names.MANDATED, names.UZI_ROOT, user.mandated),)
            if user.mandated
            else ()
        )
        return (
            _code(of, names.ROLE, user.role, names.ROLES),
            *mandated,
            _identifier(of, names.RESPONSIBLE, names.UZI_ROOT, user.number),
            _identifier(of, names.USER, names.URA_ROOT, user.ura),
            _code(of, names.USER_TYPE, user.organization_type, names.ORGANIZATION_TYPES),
        )

    def _environment(self) -> Attribute:
        return _code(names.ENVIRONMENT, names.PURPOSE, self.purpose, names.PURPOSES_OF_USE)


def _identifier(category: str, name: str, root: str, extension: str) -> Attribute:
    return Attribute(category, name, Identifier(root, extension))


def _code(category: str, name: str, code: str, system: str) -> Attribute:
    return Attribute(category, name, Code(code, system))
