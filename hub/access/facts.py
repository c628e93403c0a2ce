"""An inhabitant's stored facts: choices and sections, sealed as one, for the epoch they are of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from consent.section import Section
from consent.source import Source
from consent.statement import Statement
from hub.access.recording import Recording
from hub.storage import binding
from hub.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What the hub itself knows to decide by; facts from elsewhere are gathered beside it."""

    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    recordings: tuple[Recording, ...] = ()

    def sealed(self, keyring: Keyring, pat: UUID, patient: UUID, epoch: int) -> bytes:
        """As the inhabitant's row keeps it."""
        return keyring.seal(_ENCODER.encode(self), binding.of_facts(pat, patient, epoch))

    def with_section(self, section: Section) -> "StoredFacts":
        """This section holds something from now on; a custodian's newest type stands."""
        key = (section.custodian, section.category)
        others = [one for one in self.sections if (one.custodian, one.category) != key]
        return self if section in self.sections else replace(self, sections=(*others, section))

    def with_source(self, source: Source) -> "StoredFacts":
        """What this organisation's word rests on from now on."""
        others = [one for one in self.sources if one.custodian != source.custodian]
        return self if source in self.sources else replace(self, sources=(*others, source))

    def source(self, custodian: str) -> Source:
        """What this organisation's word rests on; of one that is new, whether it is the first."""
        known = next((one for one in self.sources if one.custodian == custodian), None)
        spoke = {one.custodian for one in self.sources} | {one.custodian for one in self.sections}
        return known or Source(custodian=custodian, first=not spoke - {custodian})

    def with_choices(self, recording: Recording, statements: Sequence[Statement]) -> "StoredFacts":
        """What this Consent says from now on, in place of what it said, and who wrote it down."""
        consent_id = recording.consent_id
        others = [one for one in self.statements if one.consent_id != consent_id]
        kept = {one.version for one in statements} - {recording.version}
        before = [
            one for one in self.recordings if one.consent_id != consent_id or one.version in kept
        ]
        return replace(self, statements=(*others, *statements), recordings=(*before, recording))

    def recording(self, consent_id: str, version: int) -> Recording | None:
        """Who wrote this version down; None of what was written before that was kept."""
        said = (consent_id, version)
        return next((one for one in self.recordings if (one.consent_id, one.version) == said), None)


NO_FACTS = StoredFacts()
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(StoredFacts)


def open_facts(
    keyring: Keyring, sealed: bytes, pat: UUID, patient: UUID, epoch: int
) -> StoredFacts:
    """The facts of this row.

    Raises:
        SealBroken: the row was changed by somebody who does not hold the keys.
    """
    return _DECODER.decode(keyring.open(sealed, binding.of_facts(pat, patient, epoch)))
