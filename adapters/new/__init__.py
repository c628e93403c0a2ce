"""The kit: lays the files of a new adapter, which runs at once."""
