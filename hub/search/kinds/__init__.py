"""One file per kind of search parameter."""
