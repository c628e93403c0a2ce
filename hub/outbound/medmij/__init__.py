"""The lists of the national layer: which providers, apps, services and hosts take part in it."""
