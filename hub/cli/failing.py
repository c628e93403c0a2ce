"""Commands that did what was asked, and found that something is wrong."""


class LedgerFaulty(Exception):
    """The ledger is not what was written: a line for each fault."""


class NotWell(Exception):
    """The doctor found something that is wrong."""
