"""Definitions: read from packages within bounds, found by canonical, listed."""
