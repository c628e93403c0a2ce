"""The door that the clock comes in by: what has to be done when its time has come."""
