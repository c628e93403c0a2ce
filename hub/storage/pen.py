"""Who writes the ledger on a connection, and the number of the last row that stands."""

from dataclasses import dataclass

MOST = 2**31 - 1


@dataclass(slots=True)
class Pen:
    """A connection does one thing at a time, so its rows are numbered without a gap.

    `last` is committed; `open` rows wait for the end of the transaction that they are in.
    """

    writer: int
    last: int = 0
    open: int = 0

    @property
    def next(self) -> int:
        """The number that the next row has."""
        return self.last + self.open + 1

    @property
    def is_full(self) -> bool:
        """Whether its numbers come to an end: another pen goes on."""
        return self.next >= MOST

    def wrote(self, rows: int, *, in_transaction: bool) -> None:
        """So many rows; they stand at once where no transaction is open."""
        self.open += rows
        if not in_transaction:
            self.kept()

    def kept(self) -> None:
        """The transaction was committed."""
        self.last, self.open = self.last + self.open, 0

    def dropped(self) -> None:
        """It was rolled back: its numbers are given again."""
        self.open = 0
