"""$validate: what a write by this caller would be told, and nothing is stored."""
