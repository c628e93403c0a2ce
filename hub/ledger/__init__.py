"""Who did what to whose record, written in the transaction of what it records."""
