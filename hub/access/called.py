"""What an asker calls a resource and a version of it: its own by its own names.

docs/decisions/0031-ids-and-versions-of-ones-own.md
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from hub.storage.body import renamed
from hub.storage.current import NUMBERED_BY_EACH
from hub.storage.own_id import MARK, as_said, word_of
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored

_MARKED = re.compile(rb"[A-Za-z0-9\-.]{1,51}" + re.escape(MARK.encode()) + rb"[a-z2-7]{8}")
Namesake = tuple[str, str, str]
"""A custodian, an address (`Type/id`) as the hub keeps it, and the id that this one calls it by."""


@dataclass(frozen=True, slots=True)
class Called:
    """The names of things for this custodian, None for a person.

    `others` are addresses, with the id that it calls each by.
    """

    keyring: Keyring
    custodian: str | None
    others: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def by(
        cls, keyring: Keyring, custodian: str | None, namesakes: Iterable[Namesake] = ()
    ) -> "Called":
        """By this custodian, in a record with these namesakes."""
        others = {address: said for who, address, said in namesakes if who == custodian}
        return cls(keyring, custodian, others)

    def address(self, address: str) -> str:
        """`Type/id` as the asker says it."""
        kind, _, name = address.partition("/")
        if address in self.others:
            return f"{kind}/{self.others[address]}"
        if self.custodian is None:
            return address
        return f"{kind}/{as_said(self.keyring, self.custodian, name)}"

    def version(self, kind: str, custodian: str, number: int) -> str:
        """The version of this custodian's word, as no other version of the resource is called."""
        if kind in NUMBERED_BY_EACH and custodian != self.custodian:
            return f"{number}.{word_of(self.keyring, custodian)}"
        return str(number)

    def versioned(self, address: str, custodian: str, number: int) -> str:
        """`Type/id/_history/version` as the asker says it."""
        version = self.version(address.partition("/")[0], custodian, number)
        return f"{self.address(address)}/_history/{version}"

    def stored(self, stored: Stored, custodian: str) -> Stored:
        """The same, said by this custodian, as the asker calls it and what it refers to."""
        called = self.version(stored.type, custodian, stored.number)
        address, body = self.address(stored.address), stored.body
        if MARK.encode() in body and self.custodian is not None:
            body = _MARKED.sub(self._own, body)
        for other in self.others:
            for end in b'"', b"/":
                body = body.replace(_quoted(other, end), _quoted(self.address(other), end))
        if body and (address != stored.address or called != stored.version):
            body = renamed(body, address.partition("/")[2], called)
        if body is stored.body and called == stored.version and address == stored.address:
            return stored
        return msgspec.structs.replace(stored, address=address, version=called, body=body)

    def _own(self, match: re.Match[bytes]) -> bytes:
        return as_said(self.keyring, str(self.custodian), match.group().decode()).encode()


def _quoted(address: str, end: bytes) -> bytes:
    """As a reference stands in a body."""
    return b'"' + address.encode() + end
