"""One way out: whatever leaves the hub was asked for here, by an errand."""
