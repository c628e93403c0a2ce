"""$match: who could take somebody, with why, for who looks for a place."""
