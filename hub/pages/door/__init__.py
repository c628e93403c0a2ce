"""`/`, `/docs`, and what is told where nothing is: docs/decisions/0054-the-door.md."""
