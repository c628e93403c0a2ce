"""The authorization server for persons: they log in elsewhere, and permit an app something here."""
