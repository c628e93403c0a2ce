"""$evaluate-measure: the figures of the transfer point."""
