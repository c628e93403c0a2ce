"""Who may see or do what: facts in, decision out."""
