"""One consent rule per file."""
