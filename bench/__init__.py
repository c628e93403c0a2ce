"""Measures the hub: a real process, a real PostgreSQL, a closed loop on the same machine."""
