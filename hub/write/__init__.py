"""One way to write, for a single resource as for a bundle: draft, look up, plan, append."""
