"""A choice about exchange: what the inhabitant said, as the model and as FHIR has it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from profiles import systems
from tests.builders import a_privacy_consent, an_actor
from tests.model.consent_model import ALL_DATA, EVERYONE, TREATMENT_DATA, Statement


@dataclass(frozen=True, slots=True)
class Exemption:
    """The opposite for some users, for one resource, or in an emergency only (BTG)."""

    users: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One privacy Consent. No holder, user: everyone. Data: all, the category, or resources."""

    permit: bool
    holders: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    data: tuple[str, ...] = (TREATMENT_DATA,)
    status: str = "active"
    starts: date = date(2026, 1, 1)
    ends: date | None = None
    representative: str | None = None
    exception: Exemption | None = None

    def statements(self, consent: str, recorder: str) -> Iterator[Statement]:
        """Each combination is a statement; an exception takes over what it does not say."""
        base = Statement(
            consent=consent,
            version=0,
            recorder=recorder,
            permit=self.permit,
            status=self.status,
            starts=self.starts,
            ends=self.ends or date.max,
            by_inhabitant=self.representative is None,
        )
        for holder in self.holders or (EVERYONE,):
            for user, data in product(self.users or (EVERYONE,), self.data):
                yield replace(base, holder=holder, user=user, data=data)
            if (other := self.exception) is not None:
                users = other.users or self.users or (EVERYONE,)
                for user, data in product(users, other.data or self.data):
                    yield replace(
                        base,
                        permit=not self.permit,
                        holder=holder,
                        user=user,
                        data=data,
                        purposes=frozenset({"BTG"}) if other.emergency else base.purposes,
                    )

    def fhir(self, address: str, patient: str) -> dict[str, Any]:
        """The Consent that says so."""
        period = {"start": self.starts.isoformat()}
        if self.ends:
            period["end"] = self.ends.isoformat()
        consent = a_privacy_consent(
            patient, permit=self.permit, period=period, id=address.partition("/")[2]
        )
        consent["status"] = self.status
        if self.holders:
            consent["organization"] = [
                {"identifier": {"system": systems.URA_SYSTEM, "value": ura}} for ura in self.holders
            ]
        if self.representative:
            consent["performer"] = [{"reference": self.representative}]
        if self.data == (ALL_DATA,):
            del consent["category"][1]
        consent["provision"] |= _users(self.users) | _data(self.data)
        if self.exception:
            consent["provision"]["provision"] = [self._exception(self.exception)]
        return consent

    def _exception(self, other: Exemption) -> dict[str, Any]:
        emergency = {"purpose": [{"system": systems.ACT_REASON, "code": "BTG"}]}
        return {
            "type": "deny" if self.permit else "permit",
            **_users(other.users),
            **_data(other.data),
            **(emergency if other.emergency else {}),
        }


def _users(users: tuple[str, ...]) -> dict[str, Any]:
    actors = [
        an_actor(category=user.removeprefix("cat:")) if user.startswith("cat:") else an_actor(user)
        for user in users
    ]
    return {"actor": actors} if actors else {}


def _data(data: tuple[str, ...]) -> dict[str, Any]:
    named = [
        {"meaning": "instance", "reference": {"reference": one.removeprefix("res:")}}
        for one in data
        if one.startswith("res:")
    ]
    return {"data": named} if named else {}
