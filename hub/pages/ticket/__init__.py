"""Where the code on a paper leads. docs/decisions/0051-paper-and-its-ticket.md."""
