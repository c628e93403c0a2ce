"""The cookies of /viewer, by what they are called."""

LOGGED_IN, ON_HIS_WAY, DEVICE = "viewer", "viewer-in", "apparaat"
