"""`/`, `/docs`, and what is told where nothing is: docs/decisions/0053-the-door.md."""
