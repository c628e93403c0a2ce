"""The cookies of /mijn, by what they are called."""

LOGGED_IN, ON_HIS_WAY, TYPED = "mijn", "mijn-in", "mijn-typed"
