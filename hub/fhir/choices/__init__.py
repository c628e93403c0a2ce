"""$consent-options and $consent-status: what can be chosen, in words, and how it stands."""
