"""SQLModel row classes, one table per file; they describe rows and validate no input."""
