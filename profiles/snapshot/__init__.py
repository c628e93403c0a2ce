"""A profile's whole tree: its base's, narrowed by what its differential says."""
