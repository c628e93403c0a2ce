"""One choice of an inhabitant as it stands, for who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consent.agreement import Act, waits
from consent.choices.catalogue import Language, Text
from consent.choices.made import Made
from consent.choices.state import State
from consent.choices.written import written
from consent.section import INHABITANT
from consent.statement import Statement
from hub.access.recording import Recording
from hub.storage.stored import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceShown:
    """A privacy Consent in `stored`, its `state` and what the asker may do with it.

    `made` is the choice of the catalogue that it is, None of another one, which is shown as
    `written`. `recorder` is the URA of the organisation that wrote it down, None where a person
    did; `names` are those of organisations by URA.
    """

    stored: Stored
    state: State
    said: Sequence[Statement]
    acts: Sequence[Act]
    made: Made | None
    custodian: str
    recording: Recording | None
    names: Mapping[str, str]

    @property
    def etag(self) -> str:
        """By which it is changed: what stands in If-Match."""
        return f'W/"{self.stored.version}"'

    @property
    def waits(self) -> bool:
        """Whether it, or a part of it, waits for somebody who has to say yes or no."""
        return self.state not in {"withdrawn", "mistaken", "expired"} and any(map(waits, self.said))

    @property
    def for_asker(self) -> bool:
        """Whether it waits for who asks."""
        return self.waits and bool({"confirm", "agree"} & {*self.acts})

    @property
    def recorder(self) -> str | None:
        """Who wrote it down first: an organisation; None is a person himself."""
        return None if self.custodian == INHABITANT else self.custodian

    @property
    def is_his_own(self) -> bool:
        """Whether the inhabitant, or who stands for him, said himself what it says now."""
        return any(one.recorded_by is None for one in self.said)

    @property
    def deciders(self) -> tuple[str, ...]:
        """`patient`, and on which ground others decided for him or with him."""
        return tuple(dict.fromkeys(who for one in self.said for who in one.decided_by.split("+")))

    @property
    def recorded(self) -> datetime:
        """When this version was written down."""
        return self.recording.at if self.recording else self.stored.last_updated

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day on which any of it holds, in Amsterdam; None is without a bound."""
        starts = [one.starts for one in self.said if one.starts]
        ends = [one.ends for one in self.said]
        last = None if None in ends else max((one for one in ends if one), default=None)
        return min(starts, default=None), last

    def text(self, language: Language) -> Text | None:
        """What was shown to who made it; None where no text of the catalogue was."""
        return self.made.text(language, self.names) if self.made else None

    def written(self, language: Language) -> tuple[str, ...]:
        """What it says, whatever was shown."""
        return written(self.said, language, self.names)


@dataclass(frozen=True, slots=True)
class Sees:
    """What an organisation sees today, where it treats him, of what others wrote of his wishes.

    `own_words` is whether it sees what he wrote himself, where he did.
    """

    ura: str
    kind: str
    sees: str
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Those that wait for the asker first, then the newest; `audience` is for himself alone.

    `names` are those of organisations by URA; `damaged` is how many can't be shown, for they were
    changed outside the hub.
    """

    shown: Sequence[ChoiceShown]
    audience: Sequence[Sees]
    names: Mapping[str, str]
    damaged: int = 0
